import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item, Table } from '../facts/fact-table.ts';
import {
  type Claim,
  claimAttributes,
  claimKey,
  claimPrefix,
  type DecisionRecord,
  decisionAttributes,
  decisionKey,
  decisionOf,
  type Handed,
  submissionPart,
} from './decision-items.ts';
import { expiry, firstWrite, isKept, type Retention } from './retention.ts';
import { again, mayPass, persistently, type Reasons, writeTogether } from './transaction.ts';

/** What became of a decision that was to be kept. */
export type Kept =
  /** It is kept, and the ids that it claims are its caller's. */
  | { readonly outcome: 'stored' }
  /** The same was decided for the same caller, whose answer that is again. */
  | { readonly outcome: 'replayed'; readonly record: DecisionRecord }
  /** The caller has used one of the ids, or somebody the decision's, for something else. */
  | { readonly outcome: 'conflict' };

/** The decisions in the project's table. Each is written once; that it was published is noted later. */
export interface DecisionStore {
  /**
   * Keeps a decision and, for its caller, the ids that it claims: with another digest an id is taken for as long as records
   * are kept, with the same one as the claim says. All of it or nothing, whoever writes meanwhile.
   */
  readonly put: (record: DecisionRecord, claims: readonly Claim[]) => Promise<Kept>;
  /** The decision that answers a caller's submission again, where there is one; `conflict` as in `put`. */
  readonly claimed: (
    handed: Handed,
    claims: readonly Pick<Claim, 'id'>[],
  ) => Promise<Exclude<Kept, { outcome: 'stored' }> | undefined>;
  readonly get: (decisionId: string) => Promise<DecisionRecord | undefined>;
  /** The newest decisions on a submission's id, one for each caller that used it. */
  readonly ofSubmission: (submissionId: string) => Promise<readonly DecisionRecord[]>;
  /** Notes that a decision went out. Rejects where there is no such decision. */
  readonly markPublished: (decisionId: string) => Promise<void>;
}

export interface DecisionStoreOptions extends Table, Retention {}

/** Makes the store on a DynamoDB table. Reads are consistent: what was written a moment ago is found. */
export function decisionStore(options: DecisionStoreOptions): DecisionStore {
  return {
    put: (record, claims) => persistently(() => put(options, record, claims)),
    claimed: (handed, claims) => claimed(options, handed, claims),
    get: (decisionId) => get(options, decisionId),
    ofSubmission: (submissionId) => ofSubmission(options, submissionId),
    markPublished: (decisionId) => markPublished(options, decisionId),
  };
}

async function put(
  options: DecisionStoreOptions,
  record: DecisionRecord,
  claims: readonly Claim[],
): Promise<Kept | typeof again> {
  const reasons = await writeTogether(options, [
    newDecision(options, record),
    ...claims.map((claim) => newClaim(options, record, claim)),
  ]);
  if (reasons === undefined) return { outcome: 'stored' };
  if (mayPass(reasons)) return again;
  return answerThatIsThere(options, record, claims, reasons);
}

function newDecision(options: DecisionStoreOptions, record: DecisionRecord): TransactWriteItem {
  return {
    Put: {
      TableName: options.tableName,
      Item: { ...decisionKey(record.decisionId), ...decisionAttributes(record), ...expiry(options) },
      ...firstWrite(options),
    },
  };
}

/** The first of its id, or one of the same submission that follows a claim which replays no more. */
function newClaim(options: DecisionStoreOptions, record: DecisionRecord, claim: Claim): TransactWriteItem {
  const { ConditionExpression, ExpressionAttributeValues } = firstWrite(options);
  return {
    Put: {
      TableName: options.tableName,
      Item: { ...claimKey(claim, record), ...claimAttributes(claim, record), ...expiry(options) },
      ConditionExpression: `${ConditionExpression} OR (digest = :digest AND (isDerived = :true OR replaysUntil <= :now))`,
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ':digest': { S: record.digest },
        ':true': { BOOL: true },
        ':now': { S: options.now().toISOString() },
      },
    },
  };
}

/** Either the decision is there itself, or one that a claim names. */
async function answerThatIsThere(
  options: DecisionStoreOptions,
  record: DecisionRecord,
  claims: readonly Claim[],
  [ofDecision]: Reasons,
): Promise<Kept | typeof again> {
  if (ofDecision?.Code !== 'ConditionalCheckFailed') return (await claimed(options, record, claims)) ?? again;
  const there = await get(options, record.decisionId);
  if (there === undefined) return again;
  return isSame(there, record) ? { outcome: 'replayed', record: there } : { outcome: 'conflict' };
}

function isSame(one: DecisionRecord, other: DecisionRecord): boolean {
  return (
    one.digest === other.digest && one.submissionId === other.submissionId && one.caller === other.caller
  );
}

async function claimed(
  options: DecisionStoreOptions,
  handed: Handed,
  claims: readonly Pick<Claim, 'id'>[],
): Promise<Exclude<Kept, { outcome: 'stored' }> | undefined> {
  const items = await Promise.all(claims.map((claim) => getItem(options, claimKey(claim, handed))));
  const there = items.filter((item) => item !== undefined);
  if (there.some(({ digest }) => digest?.S !== handed.digest)) return { outcome: 'conflict' };
  const now = options.now().toISOString();
  for (const { decisionId, replaysUntil, isDerived } of there) {
    if ((replaysUntil?.S ?? '') <= now) continue;
    const record = await get(options, decisionId?.S ?? '');
    if (record !== undefined && !(isDerived?.BOOL === true && record.published))
      return { outcome: 'replayed', record };
  }
  return undefined;
}

async function get(options: DecisionStoreOptions, decisionId: string): Promise<DecisionRecord | undefined> {
  const item = await getItem(options, decisionKey(decisionId));
  return item && decisionOf(item);
}

async function ofSubmission(
  options: DecisionStoreOptions,
  submissionId: string,
): Promise<readonly DecisionRecord[]> {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await (await options.client()).send(
    new QueryCommand({
      TableName: options.tableName,
      KeyConditionExpression: 'pk = :submission AND begins_with(sk, :claim)',
      ExpressionAttributeValues: {
        ':submission': { S: submissionPart(submissionId) },
        ':claim': { S: claimPrefix },
      },
      ConsistentRead: true,
    }),
  );
  const records = await Promise.all(
    Items.filter((item) => isKept(item, options)).map(({ decisionId }) => get(options, decisionId?.S ?? '')),
  );
  return records
    .filter((record) => record !== undefined)
    .sort((one, other) => (one.decidedAt < other.decidedAt ? 1 : -1));
}

async function markPublished({ client, tableName }: Table, decisionId: string): Promise<void> {
  const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
  await (await client()).send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: decisionKey(decisionId),
      UpdateExpression: 'SET published = :true',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':true': { BOOL: true } },
    }),
  );
}

/** Not what is past its time, which DynamoDB deletes some days late. */
async function getItem(options: DecisionStoreOptions, key: Item): Promise<Item | undefined> {
  const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
  const { Item } = await (await options.client()).send(
    new GetItemCommand({ TableName: options.tableName, Key: key, ConsistentRead: true }),
  );
  return Item !== undefined && isKept(Item, options) ? Item : undefined;
}
