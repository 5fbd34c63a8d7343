import type { Endpoint, Submission } from '../submission/submission.ts';
import type { Example } from './example.ts';
import { ec2RoleSelected, unlessInUse } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, undecidedForNow, type Verdict, violation } from './verdict.ts';

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
      'connections.*.authentication',
      'connections.*.iamRoleArn',
      'sources[].readMode',
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
    endpoint: (endpoint, { facts }) => {
      const decided = unlessUpToTheRole(endpoint);
      if (decided !== undefined) return decided;
      const { name, connection, durationSeconds } = endpoint;
      const roleArn = connection.iamRoleArn ?? '';
      const maximum = facts.roleMaximums.get(roleArn);
      if (maximum?.state === 'unavailable') return undecidedForNow('role-max-session-duration');
      if (maximum?.state !== 'known') return undecided('role-max-session-duration');
      const limitSeconds = maximum.value;
      if (durationSeconds <= limitSeconds) return pass;
      return violation('aboveRoleMaximum', { endpoint: name, durationSeconds, limitSeconds, roleArn });
    },
  },
});

/** ARNs of the roles whose MaxSessionDuration decides on a submission; none where nobody asks for more than every role grants. */
export function rolesToAskAbout({ endpoints }: Pick<Submission, 'endpoints'>): string[] {
  const upToTheRole = endpoints.filter((endpoint) => unlessUpToTheRole(endpoint) === undefined);
  return [...new Set(upToTheRole.flatMap(({ connection }) => connection.iamRoleArn ?? []))];
}

/** The verdict, whatever the role’s own maximum is; `undefined` where that decides. */
function unlessUpToTheRole(endpoint: Endpoint): Verdict | undefined {
  const ended = unlessInUse(endpoint);
  if (ended !== undefined) return ended;
  const { name, connection, durationSeconds, unresolved } = endpoint;
  if (unresolved.has('temporaryCredentialDuration')) return undecided('temporaryCredentialDuration');
  const evidence = { endpoint: name, durationSeconds };
  if (durationSeconds < shortest) return violation('tooShort', { ...evidence, limitSeconds: shortest });
  if (durationSeconds > longest) return violation('tooLong', { ...evidence, limitSeconds: longest });
  if (durationSeconds <= alwaysGranted) return pass;
  const chained = ec2RoleSelected(connection);
  if ('missing' in chained) return undecided(chained.missing);
  return chained.value ? violation('chained', { ...evidence, limitSeconds: longestChained }) : undefined;
}

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
    name: 'more than an hour with an authentication by the EC2 role',
    outcome: 'violation',
    submission: { ...lasting(3601), connections: { redshift: { authentication: 'assume-role-ec2' } } },
    evidence: { limitSeconds: 3600 },
  },
  {
    name: 'a duration that nobody could read',
    outcome: 'undecided',
    missing: ['temporaryCredentialDuration'],
    submission: { sources: [{ unresolved: ['temporaryCredentialDuration'] }] },
  },
  {
    name: 'more than an hour where nobody could read whether the EC2 role is selected',
    outcome: 'undecided',
    missing: ['useEc2RoleToAssumeRole'],
    facts: { roleMaximums: { [role]: 43_200 } },
    submission: {
      ...lasting(3601),
      connections: { redshift: { unresolved: ['useEc2RoleToAssumeRole'] } },
    },
  },
  {
    name: 'more than an hour where nobody could read the authentication',
    outcome: 'undecided',
    missing: ['authentication'],
    facts: { roleMaximums: { [role]: 43_200 } },
    submission: {
      ...lasting(3601),
      connections: { redshift: { authentication: null, unresolved: ['authentication'] } },
    },
  },
  {
    name: 'an IAM Role ARN that nobody could read',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: { connections: { redshift: { iamRoleArn: null, unresolved: ['iamRoleArn'] } } },
  },
  {
    name: 'a read mode that nobody could read',
    outcome: 'undecided',
    missing: ['readMode'],
    submission: { sources: [{ unresolved: ['readMode'] }] },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: { connections: { redshift: { type: 'unknown' } } },
  },
  {
    name: 'more than an hour where nobody knows the role’s maximum',
    outcome: 'undecided',
    missing: ['role-max-session-duration'],
    submission: lasting(3601),
  },
  {
    name: 'more than an hour where AWS was asked for the role’s maximum in vain',
    outcome: 'undecided',
    missing: ['role-max-session-duration'],
    unavailable: ['role-max-session-duration'],
    facts: { roleMaximums: { [role]: null } },
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
    name: 'a direct read, which stages nothing in S3, and a target without temporary credentials',
    outcome: 'not-applicable',
    reason: 'direct-read',
    submission: {
      connections: { lake: { type: 'amazon-s3-v2' } },
      sources: [{ readMode: 'direct', temporaryCredentialDuration: 60 }],
      targets: [{ connection: 'lake' }],
    },
  },
  {
    name: 'a connection without an IAM Role ARN',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: { ...lasting(60), connections: { redshift: { iamRoleArn: null } } },
  },
];
