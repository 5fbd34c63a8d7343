import type { BucketPair, Endpoint } from '../submission/submission.ts';
import type { Example } from './example.ts';
import { labels } from './labels.ts';
import { type Answer, ec2RoleSelected, missingOf, unlessBucketsKnown, wrongsIn } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

export const crossBucketEc2RoleSameDuration = defineRule({
  meta: {
    id: 'cross-bucket-ec2-role-same-duration',
    guideline: 'G9',
    severity: 'medium',
    title: 'Source and target in different buckets do not share EC2 role and duration',
    description:
      'Of a source and a target in two S3 buckets over two connections, each side with temporary credentials has Use EC2 ' +
      'Role to Assume Role selected, and where both have them and the mode is standard, their Temporary Credential ' +
      'Durations are equal. Otherwise one side’s credentials end first, or neither requester reaches both buckets. A side ' +
      'with static keys and no role is asked for neither.',
    messages: {
      incomplete: '{source} and {target} use buckets {sourceBucket} and {targetBucket}, and lack {lacking}',
    },
    remediation:
      'Select Use EC2 Role to Assume Role in each of the two connections that has an IAM Role ARN, and where both have one set the same Temporary Credential Duration in source and target.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html'],
    reads: [
      'sources[].s3BucketName',
      'targets[].s3BucketName',
      'sources[].readMode',
      'sources[].connection',
      'targets[].connection',
      'connections.*.iamRoleArn',
      'connections.*.useEc2RoleToAssumeRole',
      'connections.*.authentication',
      'task.mode',
      'sources[].temporaryCredentialDuration',
      'targets[].temporaryCredentialDuration',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    pair: (pair) => {
      const { source, target } = pair;
      if (source.connection.id === target.connection.id) return notApplicable('one-connection');
      const ended = unlessBucketsKnown(pair);
      if (ended !== undefined) return ended;
      if (source.bucket === target.bucket) return notApplicable('no-two-buckets');
      const lacks = [ec2RoleLack(source), ec2RoleLack(target), durationLack(source, target)];
      const { certain, missing } = wrongsIn(lacks);
      if (certain.length > 0) return violation('incomplete', { ...evidenceOf(pair), lacking: certain });
      return missing === undefined ? pass : undecided(missing);
    },
  },
});

function evidenceOf({ source, target }: BucketPair) {
  return {
    source: source.name,
    target: target.name,
    sourceBucket: source.bucket,
    targetBucket: target.bucket,
    sourceDurationSeconds: source.durationSeconds,
    targetDurationSeconds: target.durationSeconds,
  };
}

/** What a side lacks, in words; `undefined` where it lacks nothing. */
type Lack = Answer<string | undefined>;

const nothing: Lack = { value: undefined };

/** A side with static keys and no role is not asked for the EC2 role. */
function ec2RoleLack({ connection }: Endpoint): Lack {
  const selected = ec2RoleSelected(connection);
  if ('value' in selected && selected.value) return nothing;
  if (connection.unresolved.has('iamRoleArn')) return { missing: missingOf(connection, 'iamRoleArn') };
  if (connection.iamRoleArn === undefined) return nothing;
  if ('missing' in selected) return selected;
  return { value: `${labels.useEc2RoleToAssumeRole} of connection ${connection.name}` };
}

/** Only two sides that both use temporary credentials, which end (G5), must end together. */
function durationLack(source: Endpoint, target: Endpoint): Lack {
  const sides = [source, target];
  if (source.task.mode === 'advanced' || sides.some(usesStaticKeys)) return nothing;
  const isOpen = sides.some(({ unresolved }) => unresolved.has('temporaryCredentialDuration'));
  if (!isOpen && source.durationSeconds === target.durationSeconds) return nothing;
  const open = sides.find(({ connection }) => connection.unresolved.has('iamRoleArn'));
  if (open !== undefined) return { missing: missingOf(open.connection, 'iamRoleArn') };
  if (isOpen) return { missing: 'temporaryCredentialDuration' };
  return {
    value: `equal ${labels.temporaryCredentialDuration} (${source.durationSeconds} s and ${target.durationSeconds} s)`,
  };
}

function usesStaticKeys({ connection }: Endpoint): boolean {
  return connection.iamRoleArn === undefined && !connection.unresolved.has('iamRoleArn');
}

const crossBucket = (connection: object, target: object = {}, own: object = {}) => ({
  connections: {
    redshift: { useEc2RoleToAssumeRole: true, ...own },
    other: {
      type: 'amazon-s3-v2',
      iamRoleArn: 'arn:aws:iam::123456789012:role/lake',
      useEc2RoleToAssumeRole: true,
      ...connection,
    },
  },
  targets: [{ connection: 'other', s3BucketName: 'lake', ...target }],
});

export const crossBucketEc2RoleSameDurationExamples: readonly Example[] = [
  {
    name: 'both connections use the EC2 role, both durations are the default',
    outcome: 'pass',
    submission: crossBucket({}),
  },
  {
    name: 'an absent duration is 900',
    outcome: 'pass',
    submission: crossBucket({}, { temporaryCredentialDuration: 900 }),
  },
  {
    name: 'the EC2 role by the authentication',
    outcome: 'pass',
    submission: crossBucket({ useEc2RoleToAssumeRole: null, authentication: 'assume-role-ec2' }),
  },
  {
    name: 'a side with static keys is asked for neither the EC2 role nor a duration',
    outcome: 'pass',
    submission: crossBucket(
      { iamRoleArn: null, useEc2RoleToAssumeRole: null },
      { temporaryCredentialDuration: 1800 },
    ),
  },
  {
    name: 'durations that differ in advanced mode, in which credentials do not end with them',
    outcome: 'pass',
    submission: { ...crossBucket({}, { temporaryCredentialDuration: 1800 }), task: { mode: 'advanced' } },
  },
  {
    name: 'one connection does not use the EC2 role',
    outcome: 'violation',
    submission: crossBucket({ useEc2RoleToAssumeRole: null }),
    evidence: {
      source: 'Orders',
      target: 'Orders copy',
      sourceBucket: 'mapping-stage',
      targetBucket: 'lake',
      lacking: ['Use EC2 Role to Assume Role of connection other'],
      sourceDurationSeconds: 900,
      targetDurationSeconds: 900,
    },
  },
  {
    name: 'neither connection uses the EC2 role, and the durations differ',
    outcome: 'violation',
    submission: crossBucket(
      { useEc2RoleToAssumeRole: false },
      { temporaryCredentialDuration: 1800 },
      { useEc2RoleToAssumeRole: null },
    ),
    evidence: {
      lacking: [
        'Use EC2 Role to Assume Role of connection redshift',
        'Use EC2 Role to Assume Role of connection other',
        'equal Temporary Credential Duration (900 s and 1800 s)',
      ],
      targetDurationSeconds: 1800,
    },
  },
  {
    name: 'the durations differ',
    outcome: 'violation',
    submission: crossBucket({}, { temporaryCredentialDuration: 3600 }),
    evidence: { lacking: ['equal Temporary Credential Duration (900 s and 3600 s)'] },
  },
  {
    name: 'temporary credentials on one side only, without the EC2 role',
    outcome: 'violation',
    submission: crossBucket({ iamRoleArn: null }, {}, { useEc2RoleToAssumeRole: null }),
    evidence: { lacking: ['Use EC2 Role to Assume Role of connection redshift'] },
  },
  {
    name: 'a lack is one whatever else nobody could read',
    outcome: 'violation',
    submission: crossBucket(
      { iamRoleArn: null, unresolved: ['iamRoleArn'] },
      { unresolved: ['temporaryCredentialDuration'] },
      { useEc2RoleToAssumeRole: null },
    ),
  },
  {
    name: 'an EC2 role that nobody could read',
    outcome: 'undecided',
    missing: ['useEc2RoleToAssumeRole'],
    submission: crossBucket({ useEc2RoleToAssumeRole: null, unresolved: ['useEc2RoleToAssumeRole'] }),
  },
  {
    name: 'an IAM Role ARN that nobody could read, and durations that differ',
    outcome: 'undecided',
    missing: ['iamRoleArn'],
    submission: crossBucket(
      { iamRoleArn: null, unresolved: ['iamRoleArn'] },
      { temporaryCredentialDuration: 1800 },
    ),
  },
  {
    name: 'a duration that nobody could read',
    outcome: 'undecided',
    missing: ['temporaryCredentialDuration'],
    submission: crossBucket({}, { unresolved: ['temporaryCredentialDuration'] }),
  },
  {
    name: 'a bucket that is a parameter',
    outcome: 'undecided',
    missing: ['bucket'],
    submission: crossBucket({}, { s3BucketName: '$bucket' }),
  },
  {
    name: 'a read mode that nobody could read',
    outcome: 'undecided',
    missing: ['readMode'],
    submission: { ...crossBucket({}), sources: [{ unresolved: ['readMode'] }] },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: crossBucket({ type: 'unknown' }),
  },
  {
    name: 'a parameter file may change buckets and durations at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { ...crossBucket({}), task: { parameterFile: true } },
  },
  {
    name: 'one bucket',
    outcome: 'not-applicable',
    reason: 'no-two-buckets',
    submission: crossBucket({}, { s3BucketName: 'mapping-stage/out' }),
  },
  {
    name: 'two buckets over one connection',
    outcome: 'not-applicable',
    reason: 'one-connection',
    submission: { targets: [{ s3BucketName: 'lake' }] },
  },
  {
    name: 'a source that names no bucket',
    outcome: 'not-applicable',
    reason: 'no-bucket-named',
    submission: { ...crossBucket({ useEc2RoleToAssumeRole: false }), sources: [{ s3BucketName: null }] },
  },
  {
    name: 'a target that names no bucket',
    outcome: 'not-applicable',
    reason: 'no-bucket-named',
    submission: crossBucket({ useEc2RoleToAssumeRole: false }, { s3BucketName: null }),
  },
  {
    name: 'a direct read makes no pair',
    outcome: 'not-applicable',
    reason: 'direct-read',
    submission: { ...crossBucket({ useEc2RoleToAssumeRole: false }), sources: [{ readMode: 'direct' }] },
  },
  {
    name: 'no temporary credentials on either side',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: crossBucket({ iamRoleArn: null }, {}, { iamRoleArn: null, useEc2RoleToAssumeRole: null }),
  },
];
