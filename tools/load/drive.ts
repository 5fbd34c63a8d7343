import { createHistogram } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { ProxyRequest } from '../../shared/http/json-body.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { type Caller, callerOf, flooderBeside, verdictOf } from './callers.ts';
import type { LoadReport, Memory, Side } from './report.ts';

/** The hook's handler as Lambda calls it. */
export type Handler = (request: ProxyRequest, context: object) => Promise<ProxyResponse>;

/** Hears how far a part of the drive is, 0 to 1. */
export type Advance = (phase: 'in peace' | 'under the flood', part: number) => void;

export interface DriveOptions {
  readonly handler: Handler;
  /** How long calls are measured, after the warm-up. */
  readonly seconds: number;
  /** Calls a second of all callers but the flooding one; `Infinity` for as many as it takes. */
  readonly rate: number;
  readonly callers: number;
  /** Calls of the callers, and as many of the flooding one, that are under way at once. */
  readonly atOnce: number;
  /** What is in use after a collection of garbage. */
  readonly memory: () => Memory;
  readonly advance: Advance;
}

/** How often memory is looked at. No call is under way then. */
const looks = 20;
/** Part of the measured time for which the flood lasts before it. */
const warmUp = 0.1;
const mostWords = 5;
const context = { getRemainingTimeInMillis: () => 30_000 };

/**
 * Calls the hook as many callers do, and one that floods it. First each caller calls once in peace, which is what it is to
 * be told; then they call while the flood lasts, and each has to be told the same again.
 */
export async function drive(options: DriveOptions): Promise<LoadReport> {
  const { seconds, callers: count, atOnce, memory, advance } = options;
  const callers = Array.from({ length: count }, (_, index) => callerOf(index));
  const wrong = wrongAnswers();
  const told = new Map<Caller, string>();
  let [others, flood] = [tally(), tally()];
  let calls = 0;

  async function call(caller: Caller, { add }: Tally): Promise<string> {
    const request = caller.request(calls++);
    const started = performance.now();
    const response = await options.handler(request, context);
    add(response.statusCode, performance.now() - started);
    return verdictOf(response);
  }

  async function callInPeace(caller: Caller): Promise<void> {
    const verdict = await call(caller, others);
    if (!caller.expected.test(verdict)) wrong.add(`caller ${caller.index} in peace: ${verdict}`);
    told.set(caller, verdict);
  }

  const inTime = pace(options.rate);
  let next = 0;
  async function callAgain(): Promise<void> {
    const caller = callers[next++ % callers.length] as Caller;
    const verdict = await call(caller, others);
    if (verdict !== told.get(caller))
      wrong.add(`caller ${caller.index}: ${verdict}, and in peace: ${told.get(caller)}`);
  }

  const flooder = flooderBeside(count);
  async function callTooOften(): Promise<void> {
    const verdict = await call(flooder, flood);
    if (!flooder.expected.test(verdict) && verdict !== '429 nothing')
      wrong.add(`the flooding caller: ${verdict}`);
    // A refusal out of memory waits for nothing, and would let nobody else have a turn.
    await turn();
  }

  /** Ends when all calls have their answers. Gives milliseconds. */
  async function flooded(milliseconds: number): Promise<number> {
    const started = performance.now();
    const isOver = () => performance.now() - started >= milliseconds;
    const lane = async (one: () => Promise<void>) => {
      while (!isOver()) await one();
    };
    const lanes = Array.from({ length: atOnce }, () => [
      lane(() => inTime().then(callAgain)),
      lane(callTooOften),
    ]);
    await Promise.all(lanes.flat());
    return performance.now() - started;
  }

  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(callers.slice(from, from + atOnce).map(callInPeace));
    advance('in peace', Math.min(1, (from + atOnce) / count));
  }
  await flooded(seconds * warmUp * 1000);
  [others, flood] = [tally(), tally()];
  const samples = [memory()];
  let measured = 0;
  for (let look = 1; look <= looks; look++) {
    measured += await flooded((seconds * 1000) / looks);
    samples.push(memory());
    advance('under the flood', look / looks);
  }
  return {
    seconds: measured / 1000,
    callers: others.side(),
    flooder: flood.side(),
    memory: samples,
    wrong: wrong.all(),
  };
}

/** Waits until it is time for the next call. */
function pace(rate: number): () => Promise<void> {
  let due = 0;
  return async () => {
    const now = performance.now();
    due = Math.max(due + 1000 / rate, now);
    if (due > now) await sleep(due - now);
  };
}

interface Tally {
  readonly add: (status: number, milliseconds: number) => void;
  readonly side: () => Side;
}

function tally(): Tally {
  const microseconds = createHistogram({ figures: 3 });
  const statuses: Record<string, number> = {};
  return {
    add: (status, milliseconds) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      microseconds.record(Math.max(1, Math.round(milliseconds * 1000)));
    },
    side: () => ({
      statuses,
      calls: microseconds.count,
      p50: microseconds.percentile(50) / 1000,
      p99: microseconds.percentile(99) / 1000,
    }),
  };
}

function wrongAnswers() {
  const first: string[] = [];
  let count = 0;
  return {
    add: (words: string) => {
      if (count++ < mostWords) first.push(words);
    },
    all: () => ({ count, first }),
  };
}
