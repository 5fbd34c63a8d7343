import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { type NoticeStore, noticeStore, type Sightings } from '../../shared/aws/records/notice-store.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import type { Deployment } from '../support/aws-stack/deployment.ts';
import { itOnOneStack as it } from '../support/aws-stack/it.ts';
import { violationOf } from '../support/findings/violations.ts';

const hour = 3600;
const day = 24 * hour;
type Client = Pick<Deployment['dynamoDb'], 'send'>;

/** The store on the stack's table, or by another client of it, with a clock that is told how many seconds pass. */
function storeWithClock(
  { dynamoDb, output }: Deployment,
  client: Client = dynamoDb,
): {
  notices: NoticeStore;
  pass: (seconds: number) => void;
} {
  let time = Date.parse('2026-10-01T08:00:00Z');
  const notices = noticeStore({
    client: async () => client,
    tableName: output('TableName'),
    keptSeconds: 400 * day,
    now: () => new Date(time),
  });
  return {
    notices,
    pass: (seconds) => {
      time += seconds * 1000;
    },
  };
}

/** A finding as it was seen so often, at last on that day of October. */
function seen(
  id: string,
  occurrences: number,
  dayOfMonth = 1,
  severity: Sightings['severity'] = 'high',
): Sightings {
  return { id, severity, occurrences, lastSeen: new Date(Date.UTC(2026, 9, dayOfMonth)).toISOString() };
}

it('a finding is told again after a day, where it was seen again', async ({ stack }) => {
  const { notices, pass } = storeWithClock(stack);
  expect(await notices.claim(seen('day', 3))).toBe('claimed');
  await notices.told(seen('day', 3));
  pass(24 * hour - 1);
  expect(await notices.claim(seen('day', 4))).toBe('told');
  pass(1);
  expect(await notices.claim(seen('day', 3))).toBe('told');
  expect(await notices.claim(seen('day', 4))).toBe('claimed');
});

it('a finding is told again when it was seen ten times as often', async ({ stack }) => {
  const { notices } = storeWithClock(stack);
  await notices.told(seen('growing', 3));
  expect(await notices.claim(seen('growing', 29))).toBe('told');
  expect(await notices.claim(seen('growing', 30))).toBe('claimed');
});

it('a finding whose record is past its time begins anew, and so does telling of it', async ({ stack }) => {
  const { notices, pass } = storeWithClock(stack);
  await notices.told(seen('anew', 50));
  pass(31 * 24 * hour);
  expect(await notices.claim(seen('anew', 1, 32))).toBe('claimed');
  await notices.told(seen('anew', 1, 32));
  pass(24 * hour);
  expect(await notices.claim(seen('anew', 1, 32))).toBe('told');
  expect(await notices.claim(seen('anew', 1, 33))).toBe('claimed');
});

it('what somebody tells is busy, until it is told, given back, or two minutes have passed', async ({
  stack,
}) => {
  const { notices, pass } = storeWithClock(stack);
  expect(await notices.claim(seen('busy', 1))).toBe('claimed');
  expect(await notices.claim(seen('busy', 1))).toBe('busy');
  await notices.release('busy');
  expect(await notices.claim(seen('busy', 1))).toBe('claimed');
  pass(120);
  expect(await notices.claim(seen('busy', 1))).toBe('busy');
  pass(1);
  expect(await notices.claim(seen('busy', 1))).toBe('claimed');
  await notices.told(seen('busy', 1));
  expect(await notices.claim(seen('busy', 1))).toBe('told');
});

it('an event of a finding whose record is gone, from before it was told, is no news', async ({ stack }) => {
  const { notices, pass } = storeWithClock(stack);
  await notices.told(seen('replayed', 50, 5));
  pass(day);
  expect(await notices.claim(seen('replayed', 1, 2))).toBe('told');
  const [finding = expect.fail()] = findingsOf([violationOf('r')]);
  expect(await notices.newsAmong([{ ...finding, ...seen('replayed', 1, 2) }])).toEqual([]);
});

it('what was told of a finding is kept for no less than the finding', async ({ stack }) => {
  const { notices } = storeWithClock(stack);
  await notices.told(seen('kept', 1));
  const Key = { pk: { S: 'notice#kept' }, sk: { S: 'notice' } };
  const { Item } = await stack.dynamoDb.send(
    new GetItemCommand({ TableName: stack.output('TableName'), Key }),
  );
  expect(Number(Item?.expiresAt?.N)).toBe(Date.parse('2026-10-01T08:00:00Z') / 1000 + 400 * day);
});

it('a finding that has become graver is told, and one that is less grave is not', async ({ stack }) => {
  const { notices } = storeWithClock(stack);
  await notices.told(seen('graver', 3, 1, 'medium'));
  expect(await notices.claim(seen('graver', 4, 2, 'medium'))).toBe('told');
  expect(await notices.claim(seen('graver', 4, 2, 'high'))).toBe('claimed');
  await notices.told(seen('graver', 4, 2, 'high'));
  expect(await notices.claim(seen('graver', 5, 3, 'high'))).toBe('told');
  expect(await notices.claim(seen('graver', 5, 3, 'low'))).toBe('told');
  expect(await notices.claim(seen('graver', 5, 3, 'critical'))).toBe('claimed');
});

it('whoever finds something claimed takes it for told no sooner than it is', async ({ stack }) => {
  const { notices: first } = storeWithClock(stack);
  // The first one ends while the second's answer is on its way.
  const client: Client = {
    send: async (...call: [never]) => {
      try {
        return await stack.dynamoDb.send(...call);
      } catch (error) {
        await first.told(seen('gap', 1));
        throw error;
      }
    },
  };
  const { notices: second } = storeWithClock(stack, client);
  expect(await first.claim(seen('gap', 1))).toBe('claimed');
  expect(await second.claim(seen('gap', 10))).toBe('busy');
  expect(await second.claim(seen('gap', 10))).toBe('claimed');
});

it('a claim whose answer is lost is the claimant’s at the second try', async ({ stack }) => {
  const client: Client = {
    send: async (...call: [never]) => {
      await stack.dynamoDb.send(...call);
      return await stack.dynamoDb.send(...call);
    },
  };
  const { notices } = storeWithClock(stack, client);
  expect(await notices.claim(seen('lost', 1))).toBe('claimed');
  expect(await notices.claim(seen('lost', 1))).toBe('busy');
});

it('of claims at once one is made', async ({ stack }) => {
  const { notices } = storeWithClock(stack);
  const claims = await Promise.all(Array.from({ length: 20 }, () => notices.claim(seen('race', 1))));
  expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
});

it('a digest is one a day, though the one before was late', async ({ stack }) => {
  const { notices, pass } = storeWithClock(stack);
  expect(await notices.claimDigest()).toBe('claimed');
  await notices.digestTold();
  pass(20 * hour - 1);
  expect(await notices.claimDigest()).toBe('told');
  pass(1);
  expect(await notices.claimDigest()).toBe('claimed');
});

it('what is added while a digest is told waits for the next one; the gravest come first', async ({
  stack,
}) => {
  const { notices } = storeWithClock(stack);
  const [low, medium] = (['low', 'medium'] as const).flatMap((severity) =>
    findingsOf([
      violationOf('a', {
        severity,
        ruleId: severity === 'low' ? 'connection-is-consistent' : 'no-root-credentials',
      }),
    ]),
  );
  if (low === undefined || medium === undefined) throw new Error('expected two findings');
  for (const finding of [low, medium, medium]) await notices.await(finding);
  const { waiting, areAll } = await notices.waiting();
  expect([waiting.map(({ finding }) => finding), areAll]).toEqual([[medium, low], true]);
  await notices.await(low);
  await notices.endWaiting(waiting, [medium]);
  expect((await notices.waiting()).waiting.map(({ finding }) => finding)).toEqual([low]);
});

it('what a digest told is no news, until it is seen again or begins anew', async ({ stack }) => {
  const { notices } = storeWithClock(stack);
  const [told, other] = ['t', 'o'].flatMap((letter) =>
    findingsOf([violationOf(letter, { subject: { kind: 'principal', requester: letter } })]),
  );
  if (told === undefined || other === undefined) throw new Error('expected two findings');
  await notices.endWaiting([], [told]);
  const more = { ...told, occurrences: 2 };
  const anew = { ...told, lastSeen: '2026-12-01T00:00:00Z' };
  expect(await notices.newsAmong([told, other])).toEqual([other]);
  expect(await notices.newsAmong([more])).toEqual([more]);
  expect(await notices.newsAmong([anew])).toEqual([anew]);
  expect(await notices.newsAmong([])).toEqual([]);
});
