import { expect, it } from 'vitest';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { type Hook, standInHook } from '../../tools/fuzz/hook.ts';
import { randomOf } from '../../tools/fuzz/random.ts';
import { fuzzCase } from '../../tools/fuzz/requests.ts';
import { fuzz } from '../../tools/fuzz/run.ts';
import { soundSubmission } from '../../tools/fuzz/sound-submission.ts';

const options = { seed: 3, from: 0, count: 300 };

it('finds nothing wrong with the hook, which answers in each of its ways', async () => {
  const { cases, statuses, troubles } = await fuzz(standInHook(), options);
  expect(troubles.filter(({ what }) => !what.startsWith('took'))).toEqual([]);
  expect(cases).toBe(options.count);
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '403', '415']));
});

const answering = (statusCode: number, bodyOf: (request: string) => string, logged = ''): Hook => ({
  answer: async ({ body }) => ({ statusCode, headers: {}, body: bodyOf(body ?? '') }),
  logged: () => logged,
});

it.each<[string, Hook, RegExp]>([
  ['fails', answering(503, () => ''), /^answered 503/],
  ['echoes what it refuses', answering(400, (body) => body), /^echoed a value/],
  ['logs what it reads', { ...answering(400, () => ''), ...logging() }, /^logged a value/],
  [
    'throws',
    { answer: () => Promise.reject(new RangeError('x')), logged: () => '' },
    /^answered no answer, but RangeError: x/,
  ],
])('finds a hook that %s, and ends early', async (_, hook, what) => {
  const { troubles, cases } = await fuzz(hook, { ...options, count: 200 });
  expect(troubles.length).toBeGreaterThanOrEqual(20);
  expect(cases).toBeLessThan(200);
  for (const trouble of troubles) expect(trouble.what).toMatch(what);
});

it('finds a hook that takes long whenever it is asked', async () => {
  const { troubles, slowest } = await fuzz({ answer: busy, logged: () => '' }, { ...options, count: 2 });
  expect(troubles.map(({ what }) => what)).toEqual([
    expect.stringMatching(/^took \d+ ms$/),
    expect.anything(),
  ]);
  expect(slowest.milliseconds).toBeGreaterThan(50);
});

it('forgives a hook that takes long once', async () => {
  let asked = 0;
  const answer = async () => (asked++ === 0 ? busy() : { statusCode: 400, headers: {}, body: '' });
  expect((await fuzz({ answer, logged: () => '' }, { ...options, count: 2 })).troubles).toEqual([]);
});

/** Logs each body. */
function logging(): Hook {
  let last = '';
  return {
    answer: async ({ body }) => {
      last = body ?? '';
      return { statusCode: 400, headers: {}, body: '' };
    },
    logged: () => last,
  };
}

async function busy() {
  const end = process.threadCpuUsage().user + 60_000;
  while (process.threadCpuUsage().user < end);
  return { statusCode: 400, headers: {}, body: '' };
}

it('takes an echo for none where a damaged text has the value as a name, which a pointer says', async () => {
  const hook = answering(400, (body) => (/Canary\w+Qz"\s*:/.test(body) ? body : ''));
  expect((await fuzz(hook, { ...options, count: 1000 })).troubles).toEqual([]);
});

it('makes the same cases of the same seed, each to be had alone', () => {
  expect(fuzzCase(3, 17)).toEqual(fuzzCase(3, 17));
  const texts = Array.from({ length: 100 }, (_, index) => JSON.stringify(fuzzCase(3, index)));
  expect(new Set(texts).size).toBe(100);
  expect(JSON.stringify(fuzzCase(4, 17))).not.toBe(texts[17]);
});

it('makes submissions that keep their contract', () => {
  for (let seed = 0; seed < 500; seed++)
    expect(() => parseSubmission(soundSubmission(randomOf(seed))), String(seed)).not.toThrow();
});

it('ends when its time is over', async () => {
  expect(
    (
      await fuzz(
        answering(400, () => ''),
        { ...options, milliseconds: 0 },
      )
    ).cases,
  ).toBe(0);
});
