import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** What a run of a program took. */
export interface Run {
  /** Seconds by the clock, from start to end. */
  readonly seconds: number;
  /** Megabytes in memory at most; none where the system does not tell. */
  readonly megabytes: number;
}

/** Milliseconds between looks at a program's memory. */
const look = 20;

/** Runs a program to its end. Rejects where it fails with a code that is not expected. */
export async function runProgram(words: readonly string[], expected: readonly number[] = [0]): Promise<Run> {
  const [program = '', ...rest] = words;
  const started = performance.now();
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
  let megabytes = 0;
  let code: number | null | undefined;
  child.on('error', () => {
    code = null;
  });
  child.on('close', (ended) => {
    code = ended;
  });
  while (code === undefined) {
    megabytes = Math.max(megabytes, peakOf(child.pid));
    await setTimeout(look);
  }
  const seconds = (performance.now() - started) / 1000;
  if (code === null || !expected.includes(code)) throw new Error(`${words.join(' ')} ended with ${code}`);
  return { seconds, megabytes };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
