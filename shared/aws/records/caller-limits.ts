import { TooManyCallsError } from '../../http/errors.ts';
import type { Table } from '../facts/fact-table.ts';

/** Milliseconds of the window in which calls are counted. */
const window = 60_000;
/** Seconds for which a count is kept after its window: DynamoDB deletes it some time later. */
const kept = 3600;
const mostOverLimit = 10_000;

export interface CallerLimitOptions extends Table {
  /** Calls in a minute: of one caller, and of all dry runs together. */
  readonly limits: { readonly caller: number; readonly dryRuns: number };
  readonly now: () => Date;
}

/** A call to be counted. */
interface CountedCall {
  /** Who calls; one name for whoever is one principal. */
  readonly caller: string;
  readonly dryRun: boolean;
}

/** Counts a call. Rejects with {@link TooManyCallsError} where it is one too many, and where nobody could count it. */
export type CountCall = (call: CountedCall) => Promise<void>;

/**
 * Counts calls in the project's table, by caller and minute, so that one caller cannot use up what others need; dry runs,
 * which nobody waits for, have a pool of their own on top. Who is over the limit is remembered until its minute ends, and
 * costs nothing more.
 */
export function callerLimits({ client, tableName, limits, now }: CallerLimitOptions): CountCall {
  const overLimit = new Map<string, number>();

  async function count(pool: string, limit: number): Promise<void> {
    const time = now().getTime();
    const minute = Math.floor(time / window);
    const retryAfter = Math.ceil(((minute + 1) * window - time) / 1000);
    if (overLimit.get(pool) === minute) throw new TooManyCallsError(retryAfter);
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { Attributes } = await (await client()).send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: `calls#${pool}` }, sk: { S: `minute#${minute}` } },
        UpdateExpression: 'ADD calls :one SET expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':expiresAt': { N: String(Math.floor(time / 1000) + kept) },
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    const calls = Number(Attributes?.calls?.N);
    if (calls <= limit) return;
    if (!Number.isSafeInteger(calls))
      throw new RangeError('the table does not say how many calls there were');
    if (overLimit.size === mostOverLimit) overLimit.clear();
    overLimit.set(pool, minute);
    throw new TooManyCallsError(retryAfter);
  }

  return async ({ caller, dryRun }) => {
    if (!dryRun) return count(`caller#${caller}`, limits.caller);
    await count(`dry-runs-of#${caller}`, limits.caller);
    await count('dry-runs', limits.dryRuns);
  };
}
