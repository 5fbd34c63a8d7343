import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
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

it('a failure to publish is counted and passed on', async () => {
  const meter = countingMeter();
  const publish = countFailures(meter, () => Promise.reject(new Error('not taken')));
  await expect(publish([])).rejects.toThrow('not taken');
  expect(meter.counted).toEqual({ PublishFailures: 1 });
});
