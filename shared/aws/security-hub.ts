import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { asFinding } from '../report/asff.ts';
import type { Decision, Violation } from '../report/result-contract.generated.ts';
import type { BusEvent, PublishEvents } from './events.ts';

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

/** Publishes events and then imports the findings in them into Security Hub. */
export function alsoToSecurityHub(publish: PublishEvents, options: SecurityHubOptions): PublishEvents {
  if (options.productArn === '') return publish;
  return async (events) => {
    await publish(events);
    const violations = events.flatMap(violationsIn);
    const findings = violations.map((violation) => asFinding(violation, options));
    try {
      await importFindings(findings, options);
    } catch (error) {
      await options.onFailure(error);
      if (!options.mayFail) throw error;
    }
  };
}

function violationsIn({ detail }: BusEvent): readonly Violation[] {
  return 'ruleId' in detail ? [detail as Violation] : ((detail as Partial<Decision>).violations ?? []);
}

/** At most 100 a call; those that failed, and they alone, are imported again. */
async function importFindings(
  findings: readonly AwsSecurityFinding[],
  { client }: SecurityHubOptions,
): Promise<void> {
  let left = findings;
  let codes: string[] = [];
  for (let attempt = 0; attempt < mostTries && left.length > 0; attempt++) {
    const failures = new Map<string, string>();
    for (let at = 0; at < left.length; at += mostFindings) {
      for (const { Id, ErrorCode } of await importBatch(left.slice(at, at + mostFindings), client))
        failures.set(Id, ErrorCode);
    }
    left = left.filter(({ Id }) => failures.has(Id ?? ''));
    codes = [...failures.values()];
  }
  if (left.length === 0) return;
  throw new ImportError(
    `${left.length} of ${findings.length} findings were not taken: ${[...new Set(codes)].join(', ')}`,
  );
}

async function importBatch(
  findings: AwsSecurityFinding[],
  client: SecurityHubOptions['client'],
): Promise<{ Id: string; ErrorCode: string }[]> {
  const { BatchImportFindingsCommand } = await import('@aws-sdk/client-securityhub');
  const answer = await (await client()).send(new BatchImportFindingsCommand({ Findings: findings }));
  return (answer.FailedFindings ?? []).map(({ Id = '', ErrorCode = 'unknown' }) => ({ Id, ErrorCode }));
}
