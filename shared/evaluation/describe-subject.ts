import { parsePrincipal } from '../access/principal.ts';
import type { PrincipalAccess } from '../access/principal-access.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { formatTime } from '../cloudtrail/time.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import { type Fact, ifKnown } from '../json/fact.ts';
import type { RuleContext } from '../rules/rule.ts';
import type { RunCover } from '../sessions/run-cover.ts';
import type { SessionLink } from '../sessions/session-chains.ts';
import type { Submission } from '../submission/submission.ts';
import type { SubmissionPart } from './submission-part.ts';

type ViolationSubject = Violation['subject'];
type Draft = { [Member in keyof ViolationSubject]: ViolationSubject[Member] | undefined };

/** Describes a record as the subject of a violation. */
export function describeRecord(record: JudgedRecord): ViolationSubject {
  const credentialRequest = record.kind === 'credential-request';
  return withoutGaps({
    kind: credentialRequest ? 'credential-request' : 'refused-call',
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

/** Describes a run, with a role that it assumes, as the subject of a violation. */
export function describeRun({ run, roleArn }: RunCover): ViolationSubject {
  return withoutGaps({
    kind: 'run',
    accountId: parsePrincipal(roleArn)?.accountId,
    accessKeyId: run.accessKeyId,
    roleArn,
    sessionName: run.sessionName,
    task: run.taskName,
    taskId: run.taskId,
    runId: run.id,
  });
}

/** Describes an IAM user or role as the subject of a violation. */
export function describePrincipal({ arn }: PrincipalAccess): ViolationSubject {
  const principal = parsePrincipal(arn);
  return withoutGaps({
    kind: 'principal',
    accountId: principal?.accountId,
    requester: arn,
    requesterType: principal?.kind === 'role' ? 'Role' : 'IAMUser',
  });
}

/**
 * Describes a part of a submission as the subject of a violation. `account`: that of the hop's access key, as AWS says; its
 * principal's stands in where nobody was asked, and not where nobody answered.
 */
export function describeSubmission(
  submission: Submission,
  { endpoints, hop, isHop }: SubmissionPart,
  account: Fact<string>,
  { requesterOf }: Pick<RuleContext, 'requesterOf'>,
): ViolationSubject {
  const principal = hop && ifKnown(requesterOf(hop))?.principal;
  return withoutGaps({
    kind: 'submission',
    submissionId: submission.id,
    task: submission.task.name,
    taskId: submission.task.id,
    endpoints: endpoints.length === 0 ? undefined : endpoints.map(({ name }) => name),
    connection: hop?.connection.id,
    hop: isHop && hop?.kind,
    requester: principal?.arn,
    accessKeyId: hop?.accessKeyId,
    accountId: account.state === 'absent' ? principal?.accountId : ifKnown(account),
    roleArn: hop?.iamRoleArn,
  });
}

function withoutGaps(draft: Draft): ViolationSubject {
  return Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined),
  ) as ViolationSubject;
}
