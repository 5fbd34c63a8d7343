import type { Example } from './example.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

const toleranceSeconds = 2;
const fewestRuns = 3;

export const durationCoversRun = defineRule({
  meta: {
    id: 'duration-covers-run',
    guideline: 'G3',
    severity: 'high',
    title: 'The credentials end before the task does',
    description:
      'Temporary credentials cannot be extended once issued: a task that runs longer than they live fails half-way. They ' +
      'must live at least as long as the task is expected to run, and a margin (policy parameter ' +
      '`durationMarginSeconds`). Expected is what the submission or the workload declares, else the 95th percentile of ' +
      'the task’s known runs (at least three).',
    messages: {
      tooShort:
        'credentials of {endpoint} live {durationSeconds} s; the task needs {neededSeconds} s ({expectedSeconds} s and a margin)',
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
      'task.expectedRunSeconds',
      'sources[].temporaryCredentialDuration',
      'targets[].temporaryCredentialDuration',
      'policy workloads',
    ],
    overridableByParameterFile: true,
    exemptsAdvancedMode: true,
  },
  checks: {
    'credential-request': ({ errorCode, expiresAt, time }, { workload, parameters }) => {
      if (errorCode !== undefined) return notApplicable('no-credentials-issued');
      if (workload === undefined) return notApplicable('no-workload');
      if (workload.mode === 'advanced') return notApplicable('advanced-mode');
      const expectedSeconds = workload.expectedRunSeconds;
      if (expectedSeconds === undefined) return notApplicable('no-expected-run-seconds');
      if (expiresAt === undefined) return undecided('expiration');
      const grantedSeconds = expiresAt - time;
      const neededSeconds = expectedSeconds + parameters.durationMarginSeconds;
      if (grantedSeconds + toleranceSeconds >= neededSeconds) return pass;
      return violation('grantedTooShort', {
        grantedSeconds,
        neededSeconds,
        expectedSeconds,
        workload: workload.name,
      });
    },
    endpoint: ({ usesTemporaryCredentials, task, name, durationSeconds }, { facts, parameters }) => {
      if (!usesTemporaryCredentials) return notApplicable('no-temporary-credentials');
      if (task.mode === 'advanced') return notApplicable('advanced-mode');
      const expectedSeconds = task.expectedRunSeconds ?? percentile95(facts.runSeconds);
      if (expectedSeconds === undefined) return undecided('expected-run-seconds');
      const neededSeconds = expectedSeconds + parameters.durationMarginSeconds;
      if (durationSeconds >= neededSeconds) return pass;
      return violation('tooShort', { endpoint: name, durationSeconds, neededSeconds, expectedSeconds });
    },
  },
});

/** Nearest rank; `undefined` for fewer runs than say anything. */
function percentile95(runs: readonly number[]): number | undefined {
  if (runs.length < fewestRuns) return undefined;
  return [...runs].sort((a, b) => a - b)[Math.ceil(runs.length * 0.95) - 1];
}

const workload = {
  name: 'orders',
  roles: ['arn:aws:iam::123456789012:role/redshift-*'],
  expectedRunSeconds: 3000,
};

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
    facts: { runSeconds: [9000, ...Array<number>(19).fill(700)] },
    submission: { task: { expectedRunSeconds: null } },
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
    name: 'the longest of three known runs was too long',
    outcome: 'violation',
    facts: { runSeconds: [1200, 300, 400] },
    submission: { task: { expectedRunSeconds: null } },
    evidence: { expectedSeconds: 1200 },
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
    facts: { runSeconds: [100, 200] },
    submission: { task: { expectedRunSeconds: null } },
  },
  {
    name: 'a parameter file may change the duration at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { task: { parameterFile: true } },
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
    name: 'connections without an IAM Role ARN',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { task: { expectedRunSeconds: 7200 }, connections: { redshift: { iamRoleArn: null } } },
  },
];
