import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Finding, Violation } from '../../contracts/result-contract.generated.ts';
import { findingsOf } from '../../findings/findings-of.ts';
import { byFinding } from '../../findings/growing-finding.ts';
import { securityFinding } from '../../formats/asff.ts';
import { batches } from '../calls/batches.ts';
import { errorName, type Failure, failuresIn } from '../calls/failures.ts';
import { gathered } from '../calls/gathered.ts';
import { type PublishEvents, violationsIn } from './events.ts';

const mostFindings = 100;
const mostTries = 3;

/** Findings that Security Hub did not take. Holds counts and error codes, no details. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

export interface SecurityHubOptions {
  readonly client: () => Promise<Pick<SecurityHubClient, 'send'>>;
  /** Product ARN of the account's own findings; empty where the sink is off. */
  readonly productArn: string;
  /** The findings with these ids as they are kept, by id; those that nobody kept are left out. */
  readonly findingsKept: (ids: readonly string[]) => Promise<ReadonlyMap<string, Finding>>;
  readonly now: () => Date;
  /** Learns of findings that Security Hub did not take. */
  readonly onFailure: (error: unknown) => Promise<void>;
  /** Whether the events then count as published: a queue tries its message again, a waiting caller gets its answer. */
  readonly mayFail: boolean;
}

/** What became of a finding in a call. */
interface Result {
  readonly finding: AwsSecurityFinding;
  readonly failure: Failure;
  /** Whether another try may mend it. */
  readonly mayPass: boolean;
}

/** Violations of one finding that were just published, by the finding's id. */
type Group = readonly [findingId: string, violations: readonly Violation[]];

/**
 * Publishes events and then imports the findings that their violations belong to into Security Hub, as often as these were
 * seen by then: those of one turn together, each finding once.
 */
export function alsoToSecurityHub(publish: PublishEvents, options: SecurityHubOptions): PublishEvents {
  if (options.productArn === '') return publish;
  const importGathered = gathered((groups: readonly Group[]) => importGroups(groups, options));

  return async (events) => {
    await publish(events);
    const groups = [...byFinding(events.flatMap(violationsIn))];
    if (groups.length === 0) return;
    const failures = failuresIn(await importGathered(groups), 'finding');
    if (failures === undefined) return;
    const error = new ImportError(failures);
    await options.onFailure(error);
    if (!options.mayFail) throw error;
  };
}

/** What became of the finding of each group. Without its count as it is kept a finding is not imported. */
async function importGroups(groups: readonly Group[], options: SecurityHubOptions): Promise<Failure[]> {
  const violations = groups.flatMap(([, some]) => some);
  try {
    const failures = await importAll(await importables(violations, options), options);
    return groups.map(([id]) => failures.get(id));
  } catch (error) {
    return groups.map(() => errorName(error));
  }
}

/** A finding that nobody could keep is what its violations at hand make it: better told with too few than not told. */
async function importables(
  violations: readonly Violation[],
  options: SecurityHubOptions,
): Promise<AwsSecurityFinding[]> {
  const byId = new Map(violations.map((violation) => [violation.id, violation]));
  const atHand = findingsOf(byId.values());
  // Before the count is read: it is never told as newer than it is.
  const UpdatedAt = options.now().toISOString();
  const kept = await options.findingsKept(atHand.map(({ id }) => id));
  return atHand.flatMap((seen) => {
    const newest = byId.get(seen.examples[0] ?? '');
    const finding = kept.get(seen.id) ?? seen;
    return newest === undefined ? [] : [{ ...securityFinding({ finding, newest }, options), UpdatedAt }];
  });
}

/** The failures by the findings' ids. All calls at once; what Security Hub refused, and that alone, is imported again. */
async function importAll(
  findings: readonly AwsSecurityFinding[],
  options: SecurityHubOptions,
): Promise<ReadonlyMap<string | undefined, Failure>> {
  const failures = new Map<string | undefined, Failure>();
  let left = findings;
  for (let attempt = 0; attempt < mostTries && left.length > 0; attempt++) {
    const calls = batches(left, { items: mostFindings }).map((batch) => importBatch(batch, options));
    const results = (await Promise.all(calls)).flat();
    for (const { finding, failure } of results) failures.set(finding.Id, failure);
    left = results.filter(({ mayPass }) => mayPass).map(({ finding }) => finding);
  }
  return failures;
}

/** A call that failed as a whole was retried by the SDK: it fails its findings for good. */
async function importBatch(
  batch: readonly AwsSecurityFinding[],
  { client }: SecurityHubOptions,
): Promise<Result[]> {
  try {
    const { BatchImportFindingsCommand } = await import('@aws-sdk/client-securityhub');
    const answer = await (await client()).send(new BatchImportFindingsCommand({ Findings: [...batch] }));
    const codes = new Map(answer.FailedFindings?.map(({ Id, ErrorCode = 'unknown' }) => [Id, ErrorCode]));
    return batch.map((finding) => {
      const failure = codes.get(finding.Id);
      return { finding, failure, mayPass: failure !== undefined };
    });
  } catch (error) {
    return batch.map((finding) => ({ finding, failure: errorName(error), mayPass: false }));
  }
}
