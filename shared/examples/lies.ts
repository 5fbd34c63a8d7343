import type { ExampleFacts } from '../rules/example.ts';

/** What a lie gets: it is allowed, a rule blocks it, or no submission can say it (400). */
type Got = 'allow' | 'block' | 'malformed';

/** Where the truth is, which refutes a lie that the hook cannot see. */
type Refutation = keyof typeof refutations;

/** A submission that says other than what is to run, in place of a truth that the guideline blocks. */
export interface Lie {
  readonly guideline: string;
  /** What is to run, as the table names it, and as a delta on the compliant submission. */
  readonly truth: readonly [string, object];
  /** What the submission says of it. */
  readonly lie: readonly [string, object];
  /** Who requests the credentials, or the task and its connections themselves. */
  readonly about: 'requester' | 'task';
  /** Under the default policy. */
  readonly byDefault: Got;
  /** Under docs/deploy/strict-policy.yaml, with the rules that find a violation and what they miss. */
  readonly strictly: { readonly got: Got; readonly because: readonly string[] };
  /** For what the strict policy allows. */
  readonly refutedBy?: Refutation;
}

/** What is to come: the hook decides what it is told, the organization’s own definitions say what runs. */
export const refutations = {
  task: 'the sweep of the Informatica organization decides each task by its own definition, whatever anybody submitted; a submission will name the task as last swept, and what it says otherwise is then a contradiction',
  connection:
    'as above, by the definition of the connection: its type, its kind of authentication, its access key, its role',
  runs: 'the runs of the task that the organization has logged: the submission’s number no longer stands against them',
} as const;

const user = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
const requester = user('mapping-requester');
const keys = {
  requester: 'AKIAEXAMPLEEXAMPLE01',
  administrator: 'AKIAEXAMPLEADMIN0001',
  root: 'AKIAEXAMPLEROOT00001',
  elsewhere: 'AKIAEXAMPLEFOREIGN01',
  session: 'ASIAEXAMPLEEXAMPLE77',
};

/** What AWS says, whatever the submission does. */
export const truths: ExampleFacts = {
  keyOwners: {
    [keys.requester]: requester,
    [keys.administrator]: user('administrator'),
    [keys.root]: 'arn:aws:iam::123456789012:root',
  },
  keyAccounts: {
    ...Object.fromEntries(Object.values(keys).map((key) => [key, '123456789012'])),
    [keys.elsewhere]: '999999999999',
  },
  access: [
    { arn: requester, hasAccess: false, grants: [] },
    {
      arn: user('administrator'),
      hasAccess: true,
      grants: [{ policy: 'arn:aws:iam::aws:policy/AdministratorAccess', statement: '#1' }],
    },
  ],
};

const connection = (delta: object) => ({ connections: { redshift: delta } });
const undeclared = { accessKeyId: null, principalArn: null };
const noRole = { iamRoleArn: null };

const administrator = [
  'the key is an administrator’s',
  connection({ accessKeyId: keys.administrator, principalArn: user('administrator') }),
] as const;
const root = ['the key is root’s', connection({ accessKeyId: keys.root, principalArn: null })] as const;
const federated = [
  'a federated user asks',
  connection({ accessKeyId: null, principalArn: 'arn:aws:sts::123456789012:federated-user/agent' }),
] as const;
const long = [
  'it runs 7,200 s on 900 s',
  { task: { expectedRunSeconds: 7200 }, sources: [{ temporaryCredentialDuration: 900 }] },
] as const;
const sseKms = [
  'an unload with SSE-KMS names no role',
  { sources: [{ encryptionType: 'sse-kms' }] },
] as const;
const ungrantable = ['it asks for 50,000 s', { sources: [{ temporaryCredentialDuration: 50_000 }] }] as const;

/** A second connection, with another role, for the target. */
const second = { ...connectionOf({}), iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-target' };
const sharedBucket = [
  'one bucket, two connections that differ',
  { connections: { second }, targets: [{ connection: 'second' }] },
] as const;
const elsewhere = { s3BucketName: 'mapping-elsewhere' };
const twoBuckets = [
  'two buckets, two connections without the EC2 role',
  { connections: { second }, targets: [{ connection: 'second', ...elsewhere }] },
] as const;
const ec2 = {
  authentication: 'assume-role-ec2',
  useEc2RoleToAssumeRole: true,
  accessKeyId: null,
  principalArn: 'arn:aws:iam::123456789012:role/secure-agent',
};

function connectionOf(delta: object) {
  return {
    type: 'amazon-redshift-v2',
    authentication: 'assume-role-user',
    accessKeyId: keys.requester,
    principalArn: requester,
    region: 'eu-central-1',
    ...delta,
  };
}

/**
 * Lies, and omissions, each in place of a truth that is blocked under the default policy. None about the requester is allowed under
 * the strict policy. What the task is, and what its connections hold, the organization alone can say.
 */
export const lies: readonly Lie[] = [
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['no key, a clean user', connection({ accessKeyId: null })],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['evidence'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['the key, a clean user', connection({ accessKeyId: keys.administrator })],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['requester-has-no-access'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['no key, no principal', connection(undeclared)],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['principal'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['the key of another account, a clean user', connection({ accessKeyId: keys.elsewhere })],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['connection-is-consistent', 'evidence'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['a session’s key, a clean user', connection({ accessKeyId: keys.session })],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['connection-is-consistent', 'evidence'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['the kind of authentication, no role', connection({ accessKeyId: null, ...noRole })],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['connection-is-consistent'] },
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['a clean user’s key, and its user', {}],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'connection',
  },
  {
    guideline: 'G1',
    truth: administrator,
    lie: ['neither role nor kind of authentication', connection({ ...noRole, authentication: null })],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'connection',
  },
  {
    guideline: 'G2',
    truth: federated,
    lie: ['a clean user', connection({ accessKeyId: null })],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['evidence'] },
  },
  {
    guideline: 'G2',
    truth: federated,
    lie: ['nobody', connection(undeclared)],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['principal'] },
  },
  {
    guideline: 'G2',
    truth: federated,
    lie: ['an agent’s EC2 role', connection(ec2)],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['iam-policies', 'evidence'] },
  },
  {
    guideline: 'G6',
    truth: root,
    lie: ['no key, a clean user', connection({ accessKeyId: null })],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['evidence'] },
  },
  {
    guideline: 'G6',
    truth: root,
    lie: ['the key, a clean user', connection({ accessKeyId: keys.root })],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['no-root-credentials'] },
  },
  {
    guideline: 'G6',
    truth: root,
    lie: [
      'a session’s key that root obtained',
      connection({ accessKeyId: keys.session, principalArn: null }),
    ],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['connection-is-consistent', 'principal'] },
  },
  {
    guideline: 'G6',
    truth: root,
    lie: [
      'root, spelt so that it is no principal',
      connection({ accessKeyId: null, principalArn: 'arn:aws:iam::123456789012:root/' }),
    ],
    about: 'requester',
    byDefault: 'malformed',
    strictly: { got: 'malformed', because: [] },
  },
  {
    guideline: 'G3',
    truth: long,
    lie: [
      'it runs 1 s',
      { task: { expectedRunSeconds: 1 }, sources: [{ temporaryCredentialDuration: 900 }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'runs',
  },
  {
    guideline: 'G3',
    truth: long,
    lie: [
      'nothing of how long it runs',
      { task: { expectedRunSeconds: null }, sources: [{ temporaryCredentialDuration: 900 }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['expected-run-seconds'] },
  },
  {
    guideline: 'G3',
    truth: long,
    lie: [
      'advanced mode',
      {
        task: { expectedRunSeconds: 7200, mode: 'advanced' },
        sources: [{ temporaryCredentialDuration: 900 }],
      },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G7',
    truth: sseKms,
    lie: ['nothing of encryption', {}],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G7',
    truth: sseKms,
    lie: [
      'encryption none, with a KMS key in the options',
      { sources: [{ encryptionType: 'none', unloadOptions: 'KMS_KEY_ID=alias/stage' }] },
    ],
    about: 'task',
    byDefault: 'block',
    strictly: { got: 'block', because: ['kms-unload-uses-iam-role', 'connection-is-consistent'] },
  },
  {
    guideline: 'G7',
    truth: sseKms,
    lie: [
      'another type of connection',
      { ...connection({ type: 'other' }), sources: [{ encryptionType: 'sse-kms' }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'connection',
  },
  {
    guideline: 'G7',
    truth: sseKms,
    lie: ['read mode direct', { sources: [{ encryptionType: 'sse-kms', readMode: 'direct' }] }],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G7',
    truth: sseKms,
    lie: [
      'a role that there is none of',
      {
        sources: [
          {
            encryptionType: 'sse-kms',
            unloadOptions: 'AWS_IAM_ROLE=arn:aws:iam::000000000000:role/none',
          },
        ],
      },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G8',
    truth: sharedBucket,
    lie: [
      'one bucket left out',
      { connections: { second }, targets: [{ connection: 'second', s3BucketName: null }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G8',
    truth: sharedBucket,
    lie: [
      'the bucket with a slash after it',
      { connections: { second }, targets: [{ connection: 'second', s3BucketName: 'mapping-stage/' }] },
    ],
    about: 'task',
    byDefault: 'block',
    strictly: { got: 'block', because: ['same-bucket-same-connection'] },
  },
  {
    guideline: 'G8',
    truth: sharedBucket,
    lie: [
      'the source is read directly',
      { connections: { second }, targets: [{ connection: 'second' }], sources: [{ readMode: 'direct' }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G8',
    truth: sharedBucket,
    lie: ['one connection for both', {}],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G9',
    truth: twoBuckets,
    lie: [
      'one bucket left out',
      { connections: { second }, targets: [{ connection: 'second', s3BucketName: null }] },
    ],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G9',
    truth: twoBuckets,
    lie: ['one connection for both', { targets: [elsewhere] }],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
  {
    guideline: 'G9',
    truth: twoBuckets,
    lie: [
      'the EC2 role selected, beside the keys',
      {
        connections: {
          redshift: { useEc2RoleToAssumeRole: true },
          second: { ...second, useEc2RoleToAssumeRole: true },
        },
        targets: [{ connection: 'second', ...elsewhere }],
      },
    ],
    about: 'requester',
    byDefault: 'block',
    strictly: { got: 'block', because: ['connection-is-consistent'] },
  },
  {
    guideline: 'G9',
    truth: twoBuckets,
    lie: [
      'the EC2 role selected, and no keys',
      {
        connections: { redshift: ec2, second: { ...second, ...ec2 } },
        targets: [{ connection: 'second', ...elsewhere }],
      },
    ],
    about: 'requester',
    byDefault: 'allow',
    strictly: { got: 'block', because: ['iam-policies', 'evidence'] },
  },
  {
    guideline: 'beyond',
    truth: ungrantable,
    lie: ['nothing of the duration', {}],
    about: 'task',
    byDefault: 'allow',
    strictly: { got: 'allow', because: [] },
    refutedBy: 'task',
  },
];
