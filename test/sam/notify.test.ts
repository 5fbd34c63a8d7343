import { afterAll, beforeAll, expect, it } from 'vitest';
import { notifyCases } from '../../shared/examples/queue-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws, type Traces } from '../../tools/sam/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

async function notified(event: string): Promise<Traces> {
  const eventFile = `events/${event}`;
  const { outcome, log } = await invokeFunction({
    name: 'NotifyFindings',
    eventFile,
    variables: aws.variables,
  });
  if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}\n${log}`);
  expect(outcome.response).toEqual({ batchItemFailures: [] });
  return aws.take();
}

/** What people are told of each event, and how many messages are set aside. */
const expected: Readonly<Record<string, readonly [told: readonly string[], setAside: number]>> = {
  'notify-findings.root-user.json': [['STS Warden: critical, no-root-credentials, 1 time'], 0],
  'notify-findings.digest.json': [[], 0],
  'notify-findings.not-json.json': [[], 1],
};

it.each(notifyCases.map(({ name }) => name))('%s', async (name) => {
  const { told, deadLetters } = await notified(name);
  expect([told, deadLetters.length]).toEqual(expected[name]);
});
