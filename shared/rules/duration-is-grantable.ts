import type { Example } from './example.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

/** What AWS STS grants, in seconds (STS API Reference, AssumeRole, DurationSeconds). */
const shortest = 900;
const longest = 43_200;
const longestChained = 3600;
/** Every role may be assumed for this long: no MaxSessionDuration is below it. */
const alwaysGranted = 3600;

export const durationIsGrantable = defineRule({
  meta: {
    id: 'duration-is-grantable',
    guideline: 'beyond',
    severity: 'high',
    title: 'STS refuses the duration asked for',
    description:
      'AWS STS grants 900 to 43,200 seconds, no more than the role’s maximum session duration, and no more than 3,600 ' +
      'where a role assumes a role (Use EC2 Role to Assume Role). A task that asks for more fails at its first call.',
    messages: {
      tooShort: '{endpoint} asks for {durationSeconds} s; STS grants no less than {limitSeconds} s',
      tooLong: '{endpoint} asks for {durationSeconds} s; STS grants no more than {limitSeconds} s',
      chained:
        '{endpoint} asks for {durationSeconds} s with the EC2 role; role chaining is limited to {limitSeconds} s',
      aboveRoleMaximum:
        '{endpoint} asks for {durationSeconds} s; the maximum session duration of {roleArn} is {limitSeconds} s',
      refused: '{eventName} was refused: STS does not grant the duration asked for',
    },
    remediation:
      'Set Temporary Credential Duration between 900 and the role’s maximum session duration (3,600 with Use EC2 Role to Assume Role), or raise that maximum in IAM.',
    references: [
      'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html',
    ],
    reads: [
      'errorCode',
      'errorMessage',
      'connections.*.useEc2RoleToAssumeRole',
      'connections.*.iamRoleArn',
      'sources[].temporaryCredentialDuration',
      'targets[].temporaryCredentialDuration',
      'MaxSessionDuration of the role',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    'credential-request': ({ eventName, errorCode, errorMessage }) => {
      if (errorCode === undefined) return pass;
      if (errorCode !== 'ValidationError' || errorMessage === undefined || !namesDuration(errorMessage)) {
        return notApplicable('not-refused-for-its-duration');
      }
      return violation('refused', { eventName, errorCode });
    },
    endpoint: ({ name, usesTemporaryCredentials, connection, durationSeconds }, { facts }) => {
      const { iamRoleArn, useEc2RoleToAssumeRole } = connection;
      if (!usesTemporaryCredentials || iamRoleArn === undefined)
        return notApplicable('no-temporary-credentials');
      const evidence = { endpoint: name, durationSeconds };
      if (durationSeconds < shortest) return violation('tooShort', { ...evidence, limitSeconds: shortest });
      if (durationSeconds > longest) return violation('tooLong', { ...evidence, limitSeconds: longest });
      if (useEc2RoleToAssumeRole && durationSeconds > longestChained) {
        return violation('chained', { ...evidence, limitSeconds: longestChained });
      }
      if (durationSeconds <= alwaysGranted) return pass;
      const limitSeconds = facts.roleMaximums.get(iamRoleArn);
      if (limitSeconds === undefined) return undecided('role-max-session-duration');
      if (durationSeconds <= limitSeconds) return pass;
      return violation('aboveRoleMaximum', { ...evidence, limitSeconds, roleArn: iamRoleArn });
    },
  },
});

/** Whether the message is about the duration; the values that it quotes are the caller's own words. */
function namesDuration(message: string): boolean {
  return /duration/i.test(message.replaceAll(/Value '[^']*'/g, ''));
}

const lasting = (temporaryCredentialDuration: number) => ({ sources: [{ temporaryCredentialDuration }] });
const role = 'arn:aws:iam::123456789012:role/redshift-stage';
const refusal = (errorCode: string, errorMessage: string) => ({
  errorCode,
  errorMessage,
  requestParameters: null,
  responseElements: null,
});

export const durationIsGrantableExamples: readonly Example[] = [
  { name: 'the default of 900 s', outcome: 'pass', submission: {} },
  { name: 'an hour, which every role grants', outcome: 'pass', submission: lasting(3600) },
  {
    name: 'twelve hours, which the role grants',
    outcome: 'pass',
    facts: { roleMaximums: { [role]: 43_200 } },
    submission: lasting(43_200),
  },
  {
    name: 'an hour with the EC2 role',
    outcome: 'pass',
    submission: { ...lasting(3600), connections: { redshift: { useEc2RoleToAssumeRole: true } } },
  },
  { name: 'a request that was granted', outcome: 'pass', record: {} },
  {
    name: 'less than 900 s',
    outcome: 'violation',
    submission: lasting(899),
    evidence: { endpoint: 'Orders', durationSeconds: 899, limitSeconds: 900 },
  },
  {
    name: 'more than twelve hours',
    outcome: 'violation',
    facts: { roleMaximums: { [role]: 43_200 } },
    submission: lasting(43_201),
    evidence: { durationSeconds: 43_201, limitSeconds: 43_200 },
  },
  {
    name: 'more than an hour with the EC2 role: that is role chaining',
    outcome: 'violation',
    facts: { roleMaximums: { [role]: 43_200 } },
    submission: { ...lasting(3601), connections: { redshift: { useEc2RoleToAssumeRole: true } } },
    evidence: { durationSeconds: 3601, limitSeconds: 3600 },
  },
  {
    name: 'more than the role’s maximum, in advanced mode too',
    outcome: 'violation',
    facts: { roleMaximums: { [role]: 7200 } },
    submission: { ...lasting(7201), task: { mode: 'advanced' } },
    evidence: { durationSeconds: 7201, limitSeconds: 7200, roleArn: role },
  },
  {
    name: 'a request that STS refused for its duration',
    outcome: 'violation',
    status: 'attempt',
    record: refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ),
    evidence: { eventName: 'AssumeRole', errorCode: 'ValidationError' },
  },
  {
    name: 'more than an hour where nobody knows the role’s maximum',
    outcome: 'undecided',
    missing: ['role-max-session-duration'],
    submission: lasting(3601),
  },
  {
    name: 'a parameter file may change the duration at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { task: { parameterFile: true } },
  },
  {
    name: 'a request that was refused for another reason',
    outcome: 'not-applicable',
    reason: 'not-refused-for-its-duration',
    record: refusal('AccessDenied', 'not authorized, whatever the duration'),
  },
  {
    name: 'a request that was refused for another invalid value',
    outcome: 'not-applicable',
    reason: 'not-refused-for-its-duration',
    record: refusal('ValidationError', 'The requested RoleSessionName is not valid.'),
  },
  {
    name: 'a request that was refused for a session name in which the word occurs',
    outcome: 'not-applicable',
    reason: 'not-refused-for-its-duration',
    record: refusal(
      'ValidationError',
      "1 validation error detected: Value 'duration!' at 'roleSessionName' failed",
    ),
  },
  {
    name: 'a refusal without a message',
    outcome: 'not-applicable',
    reason: 'not-refused-for-its-duration',
    record: { errorCode: 'ValidationError', responseElements: null },
  },
  {
    name: 'a connection without an IAM Role ARN',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { ...lasting(60), connections: { redshift: { iamRoleArn: null } } },
  },
];
