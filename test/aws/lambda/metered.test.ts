import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { countFailures, metered } from '../../../shared/aws/lambda/metered.ts';
import { countingMeter } from '../../support/functions/counting-meter.ts';

it.each([
  ['succeeds', async () => 'done'],
  ['fails', () => Promise.reject(new Error('no'))],
])('what an invocation counted is written once where it %s', async (_, work) => {
  const meter = countingMeter();
  const handler = middy().use(metered(meter)).handler(work);
  await handler({}, {} as Context).catch(() => undefined);
  expect(meter.counted).toEqual({ flushes: 1 });
});

it('what writes the counts begins to load before the work', async () => {
  const prepare = vi.fn();
  const work = vi.fn(async () => expect(prepare).toHaveBeenCalledOnce());
  await middy()
    .use(metered({ ...countingMeter(), prepare }))
    .handler(work)({}, {} as Context);
  expect(work).toHaveBeenCalledOnce();
});

it('a failure to publish is counted and passed on', async () => {
  const meter = countingMeter();
  const publish = countFailures(meter, () => Promise.reject(new Error('not taken')));
  await expect(publish([])).rejects.toThrow('not taken');
  expect(meter.counted).toEqual({ PublishFailures: 1 });
});
