import type { AccessChange } from '../../access/access-snapshot.ts';
import type { Decision, Violation } from '../../contracts/result-contract.generated.ts';
import type { RegionCoverage } from '../../coverage/region-coverage.ts';
import type { ExpiringCredentials } from '../../evaluation/expiring-credentials.ts';

/** The source of all that the functions publish; the bus takes it from nobody else (docs/events.md). */
export const ownSource = 'sts-warden';

/** Of the event that warns of credentials that end soon. */
export const expiringType = 'Temporary Credentials Expiring';

/** An event on the project's own bus (docs/events.md). */
export interface BusEvent {
  readonly detailType: string;
  readonly detail: object;
}

/** Puts events on the bus; rejects where one of them could not be put, so that the caller's source retries it. */
export type PublishEvents = (events: readonly BusEvent[]) => Promise<void>;

/** The event of a finding. */
export function violationEvent(violation: Violation): BusEvent {
  return { detailType: 'Temporary Credentials Violation', detail: violation };
}

/** The violations that an event tells of: its own, or those of its decision. */
export function violationsIn({ detail }: BusEvent): readonly Violation[] {
  return 'ruleId' in detail ? [detail as Violation] : ((detail as Partial<Decision>).violations ?? []);
}

/** The event of a requester in scope that lost its access. */
export function clearedEvent({ before, after }: AccessChange): BusEvent {
  const detail = {
    schemaVersion: '1',
    arn: after.access.arn,
    accessSince: before?.accessSince,
    clearedAt: after.takenAt,
  };
  return { detailType: 'Requester Access Cleared', detail };
}

/** The event by which somebody has the access keys of an account listed: one that no listing has was asked for. */
export function keysSoughtEvent(accountId: string): BusEvent {
  return { detailType: 'Access Keys Sought', detail: { schemaVersion: '1', accountId } };
}

/** The event of credentials that end before the run that lives on them, as far as anybody knows. */
export function expiringEvent(detail: ExpiringCredentials): BusEvent {
  return { detailType: expiringType, detail };
}

/** The event of records that no longer come from an account and Region. */
export function coverageLostEvent({ status: _, ...loss }: RegionCoverage): BusEvent {
  return { detailType: 'Coverage Lost', detail: { schemaVersion: '1', ...loss } };
}

/** The event of a decision on a submission. */
export function decisionEvent(decision: Decision): BusEvent {
  const detailType =
    decision.decision === 'allow' ? 'Mapping Submission Allowed' : 'Mapping Submission Blocked';
  return { detailType, detail: decision };
}
