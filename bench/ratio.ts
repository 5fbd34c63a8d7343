import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Side } from './comparison.ts';
import type { Sample } from './sample.ts';

/** What work costs as a multiple of its baseline. */
export interface Ratio {
  readonly name: string;
  /** Milliseconds. */
  readonly work: number;
  readonly baseline: number;
  readonly ratio: number;
}

const rounds = 7;
const program = fileURLToPath(new URL('sample.ts', import.meta.url));

/**
 * Measures a comparison in rounds, each side in a process of its own, and takes the least cost of each side: what else
 * the machine does adds to a cost, and never takes away from it.
 */
export function compare(word: string): Ratio {
  const samples = Array.from(
    { length: rounds },
    () => [sample(word, 'baseline'), sample(word, 'work')] as const,
  );
  const [[, { name, cost }]] = samples as [(typeof samples)[number]];
  const baseline = Math.min(...samples.map(([one]) => one[cost]));
  const work = Math.min(...samples.map(([, one]) => one[cost]));
  return { name, work, baseline, ratio: work / baseline };
}

/** Garbage is removed by the thread that makes it, so that its time does not depend on idle processors. */
function sample(word: string, side: Side): Sample {
  const words = ['--single-threaded-gc', program, word, side];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}
