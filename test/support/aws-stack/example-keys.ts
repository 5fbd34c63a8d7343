import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { snapshotStore } from '../../../shared/aws/facts/snapshot-store.ts';
import { account } from './clients.ts';

/** Keys that the examples’ submissions name. */
const exampleKeys = ['AKIAEXAMPLEEXAMPLE01', 'AKIAEXAMPLEEXAMPLE02'];

/**
 * Lists the examples’ account, and their keys as deleted: a submission with one is judged by the principal that it
 * declares.
 */
export async function listExampleKeys(dynamoDb: DynamoDBClient, tableName: string): Promise<void> {
  const takenAt = new Date().toISOString();
  const keys = exampleKeys.map((accessKeyId) => ({ accessKeyId, owner: undefined, takenAt }));
  const store = snapshotStore({ client: async () => dynamoDb, tableName });
  await store.putKeys(keys);
  await store.putListing(account, { listedAt: takenAt, keysListedAt: undefined, rootHasKeys: undefined });
}
