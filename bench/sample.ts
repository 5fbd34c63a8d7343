/** Measures one side of a comparison in this process: `sample.ts <comparison> baseline|work`. Prints a {@link Sample}. */

import type { Comparison, Costs, Side } from './comparison.ts';
import { comparisons } from './comparisons.ts';
import { median } from './median.ts';

export interface Sample extends Costs, Pick<Comparison, 'name' | 'cost'> {}

/** Milliseconds. */
const warmUp = 700;
const measured = 1500;
const fewestRuns = 8;

const [word = '', side] = process.argv.slice(2) as [string?, Side?];
const comparison = comparisons[word]?.();
if (comparison === undefined || (side !== 'baseline' && side !== 'work'))
  throw new Error(`expected ${Object.keys(comparisons).join(', ')} and baseline or work`);
const { name, cost, [side]: run } = comparison;

async function costsWithin(milliseconds: number): Promise<Costs> {
  const times: number[] = [];
  const processor = process.cpuUsage();
  const end = performance.now() + milliseconds;
  for (let now = performance.now(); now < end || times.length < fewestRuns; ) {
    await run();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  const { user, system } = process.cpuUsage(processor);
  return { typical: median(times), whole: (user + system) / 1000 / times.length };
}

await costsWithin(warmUp);
const sample: Sample = { name, cost, ...(await costsWithin(measured)) };
process.stdout.write(JSON.stringify(sample));
