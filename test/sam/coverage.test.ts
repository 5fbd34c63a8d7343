import { afterAll, beforeAll, expect, it } from 'vitest';
import { coverageCases } from '../../shared/examples/queue-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws } from '../../tools/sam/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

it.each(coverageCases.map(({ name }) => name))('%s looks from where records come', async (name) => {
  const { outcome, log } = await invokeFunction({
    name: 'WatchCoverage',
    eventFile: `events/${name}`,
    variables: aws.variables,
  });
  if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}\n${log}`);
  expect(outcome.response).toEqual({ batchItemFailures: [] });
  expect(log).toContain('"RegionsCovered":0');
  expect((await aws.take()).published).toEqual([]);
});
