import { parsePrincipal } from '../access/principal.ts';
import type { PrincipalAccess } from '../access/principal-access.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import type { Facts } from '../rules/facts.ts';
import type { SessionLink } from '../sessions/session-chains.ts';
import type { Connection, Endpoint, Submission } from '../submission/submission.ts';
import { requesterOf } from './known-requester.ts';

type ViolationSubject = Violation['subject'];
type Draft = { [Member in keyof ViolationSubject]: ViolationSubject[Member] | undefined };

/** Describes a record as the subject of a violation. */
export function describeRecord(record: JudgedRecord): ViolationSubject {
  const credentialRequest = record.kind === 'credential-request';
  return withoutGaps({
    kind: credentialRequest ? 'credential-request' : 'session',
    eventId: record.eventId,
    eventName: record.eventName,
    eventTime: formatTime(record.time),
    accountId: record.requester.accountId ?? record.recipientAccountId,
    region: record.region,
    requester: record.requester.name,
    requesterType: record.requester.type,
    accessKeyId: record.requester.accessKeyId,
    roleArn: record.roleArn,
    sessionName: credentialRequest ? record.sessionName : undefined,
    sourceIp: record.sourceIp,
  });
}

/** Describes a session as the subject of a violation: the request that issued it, with the session's own access key. */
export function describeSession({ request }: SessionLink): ViolationSubject {
  return withoutGaps({ ...describeRecord(request), kind: 'session', accessKeyId: request.issuedAccessKeyId });
}

/**
 * Describes a principal as the subject of a violation: as the requester of a credential request, which it is in the end;
 * the contract knows no kind of its own for it.
 */
export function describePrincipal({ arn }: PrincipalAccess): ViolationSubject {
  const principal = parsePrincipal(arn);
  return withoutGaps({
    kind: 'credential-request',
    accountId: principal?.accountId,
    requester: arn,
    requesterType: principal?.kind === 'role' ? 'Role' : 'IAMUser',
  });
}

/** Describes a part of a submission, given its endpoints or its connection, as the subject of a violation. */
export function describeSubmission(
  submission: Submission,
  endpoints: readonly Endpoint[],
  connection: Connection | undefined,
  facts: Facts,
): ViolationSubject {
  const accessKeyId = connection?.accessKeyId;
  const principal = connection && requesterOf(connection, facts)?.principal;
  return withoutGaps({
    kind: 'submission',
    submissionId: submission.id,
    task: submission.task.name,
    endpoints: endpoints.length === 0 ? undefined : endpoints.map(({ name }) => name),
    connection: connection?.id,
    requester: principal?.arn,
    accessKeyId,
    accountId: facts.keyAccounts.get(accessKeyId ?? '') ?? principal?.accountId,
    roleArn: connection?.iamRoleArn,
  });
}

function withoutGaps(draft: Draft): ViolationSubject {
  return Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined),
  ) as ViolationSubject;
}
