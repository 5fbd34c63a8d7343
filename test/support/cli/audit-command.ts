import type { ArchiveAuditReport } from '../../../shared/audit/audit-report.ts';
import { compliantRecord, patched } from '../../../shared/examples/compliant.ts';
import { type CommandOptions, type CommandResult, command } from './command.ts';

export type Json = Record<string, unknown>;

/** What `sts-warden audit --format json` ended with and reported. */
export interface AuditResult extends CommandResult {
  readonly report: ArchiveAuditReport;
}

/** Audits paths; further words and the command's options go along. */
export async function audit(words: readonly string[], options?: CommandOptions): Promise<AuditResult> {
  const result = await command(['audit', '--format', 'json', ...words], options);
  return { ...result, report: JSON.parse(result.stdout) };
}

/** The compliant record with a delta and an event id. */
export function record(eventID: string, delta: object = {}): Json {
  return patched(compliantRecord, { eventID, ...delta });
}

/** A request by the root user: one critical finding. */
export function rootRecord(eventID: string, delta: object = {}): Json {
  const root = {
    userIdentity: {
      type: 'Root',
      principalId: '123456789012',
      arn: 'arn:aws:iam::123456789012:root',
      userName: null,
    },
  };
  return record(eventID, patched(root, delta));
}

/** A call to S3 that was refused because the session's credentials had expired. */
export function expiredRecord(eventID: string, delta: object = {}): Json {
  const expired = {
    eventSource: 's3.amazonaws.com',
    eventName: 'PutObject',
    errorCode: 'ExpiredToken',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEEXAMPLE01:mapping-orders',
      arn: 'arn:aws:sts::123456789012:assumed-role/redshift-stage/mapping-orders',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
      userName: null,
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::123456789012:role/redshift-stage' },
      },
    },
    requestParameters: null,
    responseElements: null,
  };
  return record(eventID, patched(expired, delta));
}

/** A session of the compliant chain, issued at one time of 2026-10-01 and ended at another (`HH:MM:SS`). */
export function session(eventID: string, issuedAt: string, expiresAt: string, delta: object = {}): Json {
  const times = {
    eventTime: `2026-10-01T${issuedAt}Z`,
    responseElements: { credentials: { accessKeyId: null, expiration: `2026-10-01T${expiresAt}Z` } },
  };
  return record(eventID, patched(times, delta));
}

/** The event ids of a report's findings, in its order. */
export function eventIdsOf({ violations }: ArchiveAuditReport): (string | undefined)[] {
  return violations.map(({ subject }) => subject.eventId);
}
