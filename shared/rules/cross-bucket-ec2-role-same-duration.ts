import type { Example } from './example.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, violation } from './verdict.ts';

export const crossBucketEc2RoleSameDuration = defineRule({
  meta: {
    id: 'cross-bucket-ec2-role-same-duration',
    guideline: 'G9',
    severity: 'medium',
    title: 'Source and target in different buckets do not share EC2 role and duration',
    description:
      'A source and a target in two S3 buckets over two connections, with temporary credentials, both have Use EC2 Role ' +
      'to Assume Role selected and the same Temporary Credential Duration. Otherwise one side’s credentials end first, or ' +
      'neither requester reaches both buckets.',
    messages: {
      incomplete: '{source} and {target} use buckets {sourceBucket} and {targetBucket}, and lack {lacking}',
    },
    remediation:
      'Select Use EC2 Role to Assume Role in both connections and set the same Temporary Credential Duration in source and target.',
    references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2.html'],
    reads: [
      'sources[].s3BucketName',
      'targets[].s3BucketName',
      'sources[].readMode',
      'sources[].connection',
      'targets[].connection',
      'connections.*.iamRoleArn',
      'connections.*.useEc2RoleToAssumeRole',
      'sources[].temporaryCredentialDuration',
      'targets[].temporaryCredentialDuration',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    pair: ({ source, target }) => {
      if (source.readsDirectly) return notApplicable('direct-read');
      if (source.bucket === undefined || target.bucket === undefined || source.bucket === target.bucket) {
        return notApplicable('no-two-buckets');
      }
      if (source.connection.id === target.connection.id) return notApplicable('one-connection');
      if (!source.usesTemporaryCredentials && !target.usesTemporaryCredentials)
        return notApplicable('no-temporary-credentials');
      const lacking = [source, target]
        .filter(({ connection }) => !connection.useEc2RoleToAssumeRole)
        .map(({ connection }) => `useEc2RoleToAssumeRole of connection ${connection.id}`);
      if (source.durationSeconds !== target.durationSeconds)
        lacking.push('equal temporaryCredentialDuration');
      if (lacking.length === 0) return pass;
      return violation('incomplete', {
        source: source.name,
        target: target.name,
        sourceBucket: source.bucket,
        targetBucket: target.bucket,
        lacking,
        sourceDurationSeconds: source.durationSeconds,
        targetDurationSeconds: target.durationSeconds,
      });
    },
  },
});

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
    name: 'one connection does not use the EC2 role',
    outcome: 'violation',
    submission: crossBucket({ useEc2RoleToAssumeRole: null }),
    evidence: {
      source: 'Orders',
      target: 'Orders copy',
      sourceBucket: 'mapping-stage',
      targetBucket: 'lake',
      lacking: ['useEc2RoleToAssumeRole of connection other'],
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
        'useEc2RoleToAssumeRole of connection redshift',
        'useEc2RoleToAssumeRole of connection other',
        'equal temporaryCredentialDuration',
      ],
      targetDurationSeconds: 1800,
    },
  },
  {
    name: 'the durations differ',
    outcome: 'violation',
    submission: crossBucket({}, { temporaryCredentialDuration: 3600 }),
    evidence: { lacking: ['equal temporaryCredentialDuration'] },
  },
  {
    name: 'temporary credentials on one side only',
    outcome: 'violation',
    submission: crossBucket({ iamRoleArn: null, useEc2RoleToAssumeRole: null }),
  },
  {
    name: 'a parameter file may change buckets and durations at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { ...crossBucket({}), task: { parameterFile: true } },
  },
  { name: 'one bucket', outcome: 'not-applicable', reason: 'no-two-buckets', submission: {} },
  {
    name: 'two buckets over one connection',
    outcome: 'not-applicable',
    reason: 'one-connection',
    submission: { targets: [{ s3BucketName: 'lake' }] },
  },
  {
    name: 'a source that names no bucket',
    outcome: 'not-applicable',
    reason: 'no-two-buckets',
    submission: { ...crossBucket({ useEc2RoleToAssumeRole: false }), sources: [{ s3BucketName: null }] },
  },
  {
    name: 'a target that names no bucket',
    outcome: 'not-applicable',
    reason: 'no-two-buckets',
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
