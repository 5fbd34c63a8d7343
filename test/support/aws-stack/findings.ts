import type { Violation } from '../../../shared/contracts/result-contract.generated.ts';
import { audit, type Json, rootRecord } from '../cli/audit-command.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';
import { unique } from '../functions/invoke.ts';
import { putEvents } from './bus.ts';
import type { Deployment } from './deployment.ts';
import { recordEntry } from './entries.ts';

/** Records of one finding each, which the root user is good for. */
export function rootRecords(count: number): Json[] {
  return Array.from({ length: count }, (_, index) => rootRecord(`root-${index + 1}`));
}

/** Hands records to the default bus, as CloudTrail does. Gives what the command line finds in them. */
export async function record({ events }: Deployment, records: readonly Json[]): Promise<Violation[]> {
  await putEvents(events, records.map(recordEntry));
  return reported(records);
}

/** What the command line finds in records, each id once, in the order of the ids. */
export async function reported(records: readonly Json[]): Promise<Violation[]> {
  const folder = await temporaryFolder();
  const { report } = await audit([await folder.write('records.json', { Records: records })]);
  return unique(report.violations);
}
