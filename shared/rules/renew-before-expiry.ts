import type { AuditedCall } from '../cloudtrail/record.ts';
import type { Run } from '../sessions/run.ts';
import type { CoveredRun, RunCover, UncoveredStretch } from '../sessions/run-cover.ts';
import type { Example } from './example.ts';
import type { IssuedSession } from './facts.ts';
import { defineRule, type RuleContext } from './rule.ts';
import {
  type Evidence,
  notApplicable,
  pass,
  undecided,
  undecidedForNow,
  type Verdict,
  violation,
} from './verdict.ts';

const resolutionSeconds = 2;
/** Runs that a violation names. */
const mostRuns = 5;
/** 36 hours, for GetSessionToken and GetFederationToken: nothing lives longer (STS API Reference). */
export const longestSessionSeconds = 129_600;

export const renewBeforeExpiry = defineRule({
  meta: {
    id: 'renew-before-expiry',
    guideline: 'G4',
    severity: 'high',
    title: 'Temporary credentials were not renewed before they expired',
    description:
      'AWS refuses expired credentials, so whoever still works must have asked for new ones before. Judged are calls that ' +
      'were refused for expired credentials, as far as CloudTrail records them: for Amazon S3 it records no request that ' +
      'fails authentication. `RequestExpired` also means a stale signature or a wrong clock, so it counts only where the ' +
      'session that issued the key is known to have ended. On the timeline of sessions of one requester, role and session ' +
      'name, a session issued after all earlier ones had ended, by no more than `lapseSeconds`, may be a late renewal or ' +
      'the next run: without the run it is undecided. A run is laid over the sessions of each role that it assumes: where it ' +
      'died of expired credentials, or failed after the last of them had expired, they were not renewed in time. A run that ' +
      'outlived its credentials and ended well may not have needed them any more: that is undecided.',
    messages: {
      runOutlivedCredentials:
        'run {runId} of {task} went on for {uncoveredSeconds} s after its credentials for {roleArn} had expired at {expiredAt}',
      runDiedCovered:
        'run {runId} of {task} died of expired credentials, though sessions of {roleArn} covered it',
      runDiedUnseen: 'run {runId} of {task} died of expired credentials; no session of {roleArn} was seen',
      expiredCredentialsUsed:
        '{eventName} was refused with {errorCode}: the temporary credentials {accessKeyId} had expired',
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
      'requestParameters.sourceIdentity',
      'runs: startedAt, endedAt, outcome, errorMessage, task.mode, roleArns, sessionName, sourceIdentity, accessKeyId',
    ],
    exemptsAdvancedMode: true,
  },
  checks: {
    'credential-request': (request, context) => {
      if (!isTemporary(request)) return notApplicable('long-term-credentials');
      return request.refusedAs === undefined ? pass : judgeRefusal(request, context);
    },
    'expired-call': judgeRefusal,
    session: ({ gapSeconds = 0, previousExpiresAt, sinceUnknownExpiration }, { workload, parameters }) => {
      if (workload?.mode === 'advanced') return notApplicable('advanced-mode');
      if (previousExpiresAt !== undefined && gapSeconds <= resolutionSeconds) return pass;
      const longestLapse = longestSessionSeconds + parameters.lapseSeconds;
      if (sinceUnknownExpiration !== undefined && sinceUnknownExpiration <= longestLapse)
        return undecided('expiration');
      // Sessions alone cannot tell a late renewal from the next run.
      return previousExpiresAt === undefined || gapSeconds > parameters.lapseSeconds
        ? pass
        : undecided('run');
    },
    run: judgeRun,
  },
});

/** A run with a role, and one of the stretches that no session of that role covers (docs/guidelines.md, G4, U). */
function judgeRun({ cover, stretch }: CoveredRun, { workload }: RuleContext): Verdict {
  const { run, died, sessions, isOpen } = cover;
  if ((run.mode ?? workload?.mode) === 'advanced') return notApplicable('advanced-mode');
  if (sessions.length === 0)
    return died ? violation('runDiedUnseen', evidenceOf(cover)) : notApplicable('no-session-seen');
  if (died) {
    return stretch === undefined
      ? violation('runDiedCovered', evidenceOf(cover))
      : violation('runOutlivedCredentials', { ...evidenceOf(cover), ...evidenceOn(stretch) });
  }
  if (isOpen) return undecided('expiration');
  return stretch === undefined ? pass : judgeStretch(cover, stretch);
}

/** A stretch without credentials in a run that nothing says to have died of that. */
function judgeStretch(cover: RunCover, stretch: UncoveredStretch): Verdict {
  const { run, isSeenToItsEnd } = cover;
  if (run.endedAt === undefined) return undecided('run-end');
  const isLast = stretch.renewed === undefined;
  const isBroken = run.outcome === 'failed' || run.outcome === 'stopped';
  // It got new credentials, or outlived the old ones and ended well.
  if (!isLast || !isBroken) return undecided('credential-use');
  if (!isSeenToItsEnd) return undecided('later-records');
  return violation('runOutlivedCredentials', { ...evidenceOf(cover), ...evidenceOn(stretch) });
}

function evidenceOf({ run, died, roleArn, sessions, isItsOwn }: RunCover): Evidence {
  return {
    runId: run.id,
    task: run.taskName ?? run.taskId,
    roleArn,
    runOutcome: run.outcome,
    diedOfExpiry: died,
    sessions: sessions.length,
    coverage: isItsOwn ? 'certain' : 'possible',
  };
}

function evidenceOn({ from, to, ended, renewed }: UncoveredStretch): Evidence {
  return {
    expiredAt: isoTime(from),
    uncoveredSeconds: Math.round(to - from),
    endedAccessKeyId: ended.accessKeyId,
    endedEventId: ended.eventId,
    renewedAt: renewed && isoTime(renewed.issuedAt),
    renewedAccessKeyId: renewed?.accessKeyId,
    renewedEventId: renewed?.eventId,
  };
}

function isTemporary({ requester }: AuditedCall): boolean {
  return requester.accessKeyId?.startsWith('ASIA') === true;
}

function judgeRefusal(call: AuditedCall, { facts }: RuleContext): Verdict {
  const fact = facts.sessions.get(call.requester.accessKeyId ?? '');
  const session = fact?.state === 'known' ? fact.value : undefined;
  if (call.refusedAs === 'perhaps') {
    if (fact?.state === 'unavailable') return undecidedForNow('session');
    if (session === undefined) return undecided('session');
    if (session.expiresAt === undefined) return undecided('expiration');
    if (session.expiresAt > call.time) return notApplicable('clock-or-signature');
  }
  const { eventName, errorCode, requester } = call;
  const { accessKeyId } = requester;
  return violation('expiredCredentialsUsed', {
    eventName,
    errorCode,
    accessKeyId,
    ...(session && evidenceOfSession(session, call.time)),
  });
}

/** Who used the credentials, how long after they had expired, and in which runs. */
function evidenceOfSession(
  { eventId, issuedAt, expiresAt, sessionName, runs = [] }: IssuedSession,
  time: number,
): Evidence {
  const runIds = runs.filter((run) => isGoingOn(run, time)).map(({ id }) => id);
  return {
    issuedByEvent: eventId,
    issuedAt: isoTime(issuedAt),
    ...(expiresAt !== undefined && {
      expiredAt: isoTime(expiresAt),
      secondsAfterExpiry: time - expiresAt,
    }),
    sessionName,
    ...(runIds.length > 0 && { runIds: runIds.sort().slice(0, mostRuns) }),
  };
}

/** Whether a run was under way at a time, in seconds since 1970 UTC. */
function isGoingOn({ startedAt, endedAt = Number.POSITIVE_INFINITY }: Run, time: number): boolean {
  return startedAt / 1000 <= time + resolutionSeconds && time <= endedAt / 1000 + resolutionSeconds;
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

const tenMinutes = (from: string) => ({
  eventID: `issued at ${from}`,
  eventTime: `2026-10-01T${from}Z`,
  responseElements: {
    credentials: {
      expiration: new Date(Date.parse(`2026-10-01T${from}Z`) + 600_000).toISOString().replace('.000', ''),
    },
  },
});
const diedRun = { outcome: 'failed', errorMessage: 'The provided token has expired.' };

const staleCall = {
  eventSource: 'ec2.amazonaws.com',
  eventName: 'DescribeInstances',
  errorCode: 'Client.RequestExpired',
  userIdentity: { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLEEXAMPLE12' },
  responseElements: null,
};

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
    name: 'a call to Amazon Redshift with expired credentials',
    outcome: 'violation',
    status: 'violation',
    record: {
      eventSource: 'redshift.amazonaws.com',
      eventName: 'DescribeClusters',
      errorCode: 'ExpiredToken',
      userIdentity: { type: 'AssumedRole', accessKeyId: 'ASIAEXAMPLEEXAMPLE12' },
      responseElements: null,
    },
    evidence: {
      eventName: 'DescribeClusters',
      errorCode: 'ExpiredToken',
      accessKeyId: 'ASIAEXAMPLEEXAMPLE12',
    },
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
    name: 'a call to Amazon EC2, whose codes have a prefix',
    outcome: 'violation',
    record: { ...staleCall, errorCode: 'Client.ExpiredToken' },
  },
  {
    name: 'RequestExpired by a key whose session had ended',
    outcome: 'violation',
    facts: {
      sessions: {
        ASIAEXAMPLEEXAMPLE12: { issuedAt: '2026-10-01T07:00:00Z', expiresAt: '2026-10-01T08:00:00Z' },
      },
    },
    record: staleCall,
    evidence: { errorCode: 'Client.RequestExpired', expiredAt: '2026-10-01T08:00:00.000Z' },
  },
  {
    name: 'a call with expired credentials, in the run that they were issued for',
    outcome: 'violation',
    facts: {
      sessions: {
        ASIAEXAMPLEEXAMPLE12: {
          issuedAt: '2026-10-01T07:40:00Z',
          expiresAt: '2026-10-01T07:55:00Z',
          runs: [
            { runId: 'ended', startedAt: '2026-10-01T07:40:00Z', endedAt: '2026-10-01T07:59:57Z' },
            { runId: 'begun-later', startedAt: '2026-10-01T08:00:03Z' },
            { runId: 'died', startedAt: '2026-10-01T07:40:00Z', endedAt: '2026-10-01T08:00:00.250Z' },
            { runId: 'going-on', startedAt: '2026-10-01T07:40:00Z', endedAt: null, outcome: null },
          ],
        },
      },
    },
    record: { ...staleCall, errorCode: 'Client.ExpiredToken' },
    evidence: { secondsAfterExpiry: 300, runIds: ['died', 'going-on'] },
  },
  {
    name: 'a session issued five minutes after the one before it had ended may be a late renewal or the next run',
    outcome: 'undecided',
    missing: ['run'],
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:05:00Z')],
  },
  {
    name: 'three seconds are more than whole seconds can hide',
    outcome: 'undecided',
    missing: ['run'],
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:00:03Z')],
  },
  {
    name: 'late by the whole of `lapseSeconds`',
    outcome: 'undecided',
    missing: ['run'],
    sessions: [hourFromEight, at('renewal', '2026-10-01T09:15:00Z')],
  },
  {
    name: 'RequestExpired by a key whose session nobody has seen',
    outcome: 'undecided',
    missing: ['session'],
    record: staleCall,
  },
  {
    name: 'RequestExpired by a key whose session was looked up in vain',
    outcome: 'undecided',
    missing: ['session'],
    unavailable: ['session'],
    facts: { sessions: { ASIAEXAMPLEEXAMPLE12: null } },
    record: staleCall,
  },
  {
    name: 'RequestExpired by a key whose session has no readable expiration',
    outcome: 'undecided',
    missing: ['expiration'],
    facts: { sessions: { ASIAEXAMPLEEXAMPLE12: { issuedAt: '2026-10-01T07:00:00Z' } } },
    record: staleCall,
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
    outcome: 'undecided',
    missing: ['run'],
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
    name: 'a run whose sessions cover it to its end',
    outcome: 'pass',
    run: {},
    sessions: [tenMinutes('08:00:05'), tenMinutes('08:09:00')],
  },
  {
    name: 'a run that goes on, with credentials that still live',
    outcome: 'pass',
    run: { endedAt: null, outcome: null },
    sessions: [hourFromEight],
  },
  {
    name: 'two seconds without credentials: times are whole seconds',
    outcome: 'pass',
    run: { endedAt: '2026-10-01T08:10:02Z', outcome: 'failed' },
    sessions: [tenMinutes('08:00:00')],
  },
  {
    name: 'a run that died of expired credentials, after they had expired',
    outcome: 'violation',
    run: { endedAt: '2026-10-01T08:12:00Z', ...diedRun },
    sessions: [tenMinutes('08:00:00')],
    evidence: { expiredAt: '2026-10-01T08:10:00.000Z', uncoveredSeconds: 120, diedOfExpiry: true },
  },
  {
    name: 'a run that failed after its credentials had expired, and was given none any more',
    outcome: 'violation',
    run: { endedAt: '2026-10-01T08:10:03Z', outcome: 'failed', errorMessage: 'disk full' },
    sessions: [tenMinutes('08:00:00')],
    evidence: { uncoveredSeconds: 3, diedOfExpiry: false },
  },
  {
    name: 'a run that died of expired credentials, of which no session was seen',
    outcome: 'violation',
    run: diedRun,
    sessions: [],
    evidence: { sessions: 0 },
  },
  {
    name: 'a run that died of expired credentials, though a session of the role lived: it may be another task’s',
    outcome: 'violation',
    run: diedRun,
    sessions: [hourFromEight],
    evidence: { coverage: 'possible' },
  },
  {
    name: 'a run that outlived its credentials and ended well: it may not have needed them to its end',
    outcome: 'undecided',
    missing: ['credential-use'],
    run: { endedAt: '2026-10-01T09:00:00Z' },
    sessions: [tenMinutes('08:00:00')],
  },
  {
    name: 'a run that was without credentials for a while, got new ones, and failed for another reason',
    outcome: 'undecided',
    missing: ['credential-use'],
    run: { endedAt: '2026-10-01T08:20:00Z', outcome: 'failed' },
    sessions: [tenMinutes('08:00:00'), tenMinutes('08:12:00')],
  },
  {
    name: 'a run that goes on after its credentials have expired',
    outcome: 'undecided',
    missing: ['run-end'],
    run: { endedAt: null, outcome: null },
    sessions: [tenMinutes('08:00:00')],
  },
  {
    name: 'a run whose only session has no readable expiration',
    outcome: 'undecided',
    missing: ['expiration'],
    run: {},
    sessions: [{ ...hourFromEight, responseElements: { credentials: { expiration: 'later' } } }],
  },
  {
    name: 'a run of whose sessions none was seen, and that died of something else',
    outcome: 'not-applicable',
    reason: 'no-session-seen',
    run: { outcome: 'failed', errorMessage: 'disk full' },
    sessions: [],
  },
  {
    name: 'a run whose sessions are of another name',
    outcome: 'not-applicable',
    reason: 'no-session-seen',
    run: { sessionName: 'other' },
    sessions: [hourFromEight],
  },
  {
    name: 'a run in advanced mode',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    run: { task: { mode: 'elastic' }, ...diedRun },
    sessions: [],
  },
  {
    name: 'a request with a long-term access key',
    outcome: 'not-applicable',
    reason: 'long-term-credentials',
    record: {},
  },
  {
    name: 'RequestExpired by a key whose session was alive: a wrong clock, or a stale signature',
    outcome: 'not-applicable',
    reason: 'clock-or-signature',
    facts: {
      sessions: {
        ASIAEXAMPLEEXAMPLE12: { issuedAt: '2026-10-01T07:00:00Z', expiresAt: '2026-10-01T08:00:01Z' },
      },
    },
    record: staleCall,
  },
];
