import type { AuditedCall } from '../cloudtrail/record.ts';
import type { Example } from './example.ts';
import { defineRule, type RuleContext } from './rule.ts';
import { notApplicable, pass, undecided, type Verdict, violation } from './verdict.ts';

const resolutionSeconds = 2;
/** 36 hours, for GetSessionToken and GetFederationToken: nothing lives longer (STS API Reference). */
const longestSessionSeconds = 129_600;

export const renewBeforeExpiry = defineRule({
  meta: {
    id: 'renew-before-expiry',
    guideline: 'G4',
    severity: 'high',
    title: 'Temporary credentials were not renewed before they expired',
    description:
      'AWS refuses expired credentials, so whoever still works must have asked for new ones before. Judged are calls that ' +
      'were refused for expired credentials, and the timeline of sessions: of one requester, role and session name, a ' +
      'session issued after all earlier ones had ended, by no more than `lapseSeconds`, was renewed too late; after a ' +
      'longer gap it is a new run.',
    messages: {
      expiredCredentialsUsed:
        '{eventName} was refused with {errorCode}: the temporary credentials {accessKeyId} had expired',
      renewedLate: 'the session was issued {gapSeconds} s after the earlier ones of its chain had ended',
    },
    remediation:
      'Request new credentials before the old ones end, or raise Temporary Credential Duration so that they outlive the run.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html',
    ],
    reads: [
      'errorCode',
      'userIdentity.accessKeyId',
      'userIdentity.sessionContext.sessionIssuer.arn',
      'requestParameters.roleArn',
      'requestParameters.roleSessionName',
      'eventTime',
      'responseElements.credentials.expiration',
      'task.mode',
    ],
    exemptsAdvancedMode: true,
  },
  checks: {
    'credential-request': (request, context) => {
      if (!isTemporary(request)) return notApplicable('long-term-credentials');
      return request.refusedAsExpired ? expiredCredentialsUsed(request, context) : pass;
    },
    'expired-call': expiredCredentialsUsed,
    session: ({ gapSeconds = 0, previousExpiresAt, sinceUnknownExpiration }, { workload, parameters }) => {
      if (workload?.mode === 'advanced') return notApplicable('advanced-mode');
      if (previousExpiresAt !== undefined && gapSeconds <= resolutionSeconds) return pass;
      const longestLapse = longestSessionSeconds + parameters.lapseSeconds;
      if (sinceUnknownExpiration !== undefined && sinceUnknownExpiration <= longestLapse)
        return undecided('expiration');
      if (previousExpiresAt === undefined || gapSeconds > parameters.lapseSeconds) return pass;
      return violation('renewedLate', { gapSeconds, previousExpiration: isoTime(previousExpiresAt) });
    },
    endpoint: ({ task, usesTemporaryCredentials }) => {
      if (!usesTemporaryCredentials) return notApplicable('no-temporary-credentials');
      return notApplicable(task.mode === 'advanced' ? 'advanced-mode' : 'judged-by-duration-covers-run');
    },
  },
});

function isTemporary({ requester }: AuditedCall): boolean {
  return requester.accessKeyId?.startsWith('ASIA') === true;
}

function expiredCredentialsUsed(
  { eventName, errorCode, requester }: AuditedCall,
  { facts }: RuleContext,
): Verdict {
  const session = facts.sessions.get(requester.accessKeyId ?? '');
  return violation('expiredCredentialsUsed', {
    eventName,
    errorCode,
    accessKeyId: requester.accessKeyId,
    issuedByEvent: session?.eventId,
    issuedAt: session && isoTime(session.issuedAt),
    expiredAt: session?.expiresAt && isoTime(session.expiresAt),
    sessionName: session?.sessionName,
  });
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

const hourFromEight = {
  eventTime: '2026-10-01T08:00:00Z',
  responseElements: { credentials: { expiration: 'Oct 1, 2026, 9:00:00 AM' } },
};
const at = (eventID: string, eventTime: string) => ({
  eventID,
  eventTime,
  responseElements: { credentials: { expiration: 'Oct 1, 2026, 11:00:00 PM' } },
});

export const renewBeforeExpiryExamples: readonly Example[] = [
  { name: 'the first session of a chain', outcome: 'pass', sessions: [hourFromEight] },
  {
    name: 'a session issued while the one before it lives',
    outcome: 'pass',
    sessions: [hourFromEight, at('renewal', '2026-10-01T08:55:00Z')],
  },
  {
    name: 'a session issued two seconds late: times are whole seconds',
    outcome: 'pass',
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:00:02Z')],
  },
  {
    name: 'a session issued long after the one before it ended is a new run',
    outcome: 'pass',
    sessions: [hourFromEight, at('next-run', '2026-10-01T09:15:01Z')],
  },
  {
    name: 'a session that an earlier, longer one covers',
    outcome: 'pass',
    sessions: [at('long', '2026-10-01T07:00:00Z'), hourFromEight, at('renewal', '2026-10-01T09:05:00Z')],
  },
  {
    name: 'a late session with another session name is of another chain',
    outcome: 'pass',
    sessions: [
      hourFromEight,
      { ...at('other', '2026-10-01T09:05:00Z'), requestParameters: { roleSessionName: 'zzz' } },
    ],
  },
  {
    name: 'a request with temporary credentials that are alive',
    outcome: 'pass',
    record: { userIdentity: { accessKeyId: 'ASIAEXAMPLEEXAMPLE12' } },
  },
  {
    name: 'a session issued five minutes after the one before it had ended',
    outcome: 'violation',
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:05:00Z')],
    evidence: { gapSeconds: 300, previousExpiration: '2026-10-01T09:00:00.000Z' },
  },
  {
    name: 'three seconds late is late',
    outcome: 'violation',
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:00:03Z')],
  },
  {
    name: 'late by the whole of `lapseSeconds`',
    outcome: 'violation',
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:15:00Z')],
  },
  {
    name: 'a call to S3 with expired credentials',
    outcome: 'violation',
    status: 'violation',
    record: {
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      errorCode: 'ExpiredToken',
      userIdentity: { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLEEXAMPLE12' },
      responseElements: null,
    },
    evidence: { eventName: 'GetObject', errorCode: 'ExpiredToken', accessKeyId: 'ASIAEXAMPLEEXAMPLE12' },
  },
  {
    name: 'a request for new credentials that was made with expired ones',
    outcome: 'violation',
    status: 'attempt',
    record: {
      errorCode: 'ExpiredTokenException',
      userIdentity: { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLEEXAMPLE12' },
      responseElements: null,
    },
  },
  {
    name: 'an earlier session without a readable expiration may have covered the gap',
    outcome: 'undecided',
    missing: ['expiration'],
    sessions: [
      { ...hourFromEight, eventID: 'unknown', responseElements: { credentials: { expiration: 'later' } } },
      { ...hourFromEight, eventTime: '2026-10-01T08:00:01Z' },
      at('renewal', '2026-10-01T09:05:00Z'),
    ],
  },
  {
    name: 'the only earlier session has no readable expiration',
    outcome: 'undecided',
    missing: ['expiration'],
    sessions: [
      { ...hourFromEight, eventID: 'unknown', responseElements: { credentials: { expiration: 'later' } } },
      at('renewal', '2026-10-01T09:05:00Z'),
    ],
  },
  {
    name: 'a session without a readable expiration, too long ago to have lasted until now',
    outcome: 'violation',
    sessions: [
      {
        eventID: 'unknown',
        eventTime: '2026-09-29T08:00:00Z',
        responseElements: { credentials: { expiration: 'later' } },
      },
      hourFromEight,
      at('renewal', '2026-10-01T09:05:00Z'),
    ],
  },
  {
    name: 'a late session of a workload in advanced mode',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    policy: { workloads: [{ name: 'orders', roles: ['*'], mode: 'advanced' }] },
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:05:00Z')],
  },
  {
    name: 'a request with a long-term access key',
    outcome: 'not-applicable',
    reason: 'long-term-credentials',
    record: {},
  },
  {
    name: 'a submission: whether its duration covers the run is for `duration-covers-run` to say',
    outcome: 'not-applicable',
    reason: 'judged-by-duration-covers-run',
    submission: {},
  },
  {
    name: 'a submission in advanced mode',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    submission: { task: { mode: 'advanced' } },
  },
  {
    name: 'a submission without temporary credentials',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { connections: { redshift: { iamRoleArn: null } } },
  },
];
