import type { DynamoDBClient, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { dynamoSessions } from '../../../shared/aws/records/session-store.ts';
import { ended, keptSeconds, now, run, session } from '../../support/records/session-cases.ts';

const role = 'arn:aws:iam::123456789012:role/orders';

/** A store on a table in which there is nothing; what was sent to it. */
function recorded() {
  const sent: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  const client = {
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
      sent.push({ name: command.constructor.name, input: { ...command.input } });
      return { Items: [], Responses: { table: [] } };
    },
  } as unknown as DynamoDBClient;
  const store = dynamoSessions({
    client: async () => client,
    tableName: 'table',
    keptSeconds,
    now: () => new Date(now),
  });
  return { store, sent };
}

/** moto takes it: DynamoDB answers ValidationException, the same for ever. */
it('DynamoDB is not asked for sessions between bounds of which the upper one is less', async () => {
  const { store, sent } = recorded();
  expect(await store.sessionsOf(role, 1000, 900)).toEqual([]);
  expect(await store.sessionsOf(role, 1000.2, 1000.8)).toEqual([]);
  expect(sent).toEqual([]);
  await store.sessionsOf(role, 1000, 1000);
  expect(sent).toHaveLength(1);
});

it('nothing is written that is so long past its time that DynamoDB deletes it never', async () => {
  const { store, sent } = recorded();
  await store.putSession({ ...session('11:00:00'), issuedAt: 0 });
  await store.putRun({ ...ended(), startedAt: 0, endedAt: 1000 }, [role]);
  await store.putRun(run({ id: 'goes on', startedAt: 0 }), [role]);
  const written = sent.flatMap(({ input }) =>
    input.TransactItems === undefined
      ? [input as Partial<PutItemCommandInput>]
      : (input.TransactItems as { readonly Put: Partial<PutItemCommandInput> }[]).map(({ Put }) => Put),
  );
  const times = written.flatMap(({ Item }) => (Item === undefined ? [] : [Number(Item.expiresAt?.N)]));
  expect(times).toHaveLength(7 + 1);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse(now) / 1000);
});
