import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Finding, Severity } from '../../contracts/result-contract.generated.ts';
import { severities } from '../../findings/gravest-first.ts';
import { batches } from '../calls/batches.ts';
import { type Item, keyText, type Table } from '../facts/fact-table.ts';
import { timeText } from './listing-items.ts';
import { readItems } from './read-items.ts';
import type { Retention } from './retention.ts';

/** Seconds for which whoever tells something has it to itself: longer than a function runs. */
const claimSeconds = 120;
/** Seconds after which something may be told again. */
const againSeconds = 24 * 3600;
/** Seconds by which a digest may be earlier than a day after the one before, which may have been late. */
const earlySeconds = 4 * 3600;
/** Seconds for which something waits to be told, and for which at least is kept what was told. */
const waitingSeconds = 90 * 24 * 3600;
const growth = 10;
/** Findings that one digest takes; others wait for the next one. */
const mostWaiting = 1000;
const writtenAtOnce = 25;
const digest = 'digest';

/** What was told is kept for no less than findings are: a finding whose notice is gone would be news once more. */
export interface NoticeOptions extends Table, Retention {}

/** A finding that waits for the next digest, as it was when it was added; `addedAt` tells one waiting from a later one. */
interface Waiting {
  readonly finding: Finding;
  readonly addedAt: string;
}

/**
 * What is told of a finding: a greater number, or a later sighting, is news. The number is smaller once a finding begins
 * anew; without a later sighting, that is an old event once again.
 */
export type Sightings = Pick<Finding, 'id' | 'severity' | 'occurrences' | 'lastSeen'>;

/** Whether something is the claimer’s to tell; `busy` where somebody else is telling it right now. */
export type Claim = 'claimed' | 'told' | 'busy';

/**
 * What people were told and what waits to be told, in the project's table. What is claimed is told by the claimer alone; where
 * that ends without an answer, the claim ends after two minutes, and whoever tries again tells it: at least once.
 */
export interface NoticeStore {
  /**
   * Claims a finding to be told: it is `told` where that was within a day, and it has neither grown tenfold nor become
   * graver since, or where it is no news.
   */
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
  const expiresAt = () => number(seconds() + Math.max(waitingSeconds, options.keptSeconds));

  /** Updates an item where a condition holds of it; gives the item of which it does not. */
  async function update(
    key: Item,
    change: Omit<UpdateItemCommandInput, 'Key' | 'TableName'>,
  ): Promise<Item | undefined> {
    const { ConditionalCheckFailedException, UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    try {
      const { client, tableName } = options;
      await (await client()).send(new UpdateItemCommand({ TableName: tableName, Key: key, ...change }));
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
      throw error;
    }
  }

  const claim = async (
    key: Item,
    period: number,
    { severity, occurrences, lastSeen }: Seen,
  ): Promise<Claim> => {
    const claimant = crypto.randomUUID();
    // What was seen no more often, and no later, than when it was told is an old event once again.
    const isDue =
      '(attribute_not_exists(toldAt) OR (toldAt <= :before AND (toldOccurrences < :occurrences OR toldLastSeen < :lastSeen)) OR toldOccurrences <= :few OR toldSeverity > :severity)';
    const there = await update(key, {
      UpdateExpression: 'SET claimedUntil = :until, claimedBy = :claimant, expiresAt = :expiresAt',
      ConditionExpression: `(attribute_not_exists(claimedUntil) OR claimedUntil < :now) AND ${isDue}`,
      ExpressionAttributeValues: {
        ':now': number(seconds()),
        ':before': number(seconds() - period),
        ':few': number(Math.floor(occurrences / growth)),
        ':occurrences': number(occurrences),
        ':lastSeen': { S: timeText(lastSeen) },
        ':severity': rank(severity),
        ':until': number(seconds() + claimSeconds),
        ':claimant': { S: claimant },
        ':expiresAt': expiresAt(),
      },
      // Read afterwards, a claim that ended meanwhile would pass for what was told.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    // Where an answer was lost, the client's second try meets its own claim.
    if (there === undefined || there.claimedBy?.S === claimant) return 'claimed';
    return Number(there.claimedUntil?.N) >= seconds() ? 'busy' : 'told';
  };

  const told = async (key: Item, { severity, occurrences, lastSeen }: Seen) => {
    await update(key, {
      UpdateExpression:
        'SET toldAt = :now, toldOccurrences = :occurrences, toldLastSeen = :lastSeen, toldSeverity = :severity, expiresAt = :expiresAt REMOVE claimedUntil, claimedBy',
      ExpressionAttributeValues: {
        ':now': number(seconds()),
        ':occurrences': number(occurrences),
        ':lastSeen': { S: timeText(lastSeen) },
        ':severity': rank(severity),
        ':expiresAt': expiresAt(),
      },
    });
  };

  const release = async (key: Item) => {
    await update(key, { UpdateExpression: 'REMOVE claimedUntil, claimedBy' });
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
          ':expiresAt': number(seconds() + waitingSeconds),
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
    claimDigest: () => claim(digestKey, againSeconds - earlySeconds, digestSeen(2)),
    digestTold: () => told(digestKey, digestSeen(1)),
    releaseDigest: () => release(digestKey),
  };
}

type Seen = Omit<Sightings, 'id'>;

function isNews({ occurrences, lastSeen }: Seen, notice: Item | undefined): boolean {
  const { toldOccurrences, toldLastSeen } = notice ?? {};
  if (toldOccurrences === undefined) return true;
  return Number(toldOccurrences.N) < occurrences || (toldLastSeen?.S ?? '') < timeText(lastSeen);
}

const digestKey: Item = { pk: { S: digest }, sk: { S: 'told' } };

function digestSeen(occurrences: number): Seen {
  return { severity: 'low', occurrences, lastSeen: '1970-01-01T00:00:00Z' };
}

/** The gravest have the least. */
function rank(severity: Severity) {
  return number(severities.indexOf(severity));
}

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
        // One more, which says that others wait.
        Limit: mostWaiting + 1 - waiting.length,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    for (const { document, addedAt } of Items)
      waiting.push({ finding: JSON.parse(document?.S ?? ''), addedAt: addedAt?.S ?? '' });
    from = LastEvaluatedKey;
  } while (from !== undefined && waiting.length <= mostWaiting);
  return { waiting: waiting.slice(0, mostWaiting), areAll: waiting.length <= mostWaiting };
}
