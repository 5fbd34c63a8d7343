import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Violation } from '../../contracts/result-contract.generated.ts';
import { addViolation, byFinding, type GrowingFinding } from '../../findings/growing-finding.ts';
import { fitViolation } from '../../report/fit-violation.ts';
import { batches } from '../calls/batches.ts';
import { errorName, type Failure, failuresIn } from '../calls/failures.ts';
import { gathered } from '../calls/gathered.ts';
import type { Table } from '../facts/fact-table.ts';
import { type Item, keyText } from '../facts/fact-table.ts';
import { readItems } from './read-items.ts';
import { expiry, firstWrite, isKept, type Retention } from './retention.ts';
import { again, persistently, writeTogether } from './transaction.ts';
import {
  findingAttributes,
  findingKey,
  growingFindingOf,
  violationAttributes,
  violationKey,
} from './violation-items.ts';

/** A transaction takes 100 actions and 4 MB; so few, and the finding, are done within the patience of the client. */
const limits = { items: 24, bytes: 1_000_000, bytesOf: sizeOf };
/** Findings that are written at once. */
const findingsAtOnce = 4;

/** Violations that could not be kept. Holds counts and error codes, no data. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** Keeps violations; rejects with {@link RecordError} where one of them could not be, so that the caller's source retries it. */
export type KeepViolations = (violations: readonly Violation[]) => Promise<void>;

export interface RecordOptions extends Table, Retention {}

/** Violations of one finding, so few that they go in one transaction. */
interface Group {
  readonly findingId: string;
  readonly violations: readonly Violation[];
}

/**
 * Makes what keeps violations in the project's table. Each is written once, whoever hands it over how often; with its
 * first write, and in the same transaction, its finding grows by it. What is kept in the same turn of the event loop goes
 * out together, so that those of one cause, which are many at a time, do not wait for each other.
 */
export function violationKeeper(options: RecordOptions): KeepViolations {
  const keepGathered = gathered(async (violations: readonly Violation[]) => {
    const failures = new Map<string, Failure>();
    for (const some of batches(groupsOf(violations), { items: findingsAtOnce }))
      await Promise.all(some.map((group) => keepGroup(options, group, failures)));
    return violations.map(({ id }) => failures.get(id));
  });
  return async (violations) => {
    if (violations.length === 0) return;
    const failures = failuresIn(await keepGathered(violations), 'violation');
    if (failures !== undefined) throw new RecordError(failures);
  };
}

function groupsOf(violations: readonly Violation[]): [string, readonly Violation[]][] {
  const unique = new Map(violations.map((violation) => [violation.id, fitViolation(violation)]));
  return [...byFinding([...unique.values()])];
}

async function keepGroup(
  options: RecordOptions,
  [findingId, all]: readonly [string, readonly Violation[]],
  failures: Map<string, Failure>,
): Promise<void> {
  for (const violations of batches(all, limits)) {
    try {
      await persistently(() => keepTogether(options, { findingId, violations }));
    } catch (error) {
      for (const { id } of violations) failures.set(id, errorName(error));
    }
  }
}

/** What somebody else wrote between reading and writing is read again. */
async function keepTogether(options: RecordOptions, group: Group): Promise<undefined | typeof again> {
  const { findingId, violations } = group;
  const keys = [findingKey(findingId), ...violations.map(({ id }) => violationKey(id))];
  const items = await readItems(options, keys);
  const there = (key: Item) => {
    const item = items.get(keyText(key));
    return item !== undefined && isKept(item, options) ? item : undefined;
  };
  const added = violations.filter(({ id }) => there(violationKey(id)) === undefined);
  if (added.length === 0) return undefined;
  const finding = growth(options, findingId, added, there(findingKey(findingId)));
  const reasons = await writeTogether(options, [...added.map((one) => newViolation(options, one)), finding]);
  return reasons === undefined ? undefined : again;
}

function newViolation(options: RecordOptions, violation: Violation): TransactWriteItem {
  return {
    Put: {
      TableName: options.tableName,
      Item: { ...violationKey(violation.id), ...violationAttributes(violation), ...expiry(options) },
      ...firstWrite(options),
    },
  };
}

/** The finding that grows is the one that was read: nothing was added to it since. */
function growth(
  options: RecordOptions,
  findingId: string,
  added: readonly Violation[],
  before: Item | undefined,
): TransactWriteItem {
  const earlier = before && growingFindingOf(before);
  const growing = added.reduce<GrowingFinding | undefined>(addViolation, earlier);
  if (growing === undefined) throw new RangeError('nothing was added');
  const now = options.now().toISOString();
  return {
    Put: {
      TableName: options.tableName,
      Item: {
        ...findingKey(findingId),
        ...findingAttributes({ growing, added, before, now }),
        ...expiry(options),
      },
      ...(before === undefined ? firstWrite(options) : unchanged(before)),
    },
  };
}

function unchanged({ occurrences = { N: '0' } }: Item) {
  return {
    ConditionExpression: 'occurrences = :occurrences',
    ExpressionAttributeValues: { ':occurrences': occurrences },
  };
}

function sizeOf(violation: Violation): number {
  return Buffer.byteLength(JSON.stringify(violation));
}
