import type { CredentialRequest } from '../../shared/cloudtrail/record.ts';
import type { Run } from '../../shared/sessions/run.ts';
import type { Task } from './task.ts';
import type { TrueRun, TrueSession } from './true-run.ts';

const accountId = '123456789012';
const requesterArn = `arn:aws:iam::${accountId}:user/requester`;

/** The record of CloudTrail on a session. */
export function recordOf({ requesterKeyId }: Task, roleArn: string, session: TrueSession): CredentialRequest {
  const { issuedAt, expiresAt, accessKeyId, sessionName } = session;
  // As long as the ids of CloudTrail.
  const eventId = `${accessKeyId}-${String(issuedAt).padStart(15, '0')}`;
  return {
    kind: 'credential-request',
    key: eventId,
    eventId,
    eventName: 'AssumeRole',
    time: issuedAt,
    region: 'us-east-1',
    sourceIp: '192.0.2.1',
    recipientAccountId: accountId,
    requester: {
      type: 'IAMUser',
      arn: requesterArn,
      principalId: 'AIDAEXAMPLEEXAMPLE01',
      accountId,
      accessKeyId: requesterKeyId,
      issuerType: undefined,
      issuerArn: undefined,
      assumedRoot: false,
      invokedBy: undefined,
      principalArn: requesterArn,
      name: requesterArn,
    },
    roleArn,
    errorCode: undefined,
    refusedAs: undefined,
    sessionName,
    errorMessage: undefined,
    issuedAccessKeyId: accessKeyId,
    expiresAt,
  };
}

/** What is told of a run when it starts, by a clock that is off by some seconds. */
export function startOf({ task, id, startedAt }: TrueRun, skew: number): Run {
  const { name, isAdvanced, roleArns, says, sessionName, requesterKeyId } = task;
  return {
    id,
    taskId: task.id,
    startedAt: milliseconds(startedAt + skew),
    endedAt: undefined,
    outcome: undefined,
    errorMessage: undefined,
    taskName: name,
    mode: isAdvanced ? 'advanced' : 'standard',
    roleArns,
    ...(says === 'session name' && sessionName !== undefined && { sessionName }),
    ...(says === 'key' && { accessKeyId: requesterKeyId }),
  };
}

/** What is told of a run when it has ended. */
export function endOf(run: TrueRun, skew: number): Run {
  return {
    ...startOf(run, skew),
    endedAt: milliseconds(run.endedAt + skew),
    outcome: run.outcome,
    errorMessage: errorOf(run),
  };
}

function errorOf({ died, outcome }: TrueRun): string | undefined {
  if (died) return 'The provided token has expired. (Service: Amazon S3; Error Code: ExpiredToken)';
  return outcome === 'failed' ? 'Error writing to the target: the disk is full.' : undefined;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
