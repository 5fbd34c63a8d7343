import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Violation } from '../../contracts/result-contract.generated.ts';
import { findingsOf } from '../../findings/findings-of.ts';
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

/** Publishes events and then imports the findings in them into Security Hub: those of one turn together. */
export function alsoToSecurityHub(publish: PublishEvents, options: SecurityHubOptions): PublishEvents {
  if (options.productArn === '') return publish;
  const importGathered = gathered((findings: readonly AwsSecurityFinding[]) => importAll(findings, options));

  return async (events) => {
    await publish(events);
    const findings = events.flatMap(violationsIn).flatMap((violation) => importable(violation, options));
    if (findings.length === 0) return;
    const failures = failuresIn(await importGathered(findings), 'finding');
    if (failures === undefined) return;
    const error = new ImportError(failures);
    await options.onFailure(error);
    if (!options.mayFail) throw error;
  };
}

/** The sink sees each violation by itself: as a finding of its own, with its own id. */
function importable(violation: Violation, options: SecurityHubOptions): AwsSecurityFinding[] {
  return findingsOf([violation]).map((finding) =>
    securityFinding({ finding: { ...finding, id: violation.id }, newest: violation }, options),
  );
}

/** All calls at once; what Security Hub refused, and that alone, is imported again. */
async function importAll(
  findings: readonly AwsSecurityFinding[],
  options: SecurityHubOptions,
): Promise<Failure[]> {
  const failures = new Map<AwsSecurityFinding, Failure>();
  let left = findings;
  for (let attempt = 0; attempt < mostTries && left.length > 0; attempt++) {
    const calls = batches(left, { items: mostFindings }).map((batch) => importBatch(batch, options));
    const results = (await Promise.all(calls)).flat();
    for (const { finding, failure } of results) failures.set(finding, failure);
    left = results.filter(({ mayPass }) => mayPass).map(({ finding }) => finding);
  }
  return findings.map((finding) => failures.get(finding));
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
