import type { BucketPair, Connection } from '../submission/submission.ts';
import type { Example } from './example.ts';
import { labels } from './labels.ts';
import { type Answer, ec2RoleSelected, missingOf, unlessBucketsKnown, wrongsIn } from './questions.ts';
import { defineRule } from './rule.ts';
import { notApplicable, pass, undecided, violation } from './verdict.ts';

export const sameBucketSameConnection = defineRule({
  meta: {
    id: 'same-bucket-same-connection',
    guideline: 'G8',
    severity: 'medium',
    title: 'Source and target share a bucket over connections that differ',
    description:
      'A source and a target that stage in the same S3 bucket with temporary credentials use the same connection, or two ' +
      'connections with equal connection properties. Otherwise one side writes what the other may not read. Compared are ' +
      'Access Key ID, IAM Role ARN, External Id and Use EC2 Role to Assume Role; the authentication where both state one; ' +
      'the digests of the secret properties where both have one; and between connections of one type the customer master ' +
      'key and the region.',
    messages: {
      differ:
        '{source} and {target} share bucket {bucket} over the connections {sourceConnection} and {targetConnection}, which differ in {differing}',
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
      'connections.*.type',
      'connections.*.authentication',
      'connections.*.accessKeyId',
      'connections.*.iamRoleArn',
      'connections.*.externalId',
      'connections.*.useEc2RoleToAssumeRole',
      'connections.*.customerMasterKeyId',
      'connections.*.region',
      'connections.*.secretsDigest',
    ],
    overridableByParameterFile: true,
  },
  checks: {
    pair: (pair) => {
      const ended = unlessBucketsKnown(pair);
      if (ended !== undefined) return ended;
      const { source, target } = pair;
      if (source.bucket !== target.bucket) return notApplicable('no-shared-bucket');
      if (source.connection.id === target.connection.id) return pass;
      const { certain, missing } = differencesOf(source.connection, target.connection);
      if (certain.length > 0) return violation('differ', { ...evidenceOf(pair), differing: certain });
      return missing === undefined ? pass : undecided(missing);
    },
  },
});

function evidenceOf({ source, target }: BucketPair) {
  return {
    source: source.name,
    target: target.name,
    bucket: source.bucket,
    sourceConnection: source.connection.name,
    targetConnection: target.connection.name,
  };
}

/** How two connections differ in a property, in words; `undefined` where they do not. */
type Comparison = Answer<string | undefined>;

const equal: Comparison = { value: undefined };

type Differences = ReturnType<typeof wrongsIn>;

const known = new WeakMap<Connection, WeakMap<Connection, Differences>>();

/** Compares two connections once, however many pairs of endpoints are over them. */
function differencesOf(one: Connection, other: Connection): Differences {
  const ofOne = known.get(one) ?? new WeakMap<Connection, Differences>();
  known.set(one, ofOne);
  const differences = ofOne.get(other) ?? wrongsIn(comparisons(one, other));
  ofOne.set(other, differences);
  return differences;
}

function comparisons(one: Connection, other: Connection): Comparison[] {
  return [
    compared('accessKeyId', one, other),
    compared('iamRoleArn', one, other),
    compared('externalId', one, other),
    comparedEc2Role(one, other),
    comparedAuthentication(one, other),
    comparedSecrets(one, other),
    ...comparedWithinType(one, other),
  ];
}

type Property = 'accessKeyId' | 'iamRoleArn' | 'externalId' | 'customerMasterKeyId' | 'region';

function compared(property: Property, one: Connection, other: Connection): Comparison {
  for (const connection of [one, other])
    if (connection.unresolved.has(property)) return { missing: missingOf(connection, property) };
  return one[property] === other[property] ? equal : difference(property, one[property], other[property]);
}

function difference(property: keyof typeof labels, one = 'not set', other = 'not set'): Comparison {
  // What an External Id is worth depends on who knows it.
  if (property === 'externalId') return { value: labels.externalId };
  return { value: `${labels[property]} (${one} and ${other})` };
}

function comparedEc2Role(one: Connection, other: Connection): Comparison {
  const [first, second] = [ec2RoleSelected(one), ec2RoleSelected(other)];
  if ('missing' in first) return first;
  if ('missing' in second) return second;
  const word = ({ value }: { readonly value: boolean }) => (value ? 'selected' : 'not selected');
  return first.value === second.value
    ? equal
    : difference('useEc2RoleToAssumeRole', word(first), word(second));
}

/** Only where both state one: `unknown` states none. */
function comparedAuthentication(one: Connection, other: Connection): Comparison {
  const [first, second] = [statedAuthentication(one), statedAuthentication(other)];
  if (first === undefined || second === undefined) return equal;
  if (typeof first === 'object') return first;
  if (typeof second === 'object') return second;
  return first === second ? equal : difference('authentication', first, second);
}

function statedAuthentication(connection: Connection): string | { readonly missing: string } | undefined {
  const { authentication, unresolved } = connection;
  if (unresolved.has('authentication')) return { missing: missingOf(connection, 'authentication') };
  return authentication === 'unknown' ? undefined : authentication;
}

/** One access key has one secret: a digest that is missing proves nothing. */
function comparedSecrets(
  { secretsDigest: one }: Connection,
  { secretsDigest: other }: Connection,
): Comparison {
  if (one === undefined || other === undefined || one === other) return equal;
  return { value: labels.secretsDigest };
}

/** Properties of two connector types with the same name do not mean the same. */
function comparedWithinType(one: Connection, other: Connection): Comparison[] {
  const answers = [compared('customerMasterKeyId', one, other), comparedRegion(one, other)];
  const open = [one, other].find(({ unresolved }) => unresolved.has('type'));
  if (open === undefined) return one.type === other.type ? answers : [];
  return answers.every((answer) => answer === equal) ? [] : [{ missing: missingOf(open, 'type') }];
}

function comparedRegion(one: Connection, other: Connection): Comparison {
  const answer = compared('region', one, other);
  if ('missing' in answer || one.region === undefined || other.region === undefined) return answer;
  if (one.region.toLowerCase() === other.region.toLowerCase()) return equal;
  // A name that nobody knows may be another one for the same Region.
  if (one.regionCode === undefined || other.regionCode === undefined) return { missing: 'region' };
  return one.regionCode === other.regionCode ? equal : answer;
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
    name: 'one Region by its code and by its name',
    outcome: 'pass',
    submission: second({ region: 'EU (Frankfurt)' }),
  },
  {
    name: 'folders of one bucket',
    outcome: 'pass',
    submission: {
      sources: [{ s3BucketName: 's3://mapping-stage/in/' }],
      targets: [{ s3BucketName: 'mapping-stage/out' }],
    },
  },
  {
    name: 'an Amazon S3 V2 and an Amazon Redshift V2 connection of one user: each type has master keys and Regions of its own',
    outcome: 'pass',
    submission: second({ type: 'amazon-s3-v2', region: 'us-east-1', customerMasterKeyId: 'alias/lake' }),
  },
  {
    name: 'a digest on one side only: one access key has one secret',
    outcome: 'pass',
    submission: second({ secretsDigest: null }),
  },
  {
    name: 'an authentication that is stated on one side only',
    outcome: 'pass',
    submission: second({ authentication: 'unknown' }),
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
      differing: [
        'IAM Role ARN (arn:aws:iam::123456789012:role/redshift-stage and arn:aws:iam::123456789012:role/other)',
      ],
    },
  },
  {
    name: 'another access key',
    outcome: 'violation',
    submission: second({ accessKeyId: 'AKIAEXAMPLEEXAMPLE99' }),
    evidence: { differing: ['Access Key ID (AKIAEXAMPLEEXAMPLE01 and AKIAEXAMPLEEXAMPLE99)'] },
  },
  {
    name: 'an External Id on one side',
    outcome: 'violation',
    submission: second({ externalId: 'x-1' }),
    evidence: { differing: ['External Id'] },
  },
  {
    name: 'Use EC2 Role to Assume Role on one side',
    outcome: 'violation',
    submission: second({ useEc2RoleToAssumeRole: true }),
    evidence: { differing: ['Use EC2 Role to Assume Role (not selected and selected)'] },
  },
  {
    name: 'a customer master key on one side, another region',
    outcome: 'violation',
    submission: second({ customerMasterKeyId: 'alias/stage', region: 'us-east-1' }),
    evidence: {
      differing: ['Customer Master Key ID (not set and alias/stage)', 'Region (eu-central-1 and us-east-1)'],
    },
  },
  {
    name: 'equal key ids with different secrets',
    outcome: 'violation',
    submission: second({ secretsDigest: `sha256:${'cd'.repeat(32)}` }),
    evidence: { differing: ['the secret properties'] },
  },
  {
    name: 'temporary credentials on one side only',
    outcome: 'violation',
    submission: second({ iamRoleArn: null }),
    evidence: { differing: ['IAM Role ARN (arn:aws:iam::123456789012:role/redshift-stage and not set)'] },
  },
  {
    name: 'different authentications',
    outcome: 'violation',
    submission: second({ authentication: 'assume-role-ec2' }),
    evidence: {
      differing: [
        'Use EC2 Role to Assume Role (not selected and selected)',
        'Authentication Type (assume-role-user and assume-role-ec2)',
      ],
    },
  },
  {
    name: 'a difference is one whatever else nobody could read',
    outcome: 'violation',
    submission: second({ externalId: 'x-1', region: null, unresolved: ['region'] }),
    evidence: { differing: ['External Id'] },
  },
  {
    name: 'a property that nobody could read',
    outcome: 'undecided',
    missing: ['externalId'],
    submission: second({ unresolved: ['externalId'] }),
  },
  {
    name: 'an authentication that nobody could read',
    outcome: 'undecided',
    missing: ['authentication'],
    submission: second(
      { unresolved: ['authentication'] },
      {},
      { useEc2RoleToAssumeRole: true, authentication: 'iam' },
    ),
  },
  {
    name: 'connection types that nobody could read: whether their master keys mean the same is open',
    outcome: 'undecided',
    missing: ['type'],
    submission: second({ type: 'other', unresolved: ['type'], customerMasterKeyId: 'alias/stage' }),
  },
  {
    name: 'a Region by a name that nobody knows',
    outcome: 'undecided',
    missing: ['region'],
    submission: second({ region: 'Frankfurt on the Main' }),
  },
  {
    name: 'a bucket that is a parameter',
    outcome: 'undecided',
    missing: ['bucket'],
    submission: second({}, { s3BucketName: '$$stage$$' }),
  },
  {
    name: 'a bucket that nobody could read',
    outcome: 'undecided',
    missing: ['bucket'],
    submission: second({}, { s3BucketName: null, unresolved: ['s3BucketName'] }),
  },
  {
    name: 'a read mode that nobody could read',
    outcome: 'undecided',
    missing: ['readMode'],
    submission: { ...second({ region: 'us-east-1' }), sources: [{ unresolved: ['readMode'] }] },
  },
  {
    name: 'a connection whose definition is not at hand',
    outcome: 'undecided',
    missing: ['connection'],
    submission: second({ type: 'unknown' }),
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
    reason: 'no-bucket-named',
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
