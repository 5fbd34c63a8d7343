import { afterAll, beforeAll, expect, it } from 'vitest';
import { trackCases } from '../../shared/examples/queue-cases.ts';
import { invokeFunction } from '../../tools/sam/invoke-function.ts';
import { type LocalAws, startLocalAws } from '../../tools/sam/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

/** What the bus is told of each event, one after the other, and how many messages are set aside. */
const expected: Readonly<Record<string, readonly [published: readonly string[], setAside: number]>> = {
  'track-sessions.session-issued.json': [[], 0],
  // Its session was issued longer ago than sessions are kept.
  'track-sessions.run-started.json': [[], 0],
  'track-sessions.run-died.json': [['Temporary Credentials Violation'], 0],
  // The run has ended.
  'track-sessions.schedule.json': [[], 0],
  'track-sessions.not-json.json': [[], 1],
};

it.each(trackCases.map(({ name }) => name))('%s', async (name) => {
  const { outcome, log } = await invokeFunction({
    name: 'TrackSessions',
    eventFile: `events/${name}`,
    variables: aws.variables,
  });
  if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}\n${log}`);
  expect(outcome.response).toEqual({ batchItemFailures: [] });
  const { published, deadLetters } = await aws.take();
  expect([published.map((event) => event['detail-type']), deadLetters.length]).toEqual(expected[name]);
});
