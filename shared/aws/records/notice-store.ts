import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Finding } from '../../contracts/result-contract.generated.ts';
import { severities } from '../../findings/gravest-first.ts';
import { batches } from '../calls/batches.ts';
import { type Item, keyText, type Table } from '../facts/fact-table.ts';
import { readItems } from './read-items.ts';

/** Seconds for which whoever tells something has it to itself: longer than a function runs. */
const claimSeconds = 120;
/** Seconds after which something may be told again. */
const againSeconds = 24 * 3600;
/** Seconds by which a digest may be earlier than a day after the one before, which may have been late. */
const earlySeconds = 4 * 3600;
/** Seconds for which is kept what was told, and what waits to be. */
const keptSeconds = 90 * 24 * 3600;
const growth = 10;
/** Findings that one digest takes; others wait for the next one. */
const mostWaiting = 1000;
const writtenAtOnce = 25;
const digest = 'digest';

export interface NoticeOptions extends Table {
  readonly now: () => Date;
}

/** A finding that waits for the next digest, as it was when it was added; `addedAt` tells one waiting from a later one. */
interface Waiting {
  readonly finding: Finding;
  readonly addedAt: string;
}

/** What is told of a finding: another number, or a later sighting, is news; a number may be smaller once it begins anew. */
export type Sightings = Pick<Finding, 'id' | 'occurrences' | 'lastSeen'>;

/** Whether something is the claimer’s to tell; `busy` where somebody else is telling it right now. */
export type Claim = 'claimed' | 'told' | 'busy';

/**
 * What people were told and what waits to be told, in the project's table. What is claimed is told by the claimer alone; where
 * that ends without an answer, the claim ends after two minutes, and whoever tries again tells it: at least once.
 */
export interface NoticeStore {
  /** Claims a finding to be told: it is `told` where that was within a day and it has not grown tenfold, or is no news. */
  readonly claim: (finding: Sightings) => Promise<Claim>;
  readonly told: (finding: Sightings) => Promise<void>;
  /** Gives a claim back: it was not told. */
  readonly release: (findingId: string) => Promise<void>;
  /** Has a finding wait for the next digest. */
  readonly await: (finding: Finding) => Promise<void>;
  /** Those that wait, the gravest first, at most 1,000; and whether these are all. */
  readonly waiting: () => Promise<{ readonly waiting: readonly Waiting[]; readonly areAll: boolean }>;
  /** Those that people were not told of as they are now: an event that comes twice is no news. */
  readonly newsAmong: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
  /** After a digest: what it told, and the end of the waiting, but for findings that were added anew meanwhile. */
  readonly endWaiting: (waiting: readonly Waiting[], told: readonly Sightings[]) => Promise<void>;
  readonly claimDigest: () => Promise<Claim>;
  readonly digestTold: () => Promise<void>;
  readonly releaseDigest: () => Promise<void>;
}

/** Makes the store on a DynamoDB table. */
export function noticeStore(options: NoticeOptions): NoticeStore {
  const { now } = options;
  const seconds = () => Math.floor(now().getTime() / 1000);

  /** Updates an item where a condition holds of it. Says whether it did. */
  async function update(
    key: Item,
    change: Omit<UpdateItemCommandInput, 'Key' | 'TableName'>,
  ): Promise<boolean> {
    const { ConditionalCheckFailedException, UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    try {
      const { client, tableName } = options;
      await (await client()).send(new UpdateItemCommand({ TableName: tableName, Key: key, ...change }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  const claim = async (key: Item, period: number, { occurrences, lastSeen }: Seen): Promise<Claim> => {
    const values = {
      ':now': number(seconds()),
      ':before': number(seconds() - period),
      ':few': number(Math.floor(occurrences / growth)),
      ':occurrences': number(occurrences),
      ':lastSeen': { S: lastSeen },
    };
    // What was seen as often, and last at the same time, as when it was told is an old event once again.
    const isDue =
      '(attribute_not_exists(toldAt) OR (toldAt <= :before AND (toldOccurrences <> :occurrences OR toldLastSeen <> :lastSeen)) OR toldOccurrences <= :few)';
    const isClaimed = await update(key, {
      UpdateExpression: 'SET claimedUntil = :until, expiresAt = :expiresAt',
      ConditionExpression: `(attribute_not_exists(claimedUntil) OR claimedUntil < :now) AND ${isDue}`,
      ExpressionAttributeValues: {
        ...values,
        ':until': number(seconds() + claimSeconds),
        ':expiresAt': number(seconds() + keptSeconds),
      },
    });
    if (isClaimed) return 'claimed';
    const { client, tableName } = options;
    const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { Item: item } = await (await client()).send(
      new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return Number(item?.claimedUntil?.N) >= seconds() ? 'busy' : 'told';
  };

  const told = async (key: Item, { occurrences, lastSeen }: Seen) => {
    await update(key, {
      UpdateExpression:
        'SET toldAt = :now, toldOccurrences = :occurrences, toldLastSeen = :lastSeen, expiresAt = :expiresAt REMOVE claimedUntil',
      ExpressionAttributeValues: {
        ':now': number(seconds()),
        ':occurrences': number(occurrences),
        ':lastSeen': { S: lastSeen },
        ':expiresAt': number(seconds() + keptSeconds),
      },
    });
  };

  const release = async (key: Item) => {
    await update(key, { UpdateExpression: 'REMOVE claimedUntil' });
  };

  return {
    claim: (finding) => claim(noticeKey(finding.id), againSeconds, finding),
    told: (finding) => told(noticeKey(finding.id), finding),
    release: (findingId) => release(noticeKey(findingId)),
    await: async (finding) => {
      await update(waitingKey(finding), {
        UpdateExpression: 'SET addedAt = :addedAt, expiresAt = :expiresAt, document = :document',
        ExpressionAttributeValues: {
          ':addedAt': { S: `${now().toISOString()} ${crypto.randomUUID()}` },
          ':expiresAt': number(seconds() + keptSeconds),
          ':document': { S: JSON.stringify(finding) },
        },
      });
    },
    waiting: () => waitingIn(options),
    newsAmong: async (findings) => {
      const notices = await readItems(
        options,
        findings.map(({ id }) => noticeKey(id)),
      );
      return findings.filter((finding) => isNews(finding, notices.get(keyText(noticeKey(finding.id)))));
    },
    endWaiting: async (waiting, findings) => {
      for (const some of batches(findings, { items: writtenAtOnce }))
        await Promise.all(some.map((finding) => told(noticeKey(finding.id), finding)));
      for (const some of batches(waiting, { items: writtenAtOnce }))
        await Promise.all(some.map((one) => endOf(one, options)));
    },
    // A digest grows by no number, and each is another one.
    claimDigest: () => claim(digestKey, againSeconds - earlySeconds, { occurrences: 2, lastSeen: digest }),
    digestTold: () => told(digestKey, { occurrences: 1, lastSeen: digest }),
    releaseDigest: () => release(digestKey),
  };
}

type Seen = Omit<Sightings, 'id'>;

function isNews({ occurrences, lastSeen }: Seen, notice: Item | undefined): boolean {
  return Number(notice?.toldOccurrences?.N) !== occurrences || notice?.toldLastSeen?.S !== lastSeen;
}

const digestKey: Item = { pk: { S: digest }, sk: { S: 'told' } };

function noticeKey(findingId: string): Item {
  return { pk: { S: `notice#${findingId}` }, sk: { S: 'notice' } };
}

/** The gravest first. */
function waitingKey({ id, severity }: Finding): Item {
  return { pk: { S: digest }, sk: { S: `waiting#${severities.indexOf(severity)}#${id}` } };
}

function number(value: number) {
  return { N: String(value) };
}

async function endOf({ finding, addedAt }: Waiting, { client, tableName }: NoticeOptions): Promise<void> {
  const { ConditionalCheckFailedException, DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
  const command = new DeleteItemCommand({
    TableName: tableName,
    Key: waitingKey(finding),
    ConditionExpression: 'addedAt = :addedAt',
    ExpressionAttributeValues: { ':addedAt': { S: addedAt } },
  });
  await (await client()).send(command).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

async function waitingIn({
  client,
  tableName,
}: NoticeOptions): Promise<Awaited<ReturnType<NoticeStore['waiting']>>> {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const waiting: Waiting[] = [];
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await (await client()).send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :waiting)',
        ExpressionAttributeValues: { ':pk': { S: digest }, ':waiting': { S: 'waiting#' } },
        Limit: mostWaiting - waiting.length,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const { document, addedAt } of Items)
      waiting.push({ finding: JSON.parse(document?.S ?? ''), addedAt: addedAt?.S ?? '' });
    from = LastEvaluatedKey;
  } while (from !== undefined && waiting.length < mostWaiting);
  return { waiting, areAll: from === undefined };
}
