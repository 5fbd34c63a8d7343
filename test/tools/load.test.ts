import { describe, expect, it } from 'vitest';
import type { ProxyRequest } from '../../shared/http/json-body.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { accountItems, type Kind, kindOf } from '../../tools/load/account.ts';
import { type DriveOptions, drive, type Handler } from '../../tools/load/drive.ts';
import { type LoadReport, linesOf, type Memory, troublesIn } from '../../tools/load/report.ts';

const decisions: Readonly<Record<Kind, readonly [number, string, string]>> = {
  clean: [200, 'allow', 'duration-covers-run:pass'],
  loaded: [403, 'block', 'requester-has-no-access:violation'],
  root: [403, 'block', 'no-root-credentials:violation'],
};

function numberOf({ body }: ProxyRequest): number {
  return Number(/"orders-(\d+)"/.exec(body ?? '')?.[1]);
}

function answer(statusCode: number, decision?: string, result = ''): ProxyResponse {
  const [ruleId, outcome] = result.split(':');
  const body = decision === undefined ? {} : { decision, results: [{ ruleId, outcome }] };
  return { statusCode, headers: {}, body: JSON.stringify(body) };
}

/** A hook that decides as it should, but for what a test has it answer. */
function hook(
  instead: (call: number, index: number) => ProxyResponse | undefined = () => undefined,
): Handler {
  let calls = 0;
  return async (request) => {
    const index = numberOf(request);
    return instead(calls++, index) ?? answer(...decisions[kindOf(index)]);
  };
}

const callers = 10;
const flooder = 10;
const options: Omit<DriveOptions, 'handler'> = {
  seconds: 0.04,
  rate: Number.POSITIVE_INFINITY,
  callers,
  atOnce: 2,
  memory: () => ({ used: 1, resident: 2 }),
  advance: () => {},
};

describe('a drive', () => {
  it('says what callers and flooding caller were answered, each on its own', async () => {
    const report = await drive({
      ...options,
      handler: hook((_, index) => (index === flooder ? answer(429) : undefined)),
    });
    expect(Object.keys(report.callers.statuses)).toEqual(['200', '403']);
    expect(Object.keys(report.flooder.statuses)).toEqual(['429']);
    expect(report.callers.calls).toBeGreaterThan(callers);
    expect(report.memory).toHaveLength(21);
    expect(report.wrong).toEqual({ count: 0, first: [] });
    expect(troublesIn(report)).toEqual([]);
  });

  it.each<[string, Handler, RegExp]>([
    [
      'tells another caller something else under the flood',
      hook((call, index) => (call > 100 && index === 3 ? answer(...decisions.clean) : undefined)),
      /^caller 3: 200 allow .*, and in peace: 403 block/,
    ],
    [
      'refuses another caller for the flood',
      hook((call, index) => (call > 100 && index === 1 ? answer(429) : undefined)),
      /^caller 1: 429 nothing, and in peace: 200/,
    ],
    [
      'decides wrongly from the start',
      hook((_, index) => (index === 4 ? answer(...decisions.clean) : undefined)),
      /^caller 4 in peace: 200/,
    ],
    [
      'fails for the flooding caller',
      hook((_, index) => (index === flooder ? answer(503) : undefined)),
      /^the flooding caller: 503 nothing/,
    ],
  ])('finds a hook that %s', async (_, handler, words) => {
    const { wrong } = await drive({ ...options, handler });
    expect(wrong.count).toBeGreaterThan(0);
    for (const one of wrong.first) expect(one).toMatch(words);
  });

  it('keeps to a rate', async () => {
    const report = await drive({ ...options, seconds: 0.2, rate: 100, handler: hook() });
    expect(report.callers.calls / report.seconds).toBeLessThanOrEqual(110);
  });

  it('rejects where the hook does', async () => {
    await expect(drive({ ...options, handler: () => Promise.reject(new RangeError('x')) })).rejects.toThrow(
      'x',
    );
  });
});

const flat = Array.from({ length: 21 }, (): Memory => ({ used: 50e6, resident: 200e6 }));
const sound: LoadReport = {
  seconds: 60,
  callers: { calls: 100, p50: 2, p99: 10, statuses: { 200: 60, 403: 40 } },
  flooder: { calls: 100, p50: 1, p99: 1, statuses: { 200: 20, 429: 80 } },
  memory: flat,
  wrong: { count: 0, first: [] },
};
const growing = flat.map((one, index) => ({ ...one, used: 50e6 + index * 1e6 }));

describe('a report', () => {
  it.each<[string, Partial<LoadReport>, string[]]>([
    ['all as it should be', {}, []],
    [
      'a long tail',
      { callers: { ...sound.callers, p99: 10.5 } },
      ['p99 is 5.3 times p50, at most 5 is right'],
    ],
    ['memory that grows', { memory: growing }, ['memory grew to 128 % of what it was']],
    ['memory that is high once', { memory: flat.with(20, { used: 90e6, resident: 0 }) }, []],
    [
      'a flood that nobody refused',
      { flooder: { ...sound.flooder, statuses: { 200: 9 } } },
      ['the flooding caller was never refused'],
    ],
    [
      'nobody but the flooding caller',
      { callers: { ...sound.callers, calls: 0 } },
      ['nobody but the flooding caller had an answer'],
    ],
    ['wrong answers', { wrong: { count: 3, first: ['one'] } }, ['one', 'and 2 more']],
    [
      'a short run, with a long tail and memory that grows',
      { seconds: 2, memory: growing, callers: { ...sound.callers, p99: 99 } },
      [],
    ],
  ])('of %s', (_, part, troubles) => {
    expect(troublesIn({ ...sound, ...part })).toEqual(troubles);
  });

  it('has a line for each side, for memory, and for what is judged', () => {
    expect(linesOf(sound)).toEqual([
      'callers: 2 requests/s, p50 2.00 ms, p99 10.00 ms: 60 times 200, 40 times 403',
      'flooding caller: 2 requests/s, p50 1.00 ms, p99 1.00 ms: 20 times 200, 80 times 429',
      'memory: 50.0 MB used (200.0 MB resident) at the start, 50.0 MB used (200.0 MB resident) at the end',
      'p99 is 5.0 times p50; memory is at 100 %',
    ]);
  });
});

it('the account has a listing, and of each user its key and its access', () => {
  expect(accountItems(3)).toHaveLength(7);
});
