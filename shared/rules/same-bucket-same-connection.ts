import type { Connection } from '../submission/submission.ts';
import type { Example } from './example.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

/** The connection properties that must be equal, as the contract names them; the secrets are compared by digest. */
const properties = [
  'accessKeyId',
  'iamRoleArn',
  'externalId',
  'useEc2RoleToAssumeRole',
  'customerMasterKeyId',
  'region',
] as const satisfies readonly (keyof Connection)[];

export const sameBucketSameConnection = defineRule({
  meta: {
    id: 'same-bucket-same-connection',
    guideline: 'G8',
    severity: 'medium',
    title: 'Source and target share a bucket over connections that differ',
    description:
      'A source and a target that stage in the same S3 bucket with temporary credentials use the same connection, or two ' +
      'connections with equal connection properties. Otherwise one side writes what the other may not read.',
    messages: {
      differ:
        '{source} and {target} share bucket {bucket} over connections {sourceConnection} and {targetConnection}, which differ in {differing}',
    },
    remediation:
      'Use one connection for source and target, or make the properties of both connections equal.',
    references: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html',
    ],
    reads: [
      'sources[].s3BucketName',
      'targets[].s3BucketName',
      'sources[].readMode',
      'sources[].connection',
      'targets[].connection',
      ...properties.map((property) => `connections.*.${property}`),
      'connections.*.secretsDigest',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    pair: ({ source, target }) => {
      if (source.readsDirectly) return notApplicable('direct-read');
      if (source.bucket === undefined || source.bucket !== target.bucket)
        return notApplicable('no-shared-bucket');
      if (!source.usesTemporaryCredentials && !target.usesTemporaryCredentials)
        return notApplicable('no-temporary-credentials');
      const [one, other] = [source.connection, target.connection];
      if (one.id === other.id) return pass;
      const differing = differingProperties(one, other);
      if (differing.length === 0) return secretsComparable(one, other) ? pass : undecided('secrets-digest');
      return violation('differ', {
        source: source.name,
        target: target.name,
        bucket: source.bucket,
        sourceConnection: one.id,
        targetConnection: other.id,
        differing,
      });
    },
  },
});

function differingProperties(one: Connection, other: Connection): string[] {
  const differing: string[] = properties.filter((property) => one[property] !== other[property]);
  if (usesKeys(one, other) && bothDigests(one, other) && one.secretsDigest !== other.secretsDigest) {
    differing.push('secretsDigest');
  }
  return differing;
}

function secretsComparable(one: Connection, other: Connection): boolean {
  return !usesKeys(one, other) || bothDigests(one, other);
}

function usesKeys(one: Connection, other: Connection): boolean {
  return one.accessKeyId !== undefined || other.accessKeyId !== undefined;
}

function bothDigests(one: Connection, other: Connection): boolean {
  return one.secretsDigest !== undefined && other.secretsDigest !== undefined;
}

const digest = `sha256:${'ab'.repeat(32)}`;
const second = (delta: object, target: object = {}, own: object = {}) => ({
  connections: {
    redshift: { secretsDigest: digest, ...own },
    other: {
      type: 'amazon-redshift-v2',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      principalArn: 'arn:aws:iam::123456789012:user/mapping-requester',
      iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
      region: 'eu-central-1',
      secretsDigest: digest,
      ...delta,
    },
  },
  targets: [{ connection: 'other', ...target }],
});

export const sameBucketSameConnectionExamples: readonly Example[] = [
  { name: 'one connection on both sides', outcome: 'pass', submission: {} },
  { name: 'two connections with equal properties', outcome: 'pass', submission: second({}) },
  {
    name: 'a checkbox that is absent is not selected',
    outcome: 'pass',
    submission: second({ useEc2RoleToAssumeRole: false }),
  },
  {
    name: 'no access keys on either side: there is no secret to compare',
    outcome: 'pass',
    submission: second({ accessKeyId: null, secretsDigest: null }, {}, { accessKeyId: null }),
  },
  {
    name: 'another IAM Role ARN',
    outcome: 'violation',
    submission: second({ iamRoleArn: 'arn:aws:iam::123456789012:role/other' }),
    evidence: {
      source: 'Orders',
      target: 'Orders copy',
      bucket: 'mapping-stage',
      sourceConnection: 'redshift',
      targetConnection: 'other',
      differing: ['iamRoleArn'],
    },
  },
  {
    name: 'another access key',
    outcome: 'violation',
    submission: second({ accessKeyId: 'AKIAEXAMPLEEXAMPLE99' }),
    evidence: { differing: ['accessKeyId'] },
  },
  {
    name: 'an External Id on one side',
    outcome: 'violation',
    submission: second({ externalId: 'x-1' }),
    evidence: { differing: ['externalId'] },
  },
  {
    name: 'Use EC2 Role to Assume Role on one side',
    outcome: 'violation',
    submission: second({ useEc2RoleToAssumeRole: true }),
    evidence: { differing: ['useEc2RoleToAssumeRole'] },
  },
  {
    name: 'a customer master key on one side, another region',
    outcome: 'violation',
    submission: second({ customerMasterKeyId: 'alias/stage', region: 'us-east-1' }),
    evidence: { differing: ['customerMasterKeyId', 'region'] },
  },
  {
    name: 'equal key ids with different secrets',
    outcome: 'violation',
    submission: second({ secretsDigest: `sha256:${'cd'.repeat(32)}` }),
    evidence: { differing: ['secretsDigest'] },
  },
  {
    name: 'temporary credentials on one side only',
    outcome: 'violation',
    submission: second({ iamRoleArn: null }),
    evidence: { differing: ['iamRoleArn'] },
  },
  {
    name: 'nobody knows whether the secrets are equal',
    outcome: 'undecided',
    missing: ['secrets-digest'],
    submission: second({ secretsDigest: null }),
  },
  {
    name: 'a parameter file may change the connections at run time',
    outcome: 'undecided',
    missing: ['parameter-file'],
    submission: { task: { parameterFile: true } },
  },
  {
    name: 'bucket names that differ in case are two buckets',
    outcome: 'not-applicable',
    reason: 'no-shared-bucket',
    submission: second({ region: 'us-east-1' }, { s3BucketName: 'Mapping-Stage' }),
  },
  {
    name: 'no buckets',
    outcome: 'not-applicable',
    reason: 'no-shared-bucket',
    submission: { sources: [{ s3BucketName: null }], targets: [{ s3BucketName: null }] },
  },
  {
    name: 'a direct read uses no bucket',
    outcome: 'not-applicable',
    reason: 'direct-read',
    submission: { ...second({ region: 'us-east-1' }), sources: [{ readMode: 'direct' }] },
  },
  {
    name: 'no temporary credentials on either side',
    outcome: 'not-applicable',
    reason: 'no-temporary-credentials',
    submission: {
      connections: { redshift: { iamRoleArn: null }, other: { type: 'amazon-s3-v2' } },
      targets: [{ connection: 'other' }],
    },
  },
];
