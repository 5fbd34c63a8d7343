import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { Decision, Violation } from '../../contracts/result-contract.generated.ts';
import { asFinding } from '../../report/asff.ts';
import { failuresIn, gathered, type Sendable } from '../calls/gathered.ts';
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

interface Item extends Sendable {
  readonly finding: AwsSecurityFinding;
}

/** Publishes events and then imports the findings in them into Security Hub: those of one turn together. */
export function alsoToSecurityHub(publish: PublishEvents, options: SecurityHubOptions): PublishEvents {
  if (options.productArn === '') return publish;
  const importGathered = gathered((items: readonly Item[]) => importItems(items, options));

  return async (events) => {
    await publish(events);
    const items = events
      .flatMap(violationsIn)
      .map((violation): Item => ({ finding: asFinding(violation, options), failure: undefined }));
    if (items.length === 0) return;
    await importGathered(items);
    const failures = failuresIn(items, 'finding');
    if (failures === undefined) return;
    const error = new ImportError(failures);
    await options.onFailure(error);
    if (!options.mayFail) throw error;
  };
}

function violationsIn({ detail }: BusEvent): readonly Violation[] {
  return 'ruleId' in detail ? [detail as Violation] : ((detail as Partial<Decision>).violations ?? []);
}

/** At most 100 a call, all calls at once; those that Security Hub refused, and they alone, are imported again. */
async function importItems(items: readonly Item[], options: SecurityHubOptions): Promise<void> {
  let left = items;
  for (let attempt = 0; attempt < mostTries && left.length > 0; attempt++) {
    const refused = await Promise.all(batches(left).map((batch) => importBatch(batch, options)));
    left = refused.flat();
  }
}

function batches(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / mostFindings) }, (_, index) =>
    items.slice(index * mostFindings, (index + 1) * mostFindings),
  );
}

/** Gives those that were refused. A call that failed as a whole was retried by the SDK: it fails its items for good. */
async function importBatch(batch: Item[], { client }: SecurityHubOptions): Promise<Item[]> {
  try {
    const { BatchImportFindingsCommand } = await import('@aws-sdk/client-securityhub');
    const Findings = batch.map(({ finding }) => finding);
    const answer = await (await client()).send(new BatchImportFindingsCommand({ Findings }));
    const codes = new Map(answer.FailedFindings?.map(({ Id, ErrorCode = 'unknown' }) => [Id, ErrorCode]));
    for (const item of batch) item.failure = codes.get(item.finding.Id);
    return batch.filter(({ failure }) => failure !== undefined);
  } catch (error) {
    for (const item of batch) item.failure = error instanceof Error ? error.name : 'UnknownError';
    return [];
  }
}
