import { Bench } from 'tinybench';

/** A measurement: what the work costs as a multiple of its baseline, both timed in the same run. */
export interface Ratio {
  readonly name: string;
  /** Milliseconds, medians. */
  readonly work: number;
  readonly baseline: number;
  readonly ratio: number;
  /** The most that the ratio may be. */
  readonly limit: number;
}

export interface Comparison {
  readonly name: string;
  readonly limit: number;
  /** Milliseconds for which each of the two is timed in a round; 400 where absent. */
  readonly time?: number;
  readonly baseline: () => unknown;
  readonly work: () => Promise<unknown>;
}

const rounds = 5;

/** Times work against its baseline in several rounds that alternate, and takes the median of the rounds' ratios. */
export async function compare({ name, limit, time = 400, baseline, work }: Comparison): Promise<Ratio> {
  const measured: { work: number; baseline: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ time, warmupTime: time / 2, iterations: 8, warmupIterations: 4 });
    bench.add('baseline', baseline).add('work', work);
    await bench.run();
    measured.push({ work: medianOf(bench, 'work'), baseline: medianOf(bench, 'baseline') });
  }
  measured.sort((a, b) => a.work / a.baseline - b.work / b.baseline);
  const middle = measured[Math.floor(rounds / 2)] as (typeof measured)[number];
  return { name, limit, ...middle, ratio: middle.work / middle.baseline };
}

function medianOf(bench: Bench, task: string): number {
  const result = bench.getTask(task)?.result;
  if (result === undefined || !('latency' in result)) throw new Error(`\`${task}\` was not measured`);
  return result.latency.p50;
}
