import type { Hook } from './hook.ts';
import { type FuzzCase, fuzzCase } from './requests.ts';

/** Milliseconds of the thread's own time that no answer may take. */
export const mostMilliseconds = 50;
/** A slow answer counts where it is as slow again: collecting the garbage of other cases is nobody's fault. */
const tries = 4;
const expectedStatuses: ReadonlySet<number> = new Set([200, 400, 403, 413, 415]);

/** What is wrong with the hook's answer to a case. */
export interface Trouble {
  readonly index: number;
  readonly what: string;
}

export interface FuzzReport {
  readonly cases: number;
  /** How often each status was the answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest answer, and its case. */
  readonly slowest: { readonly index: number; readonly milliseconds: number };
  readonly troubles: readonly Trouble[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** The number of the first case. */
  readonly from: number;
  readonly count: number;
  /** No more cases begin after so many milliseconds. */
  readonly milliseconds?: number;
  /** Hears of every thousandth case, and of the last. */
  readonly advance?: (cases: number) => void;
}

const mostTroubles = 20;

/** Sends a hook the cases of a run, one after the other; ends at 20 troubles. */
export async function fuzz(hook: Hook, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, from, count, milliseconds = Number.POSITIVE_INFINITY, advance = () => {} } = options;
  const statuses: Record<string, number> = {};
  const troubles: Trouble[] = [];
  let slowest = { index: from, milliseconds: 0 };
  let cases = 0;
  for (const end = performance.now() + milliseconds; cases < count && performance.now() < end; ) {
    const index = from + cases++;
    const one = fuzzCase(seed, index);
    const { status, time, found } = await tried(hook, one);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (time > slowest.milliseconds) slowest = { index, milliseconds: time };
    troubles.push(...found.map((what) => ({ index, what })));
    if (cases % 1000 === 0) advance(cases);
    if (troubles.length >= mostTroubles) break;
  }
  advance(cases);
  return { cases, statuses, slowest, troubles };
}

interface Tried {
  readonly status: string;
  readonly time: number;
  readonly found: readonly string[];
}

async function tried(hook: Hook, one: FuzzCase): Promise<Tried> {
  const { status, body, time: first } = await answered(hook, one);
  let time = first;
  for (let left = tries - 1; left > 0 && time > mostMilliseconds; left--)
    time = Math.min(time, (await answered(hook, one)).time);
  const found: string[] = [];
  const logged = hook.logged();
  if (!expectedStatuses.has(Number(status))) found.push(`answered ${status} ${logged.slice(0, 500)}`);
  if (time > mostMilliseconds) found.push(`took ${time.toFixed(0)} ms`);
  if (Number(status) >= 400 && status !== '403' && echoes(body, one))
    found.push('echoed a value in its answer');
  if (echoes(logged, one)) found.push('logged a value');
  return { status, time, found };
}

async function answered(hook: Hook, { request }: FuzzCase) {
  const before = process.threadCpuUsage();
  const { status, body } = await hook.answer(request).then(
    ({ statusCode, body }) => ({ status: String(statusCode), body }),
    (error: unknown) => ({ status: `no answer, but ${String(error)}`, body: '' }),
  );
  const { user, system } = process.threadCpuUsage(before);
  return { status, body, time: (user + system) / 1000 };
}

/** A damaged text may have the mark in a name, which pointers say. */
function echoes(text: string, { mark, request }: FuzzCase): boolean {
  return text.includes(mark) && !new RegExp(`${mark}[^"]*"\\s*:`).test(request.body ?? '');
}
