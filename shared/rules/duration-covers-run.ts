import type { CredentialRequest } from '../cloudtrail/record.ts';
import type { Fact } from '../json/fact.ts';
import type { KnownRuns } from '../sessions/known-runs.ts';
import type { Endpoint, Submission } from '../submission/submission.ts';
import type { Example } from './example.ts';
import { expectedSecondsIn, unlessInUse } from './questions.ts';
import { defineRule, type Workload } from './rule.ts';
import {
  type Evidence,
  notApplicable,
  pass,
  undecided,
  undecidedForNow,
  type Verdict,
  violation,
} from './verdict.ts';

const toleranceSeconds = 2;
const redshiftsHalf =
  'AWS_IAM_ROLE: Redshift refreshes its own half of the credentials; those of the Secure Agent still expire';

export const durationCoversRun = defineRule({
  meta: {
    id: 'duration-covers-run',
    guideline: 'G3',
    severity: 'high',
    title: 'The credentials end before the task does',
    description:
      'Temporary credentials cannot be extended once issued: a task that runs longer than they live fails half-way. They ' +
      'must live at least as long as the task is expected to run, and a margin (policy parameter ' +
      '`durationMarginSeconds`). How long it runs is what the submission or the workload declares. Where that ' +
      'is nothing, known runs tell, of the task, or of the task that the workload is called like: one that died of expired ' +
      'credentials after the duration or later is a violation; where the 95th percentile of those that ended well (at least ' +
      'three) is covered, it passes; where it is not, the outcome is undecided, since such runs outlived their credentials ' +
      'and ended well.',
    messages: {
      tooShort:
        'credentials of {endpoint} live {durationSeconds} s; the task needs {neededSeconds} s ({expectedSeconds} s and a margin)',
      diedOfExpiry:
        'credentials of {endpoint} live {durationSeconds} s; {diedRuns} of {knownRuns} known runs died of expired credentials after that time',
      workloadDiedOfExpiry:
        'credentials live {grantedSeconds} s; {diedRuns} of {knownRuns} known runs of workload {workload} died of expired credentials after that time',
      grantedTooShort:
        'credentials live {grantedSeconds} s; workload {workload} needs {neededSeconds} s ({expectedSeconds} s and a margin)',
    },
    remediation:
      'Raise Temporary Credential Duration in the advanced source and target properties (and the role’s maximum session duration in IAM), or split the task.',
    references: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html',
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
    ],
    reads: [
      'eventTime',
      'responseElements.credentials.expiration',
      'task.mode',
      'task.id',
      'task.expectedRunSeconds',
      'known runs of the task',
      'known runs of the task that the workload is called like',
      'connections.*.iamRoleArn',
      'sources[].readMode',
      'sources[].unloadOptions',
      'targets[].copyOptions',
      'sources[].temporaryCredentialDuration',
      'targets[].temporaryCredentialDuration',
      'policy workloads',
    ],
    overridableByParameterFile: true,
    exemptsAdvancedMode: true,
  },
  checks: {
    'credential-request': (request, { workload, facts, parameters }) => {
      if (request.errorCode !== undefined) return notApplicable('no-credentials-issued');
      if (workload === undefined) return notApplicable('no-workload');
      if (workload.mode === 'advanced') return notApplicable('advanced-mode');
      const { name, expectedRunSeconds: declaredSeconds } = workload;
      const unknown = notApplicable('no-expected-run-seconds');
      const runs = facts.runsOfWorkloads.get(name);
      const { time, expiresAt } = request;
      if (expiresAt === undefined)
        return declaredSeconds === undefined && nobodyKnows(runs) ? unknown : undecided('expiration');
      const grantedSeconds = expiresAt - time;
      const evidence = { grantedSeconds, workload: name };
      return fourSteps({
        livesSeconds: grantedSeconds + toleranceSeconds,
        marginSeconds: parameters.durationMarginSeconds,
        declaredSeconds,
        runs,
        tooShort: (needed) => violation('grantedTooShort', { ...evidence, ...needed }),
        died: (counts) => violation('workloadDiedOfExpiry', { ...evidence, ...counts }),
        unknown,
      });
    },
    endpoint: (endpoint, { facts, parameters }) => {
      const ended = unlessDurationCounts(endpoint);
      if (ended !== undefined) return ended;
      const { task, name, durationSeconds } = endpoint;
      const evidence = () => ({ endpoint: name, durationSeconds, note: noteOn(endpoint) });
      return fourSteps({
        livesSeconds: durationSeconds,
        marginSeconds: parameters.durationMarginSeconds,
        declaredSeconds: task.expectedRunSeconds,
        runs: facts.runs.get(task.id ?? ''),
        tooShort: (needed) => violation('tooShort', { ...evidence(), ...needed }),
        died: (counts) => violation('diedOfExpiry', { ...evidence(), ...counts }),
        unknown: undecided('expected-run-seconds'),
      });
    },
  },
});

/** Id of the task whose known runs decide on a submission; `undefined` where they make no difference. */
export function taskToAskAbout({ task, endpoints }: Submission): string | undefined {
  const isUpToRuns = task.expectedRunSeconds === undefined;
  return isUpToRuns && endpoints.some((one) => unlessDurationCounts(one) === undefined) ? task.id : undefined;
}

/** Name of the workload whose known runs decide on a request; `undefined` where they make no difference. */
export function workloadToAskAbout(
  { errorCode }: CredentialRequest,
  workload: Workload | undefined,
): string | undefined {
  const isUpToRuns = workload?.mode === 'standard' && workload.expectedRunSeconds === undefined;
  return isUpToRuns && errorCode === undefined ? workload.name : undefined;
}

/** Is the task in standard mode, and does the endpoint use temporary credentials for a time that is known? */
function unlessDurationCounts(endpoint: Endpoint): Verdict | undefined {
  if (endpoint.task.mode === 'advanced') return notApplicable('advanced-mode');
  const ended = unlessInUse(endpoint);
  if (ended !== undefined) return ended;
  return endpoint.unresolved.has('temporaryCredentialDuration')
    ? undecided('temporaryCredentialDuration')
    : undefined;
}

/** How long credentials live, how long it is known that they are needed, and what is said of that. */
interface Lifetime {
  readonly livesSeconds: number;
  readonly marginSeconds: number;
  readonly declaredSeconds: number | undefined;
  readonly runs: Fact<KnownRuns> | undefined;
  readonly tooShort: (needed: Evidence) => Verdict;
  readonly died: (counts: Evidence) => Verdict;
  /** Where nothing says how long they are needed. */
  readonly unknown: Verdict;
}

/** The four steps of G3 (docs/guidelines.md). */
function fourSteps(lifetime: Lifetime): Verdict {
  const { livesSeconds, marginSeconds, declaredSeconds, runs, tooShort, died, unknown } = lifetime;
  if (declaredSeconds !== undefined) {
    const neededSeconds = declaredSeconds + marginSeconds;
    return livesSeconds >= neededSeconds
      ? pass
      : tooShort({ neededSeconds, expectedSeconds: declaredSeconds });
  }
  if (runs?.state !== 'known') return nobodyKnows(runs) ? unknown : undecidedForNow('known-runs');
  const { count, diedOfExpirySeconds } = runs.value;
  const diedRuns = diedOfExpirySeconds.filter((seconds) => seconds >= livesSeconds).length;
  if (diedRuns > 0) return died({ diedRuns, knownRuns: count });
  const expectedSeconds = expectedSecondsIn(runs.value);
  if (expectedSeconds === undefined) return unknown;
  // Runs that outlived their credentials and ended well: the task may not need them to its end.
  return livesSeconds >= expectedSeconds + marginSeconds ? pass : undecided('credential-use');
}

function nobodyKnows(runs: Fact<KnownRuns> | undefined): boolean {
  return runs === undefined || runs.state === 'absent';
}

/** Where the options name a role, Redshift refreshes its own credentials, which is half of the matter. */
function noteOn({ options }: Endpoint): string | undefined {
  return options()?.has('AWS_IAM_ROLE') === true ? redshiftsHalf : undefined;
}

const workload = {
  name: 'orders',
  roles: ['arn:aws:iam::123456789012:role/redshift-*'],
  expectedRunSeconds: 3000,
};

const ofKnownRuns = { policy: { workloads: [{ name: 'orders-daily', roles: workload.roles }] }, record: {} };
const ofKnownTask = { task: { id: 'task-1', expectedRunSeconds: null } };
const died = { outcome: 'failed', errorMessage: 'Error Code: ExpiredToken' };
const lasting = (seconds: number) => ({
  endedAt: new Date(Date.UTC(2026, 8, 30, 8, 0, seconds)).toISOString(),
});

export const durationCoversRunExamples: readonly Example[] = [
  {
    name: 'an hour of credentials for a run of 50 minutes',
    outcome: 'pass',
    policy: { workloads: [workload] },
    record: {},
  },
  {
    name: 'credentials that are short by less than the tolerance of two seconds',
    outcome: 'pass',
    policy: { workloads: [{ ...workload, expectedRunSeconds: 3542 }] },
    record: {},
  },
  { name: '900 s for a task of 600 s', outcome: 'pass', submission: { task: { expectedRunSeconds: 600 } } },
  {
    name: '900 s for a task that needs exactly that with its margin',
    outcome: 'pass',
    submission: { task: { expectedRunSeconds: 840 } },
  },
  {
    name: 'nearly all of twenty known runs were short enough',
    outcome: 'pass',
    facts: { runs: [lasting(9000), ...Array(19).fill(lasting(700))] },
    submission: ofKnownTask,
  },
  {
    name: 'of 39 known runs the 38th counts',
    outcome: 'undecided',
    missing: ['credential-use'],
    facts: { runs: [...Array(37).fill(lasting(700)), lasting(9000), lasting(9000)] },
    submission: ofKnownTask,
  },
  {
    name: 'a run that died of expiry before the duration had passed: it had other credentials',
    outcome: 'pass',
    facts: { runs: [...Array(3).fill(lasting(700)), { ...lasting(899), ...died }] },
    submission: ofKnownTask,
  },
  {
    name: 'an hour of credentials for a workload whose known runs took 50 minutes at most',
    outcome: 'pass',
    ...ofKnownRuns,
    facts: { runs: [lasting(3000), lasting(600), { ...lasting(700), task: { id: 'task-2' } }] },
  },
  {
    name: 'credentials that cover known runs by less than the tolerance',
    outcome: 'pass',
    ...ofKnownRuns,
    facts: { runs: Array(3).fill(lasting(3542)) },
  },
  {
    name: 'a run of the workload that died a second before these credentials end had others',
    outcome: 'pass',
    ...ofKnownRuns,
    facts: { runs: [{ ...lasting(3601), ...died }, ...Array(3).fill(lasting(600))] },
  },
  {
    name: 'an hour of credentials for a run of an hour: the margin is missing',
    outcome: 'violation',
    policy: { workloads: [{ ...workload, expectedRunSeconds: 3600 }] },
    record: {},
    evidence: { grantedSeconds: 3600, neededSeconds: 3660, expectedSeconds: 3600, workload: 'orders' },
  },
  {
    name: 'credentials that are short by one second more than the tolerance',
    outcome: 'violation',
    policy: { workloads: [{ ...workload, expectedRunSeconds: 3543 }] },
    record: {},
  },
  {
    name: '900 s, the default, for a task of an hour',
    outcome: 'violation',
    submission: { task: { expectedRunSeconds: 3600 } },
    evidence: { endpoint: 'Orders', durationSeconds: 900, neededSeconds: 3660, expectedSeconds: 3600 },
  },
  {
    name: 'a second too little with the margin',
    outcome: 'violation',
    submission: { task: { expectedRunSeconds: 841 } },
  },
  {
    name: 'two of four known runs died of expired credentials',
    outcome: 'violation',
    facts: {
      runs: [lasting(300), lasting(400), { ...lasting(900), ...died }, { ...lasting(1000), ...died }],
    },
    submission: ofKnownTask,
    evidence: { endpoint: 'Orders', durationSeconds: 900, diedRuns: 2, knownRuns: 4 },
  },
  {
    name: 'one known run is enough where it died of expired credentials',
    outcome: 'violation',
    facts: { runs: [{ ...lasting(950), ...died, errorMessage: 'The provided token has expired.' }] },
    submission: ofKnownTask,
  },
  {
    name: 'a known run of the task that the workload is called like died after as long as these credentials live',
    outcome: 'violation',
    ...ofKnownRuns,
    facts: { runs: [lasting(4000), lasting(600), { ...lasting(3602), ...died }] },
    evidence: { workload: 'orders-daily', grantedSeconds: 3600, diedRuns: 1, knownRuns: 3 },
  },
  {
    name: 'the workload is called like the task’s id',
    outcome: 'violation',
    policy: { workloads: [{ name: 'task-1', roles: workload.roles }] },
    record: {},
    facts: { runs: [{ ...lasting(4000), ...died }] },
  },
  {
    name: 'the options name AWS_IAM_ROLE: Redshift refreshes its half of the credentials, the Secure Agent not its own',
    outcome: 'violation',
    submission: {
      task: { expectedRunSeconds: 3600 },
      sources: [{ unloadOptions: 'AWS_IAM_ROLE=arn:aws:iam::123456789012:role/redshift' }],
    },
    evidence: { note: redshiftsHalf },
  },
  {
    name: 'a violation stays one where a parameter file may change the properties',
    outcome: 'violation',
    submission: { task: { expectedRunSeconds: 3600, parameterFile: true } },
  },
  {
    name: 'nobody says how long the task runs',
    outcome: 'undecided',
    missing: ['expected-run-seconds'],
    submission: { task: { expectedRunSeconds: null } },
  },
  {
    name: 'two known runs are too few to say',
    outcome: 'undecided',
    missing: ['expected-run-seconds'],
    facts: { runs: [lasting(100), lasting(200)] },
    submission: ofKnownTask,
  },
  {
    name: 'three runs that failed for another reason say nothing',
    outcome: 'undecided',
    missing: ['expected-run-seconds'],
    facts: { runs: Array(3).fill({ ...lasting(950), outcome: 'failed', errorMessage: 'disk full' }) },
    submission: ofKnownTask,
  },
  {
    name: 'runs of another task',
    outcome: 'undecided',
    missing: ['expected-run-seconds'],
    facts: { runs: Array(3).fill(lasting(100)) },
    submission: { task: { id: 'task-2', expectedRunSeconds: null } },
  },
  {
    name: 'a task without an id has no known runs',
    outcome: 'undecided',
    missing: ['expected-run-seconds'],
    facts: { runs: Array(3).fill(lasting(100)) },
    submission: { task: { expectedRunSeconds: null } },
  },
  {
    name: 'known runs outlived their credentials and ended well: the task may not need them to its end',
    outcome: 'undecided',
    missing: ['credential-use'],
    facts: { runs: [lasting(1200), { ...lasting(300), outcome: 'warning' }, lasting(400)] },
    submission: ofKnownTask,
  },
  {
    name: 'known runs of a task were looked up in vain',
    outcome: 'undecided',
    missing: ['known-runs'],
    unavailable: ['known-runs'],
    facts: { runs: null },
    submission: ofKnownTask,
  },
  {
    name: 'known runs of a workload outlived their credentials and ended well',
    outcome: 'undecided',
    missing: ['credential-use'],
    ...ofKnownRuns,
    facts: { runs: Array(3).fill(lasting(3543)) },
  },
  {
    name: 'known runs of a workload were looked up in vain',
    outcome: 'undecided',
    missing: ['known-runs'],
    unavailable: ['known-runs'],
    ...ofKnownRuns,
    facts: { runs: null },
  },
  {
    name: 'a request whose expiration cannot be read, of a workload with known runs',
    outcome: 'undecided',
    missing: ['expiration'],
    ...ofKnownRuns,
    record: { responseElements: { credentials: { expiration: 'soon' } } },
    facts: { runs: Array(3).fill(lasting(600)) },
  },
  {
    name: 'a duration that nobody could read',
    outcome: 'undecided',
    missing: ['temporaryCredentialDuration'],
    submission: {
      sources: [{ unresolved: ['temporaryCredentialDuration'] }],
      targets: [{ unresolved: ['temporaryCredentialDuration'] }],
    },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: { connections: { redshift: { type: 'unknown' } } },
  },
  {
    name: 'a parameter file may change the duration at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { task: { parameterFile: true } },
  },
  {
    name: 'a parameter file may change one source at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { sources: [{ overridable: true }] },
  },
  {
    name: 'a request whose expiration cannot be read',
    outcome: 'undecided',
    missing: ['expiration'],
    policy: { workloads: [workload] },
    record: { responseElements: { credentials: { expiration: 'soon' } } },
  },
  {
    name: 'a mapping in advanced mode',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    submission: { task: { mode: 'advanced', expectedRunSeconds: 7200 } },
  },
  {
    name: 'a mapping in elastic mode, the older name of advanced',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    submission: { task: { mode: 'elastic', expectedRunSeconds: 7200 } },
  },
  {
    name: 'a workload in advanced mode',
    outcome: 'not-applicable',
    reason: 'advanced-mode',
    policy: { workloads: [{ ...workload, mode: 'elastic', expectedRunSeconds: 7200 }] },
    record: {},
  },
  {
    name: 'a workload that does not say how long it runs',
    outcome: 'not-applicable',
    reason: 'no-expected-run-seconds',
    policy: { workloads: [{ name: 'orders', roles: ['*'] }] },
    record: {},
  },
  {
    name: 'two known runs of a workload are too few to say',
    outcome: 'not-applicable',
    reason: 'no-expected-run-seconds',
    ...ofKnownRuns,
    facts: { runs: [lasting(100), lasting(200)] },
  },
  {
    name: 'known runs of a task that the workload is not called like',
    outcome: 'not-applicable',
    reason: 'no-expected-run-seconds',
    policy: { workloads: [{ name: 'orders', roles: ['*'] }] },
    record: {},
    facts: { runs: Array(3).fill({ ...lasting(4000), ...died }) },
  },
  { name: 'a role of no known workload', outcome: 'not-applicable', reason: 'no-workload', record: {} },
  {
    name: 'a workload of other session names',
    outcome: 'not-applicable',
    reason: 'no-workload',
    policy: { workloads: [{ ...workload, sessionNames: ['other-*'], expectedRunSeconds: 7200 }] },
    record: {},
  },
  {
    name: 'a refused request',
    outcome: 'not-applicable',
    reason: 'no-credentials-issued',
    policy: { workloads: [workload] },
    record: { errorCode: 'AccessDenied', responseElements: null },
  },
  {
    name: 'a direct read, which stages nothing in S3, and a target without temporary credentials',
    outcome: 'not-applicable',
    reason: 'direct-read',
    submission: {
      task: { expectedRunSeconds: 7200 },
      connections: { lake: { type: 'amazon-s3-v2' } },
      sources: [{ readMode: 'direct' }],
      targets: [{ connection: 'lake' }],
    },
  },
  {
    name: 'connections without an IAM Role ARN',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { task: { expectedRunSeconds: 7200 }, connections: { redshift: { iamRoleArn: null } } },
  },
];
