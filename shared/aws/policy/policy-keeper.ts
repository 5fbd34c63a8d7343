import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PolicyChange } from './succession.ts';

/** The policy that was in force last, for functions that cannot ask AWS AppConfig. */
export interface KeptPolicy extends PolicyChange {
  /** As AWS AppConfig gave it, packed (shared/json/packed-text.ts). */
  readonly document: Uint8Array;
  /** Whether the change was told. */
  readonly isAnnounced: boolean;
}

/** Where all functions find the policy that was in force last. */
export interface PolicyKeeper {
  readonly read: () => Promise<KeptPolicy | undefined>;
  /** Puts a policy in the place of the one that was read; false where another function was quicker. */
  readonly replace: (read: KeptPolicy | undefined, next: KeptPolicy) => Promise<boolean>;
  /** Remembers that a change was told; does nothing where there was another one since. */
  readonly markAnnounced: (told: PolicyChange) => Promise<void>;
}

export interface KeeperOptions {
  readonly client: () => Promise<Pick<DynamoDBClient, 'send'>>;
  readonly tableName: string;
}

type Item = Record<string, AttributeValue>;

const key: Item = { pk: { S: 'policy' }, sk: { S: 'in-force' } };

/**
 * Keeps the policy as one item of the project's table, which never expires. An item takes 400 KB: `parsePolicy` refuses
 * what is larger, packed.
 */
export function policyKeeper({ client, tableName: TableName }: KeeperOptions): PolicyKeeper {
  return {
    read: async () => {
      const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
      const command = new GetItemCommand({ TableName, Key: key, ConsistentRead: true });
      const { Item: item } = await (await client()).send(command);
      return item && keptPolicyOf(item);
    },
    replace: async (read, next) => {
      const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
      const command = new PutItemCommand({ TableName, Item: itemOf(next), ...onlyAfter(read) });
      return isDone((await client()).send(command));
    },
    markAnnounced: async (told) => {
      const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
      const { ConditionExpression, ExpressionAttributeValues } = onlyAfter(told);
      const command = new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression: 'SET isAnnounced = :yes',
        ConditionExpression,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ':yes': { BOOL: true } },
      });
      await isDone((await client()).send(command));
    },
  };
}

/** On the condition that what is kept is still what was read. */
function onlyAfter(read: PolicyChange | undefined) {
  if (read === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'revision = :revision AND changedAt = :changedAt',
    ExpressionAttributeValues: {
      ':revision': { S: read.revision },
      ':changedAt': { S: read.changedAt },
    },
  };
}

/** Whether a condition held. */
async function isDone(sent: Promise<unknown>): Promise<boolean> {
  const { ConditionalCheckFailedException } = await import('@aws-sdk/client-dynamodb');
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function itemOf({ previousRevision, ...kept }: KeptPolicy): Item {
  return {
    ...key,
    document: { B: kept.document },
    revision: { S: kept.revision },
    ...(previousRevision !== undefined && { previousRevision: { S: previousRevision } }),
    changedAt: { S: kept.changedAt },
    settlesAt: { S: kept.settlesAt },
    returns: { N: String(kept.returns) },
    isAnnounced: { BOOL: kept.isAnnounced },
  };
}

/** What is no policy fails later, where somebody wants to go by its document. */
function keptPolicyOf(item: Item): KeptPolicy {
  return {
    document: item.document?.B ?? new Uint8Array(),
    revision: item.revision?.S ?? '',
    previousRevision: item.previousRevision?.S,
    changedAt: item.changedAt?.S ?? '',
    settlesAt: item.settlesAt?.S ?? '',
    returns: Number(item.returns?.N ?? 0),
    isAnnounced: item.isAnnounced?.BOOL === true,
  };
}
