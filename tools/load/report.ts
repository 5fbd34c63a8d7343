/** Bytes. */
export interface Memory {
  /** What is reachable: the heap after a collection of garbage, and what it holds outside of itself. */
  readonly used: number;
  /** What the operating system has given to the process. */
  readonly resident: number;
}

/** The calls of one side. */
export interface Side {
  readonly calls: number;
  /** Milliseconds from call to answer. */
  readonly p50: number;
  readonly p99: number;
  /** How often each status was the answer. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** What became of the calls of the measured time. */
export interface LoadReport {
  readonly seconds: number;
  /** All but the flooding one. */
  readonly callers: Side;
  readonly flooder: Side;
  /** From the start of the measured time to its end, in equal steps. */
  readonly memory: readonly Memory[];
  /** Answers that are not what they have to be: how many, and the first few in words. */
  readonly wrong: { readonly count: number; readonly first: readonly string[] };
}

/** Seconds below which the spread of the answers, and memory, say nothing: the hook is still being compiled. */
const shortest = 30;
const mostSpread = 5;
const mostGrowth = 1.1;

/**
 * What is wrong. An answer is right where it is what the caller was told in peace, and for the flooding caller also 429,
 * which has to come. Memory is flat where what is used in the last quarter of the run, in the middle, is at most a tenth
 * above the first quarter's.
 */
export function troublesIn({ seconds, callers, flooder, memory, wrong }: LoadReport): string[] {
  const troubles = [...wrong.first];
  if (wrong.count > wrong.first.length) troubles.push(`and ${wrong.count - wrong.first.length} more`);
  if (callers.calls === 0) troubles.push('nobody but the flooding caller had an answer');
  if (flooder.statuses[429] === undefined) troubles.push('the flooding caller was never refused');
  if (seconds < shortest) return troubles;
  const spread = callers.p99 / callers.p50;
  if (spread > mostSpread)
    troubles.push(`p99 is ${spread.toFixed(1)} times p50, at most ${mostSpread} is right`);
  const growth = growthOf(memory);
  if (growth > mostGrowth) troubles.push(`memory grew to ${(growth * 100).toFixed(0)} % of what it was`);
  return troubles;
}

/** The report in words, a line for each thing. */
export function linesOf({ seconds, callers, flooder, memory }: LoadReport): string[] {
  const [start, end] = [memory.at(0), memory.at(-1)].map((one) => (one === undefined ? '' : megabytes(one)));
  const judged =
    seconds < shortest
      ? `p99 and memory are judged in runs of ${shortest} s or more`
      : `p99 is ${(callers.p99 / callers.p50).toFixed(1)} times p50; memory is at ${(growthOf(memory) * 100).toFixed(0)} %`;
  return [
    sideLine('callers', callers, seconds),
    sideLine('flooding caller', flooder, seconds),
    `memory: ${start} at the start, ${end} at the end`,
    judged,
  ];
}

function sideLine(name: string, { calls, p50, p99, statuses }: Side, seconds: number): string {
  const answers = Object.entries(statuses).map(([status, times]) => `${times} times ${status}`);
  const rate = (calls / seconds).toFixed(0);
  return `${name}: ${rate} requests/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms: ${answers.join(', ')}`;
}

function megabytes({ used, resident }: Memory): string {
  return `${toMegabytes(used)} MB used (${toMegabytes(resident)} MB resident)`;
}

function toMegabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function growthOf(memory: readonly Memory[]): number {
  const used = memory.map((one) => one.used);
  const quarter = Math.ceil(used.length / 4);
  return median(used.slice(-quarter)) / median(used.slice(0, quarter));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
