import type { DynamoDBClient, PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { snapshotStore } from '../../shared/aws/facts/snapshot-store.ts';
import { listingIndex } from '../../shared/aws/records/listing-items.ts';
import { violationAttributes } from '../../shared/aws/records/violation-items.ts';
import { snapshotOf } from '../support/access/snapshots.ts';
import { violationOf } from '../support/findings/violations.ts';
import { carriedOut, mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

interface Table {
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly GlobalSecondaryIndexes: readonly {
    readonly IndexName: string;
    readonly KeySchema: Table['KeySchema'];
    readonly Projection: { readonly NonKeyAttributes: readonly string[] };
  }[];
  readonly TimeToLiveSpecification: { readonly AttributeName: string; readonly Enabled: boolean };
}

const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const table = propertiesOf<Table>(template, 'WardenTable');

it('is paid by use, encrypted by KMS, and can be had back as it was', () => {
  expect(table).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

it('outlives the stack', () => {
  expect(template.Resources.WardenTable).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

it('has the keys, and the time to live, of what the functions put there', async () => {
  const item = await itemPut();
  const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
  expect(table.KeySchema.map(({ KeyType }) => KeyType)).toEqual(['HASH', 'RANGE']);
  for (const { AttributeName, AttributeType } of table.AttributeDefinitions.slice(0, keys.length))
    expect(item[AttributeName]).toHaveProperty(AttributeType);
  expect(table.AttributeDefinitions.slice(0, keys.length).map(({ AttributeName }) => AttributeName)).toEqual(
    keys,
  );
  const { AttributeName: expiry, Enabled } = table.TimeToLiveSpecification;
  expect(Enabled).toBe(true);
  expect(Number(item[expiry]?.N)).toBeGreaterThan(Date.parse('2026-10-02') / 1000);
});

it('lists what the functions put there to be listed, by what it can be looked for', () => {
  const { document, ...listed } = violationAttributes(violationOf('a'));
  const [index, ...others] = table.GlobalSecondaryIndexes;
  const keys = ['listing', 'listed'];
  expect(others).toEqual([]);
  expect(index?.IndexName).toBe(listingIndex);
  expect(index?.KeySchema.map(({ AttributeName }) => AttributeName)).toEqual(keys);
  expect(table.AttributeDefinitions.slice(2)).toEqual(
    keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  );
  const attributes = [...keys, ...(index?.Projection.NonKeyAttributes ?? [])];
  expect(attributes).toEqual(expect.arrayContaining(Object.keys(listed)));
  expect(attributes).not.toContain('document');
});

it('says something for a day, or as long as the operator wants, an hour at least', () => {
  const { MinValue, Default } = source.Parameters.SnapshotMaxAgeSeconds ?? {};
  expect([MinValue, Default]).toEqual([3600, 86_400]);
});

async function itemPut(): Promise<NonNullable<PutItemCommandInput['Item']>> {
  const items: PutItemCommandInput[] = [];
  const send = async ({ input }: { readonly input: PutItemCommandInput }) => void items.push(input);
  const client = { send } as unknown as DynamoDBClient;
  const gone = snapshotOf('a', null, { takenAt: '2026-10-01T12:00:00.000Z', isGone: true });
  await snapshotStore({ client: async () => client, tableName: 'table' }).put([gone]);
  return items[0]?.Item ?? {};
}
