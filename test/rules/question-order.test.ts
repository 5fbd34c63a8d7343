import { describe, expect, it } from 'vitest';
import { evaluateSubmission } from '../../shared/evaluation/evaluate-submission.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { factsOf } from '../../shared/examples/compliant.ts';
import { rules } from '../../shared/rules/index.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { absent, combinations, part, unresolved } from '../support/rules/combinations.ts';
import { type OracleAnswer, oracle, type World } from '../support/rules/question-order.ts';

const evaluatedAt = '2026-10-15T12:00:00.000Z';
const key = 'AKIAEXAMPLEEXAMPLE01';
const roleArn = 'arn:aws:iam::123456789012:role/redshift-stage';
const clean = 'arn:aws:iam::123456789012:user/clean';
const loaded = 'arn:aws:iam::123456789012:user/loaded';
const unread = 'arn:aws:sts::123456789012:assumed-role/agent/run-1';
const federated = 'arn:aws:sts::123456789012:federated-user/analyst';
const root = 'arn:aws:iam::123456789012:root';
const access = { [clean]: false, [loaded]: true };
const plain = { type: 'other' };

const roles = [roleArn, unresolved, absent] as const;
const readModes = [absent, 'direct', unresolved] as const;
const overriding = ['nothing', 'its endpoint', 'its task'] as const;

/** What the code under test answers. */
function answerOf(ruleId: string, world: World): OracleAnswer {
  const {
    minimumEvidence = 'declared',
    runs = [],
    roleMaximums = {},
    keyOwners = {},
    keyAccounts = {},
  } = world;
  const [outcome] = evaluateSubmission(bookFor(ruleId, minimumEvidence), {
    submission: parseSubmission({ schemaVersion: '1', ...world.document }),
    facts: factsOf({
      access: Object.entries(world.access ?? {}).map(([arn, hasAccess]) => ({ arn, hasAccess, grants: [] })),
      keyOwners,
      keyAccounts,
      roleMaximums,
      runs: runs.map(runOf),
    }),
    evaluatedAt,
  });
  if (outcome === undefined) throw new Error(`rule \`${ruleId}\` judges no submission`);
  const { judged, violations } = outcome;
  return {
    outcome: judged.outcome,
    missing: judged.outcome === 'undecided' ? [...judged.missing].sort() : [],
    violations: violations.length,
  };
}

const books = new Map<string, RuleBook>();

function bookFor(ruleId: string, minimumEvidence: string): RuleBook {
  const name = `${ruleId} ${minimumEvidence}`;
  const known = books.get(name);
  if (known !== undefined) return known;
  const rule = rules.filter(({ meta }) => meta.id === ruleId);
  const book = bookOf({ rules: { [ruleId]: { minimumEvidence } } }, rule);
  books.set(name, book);
  return book;
}

function runOf({ seconds, ended }: NonNullable<World['runs']>[number]) {
  return {
    endedAt: new Date(Date.UTC(2026, 8, 30, 8, 0, seconds)).toISOString(),
    outcome: ended === 'well' ? 'success' : 'failed',
    ...(ended === 'by expiry' && { errorMessage: 'ExpiredToken' }),
  };
}

/** Compares every world of a table with the oracle; how often each outcome was the answer. */
function compared<C extends object>(ruleId: string, choices: Iterable<C>, worldOf: (choice: C) => World) {
  const counts: Record<string, number> = {};
  for (const choice of choices) {
    const world = worldOf(choice);
    const said = oracle(ruleId, world);
    const answer = answerOf(ruleId, world);
    if (JSON.stringify(answer) !== JSON.stringify(said))
      expect({ choice, ...answer }, JSON.stringify(world.document)).toEqual({ choice, ...said });
    counts[said.outcome] = (counts[said.outcome] ?? 0) + 1;
  }
  return counts;
}

const all = ['not-applicable', 'pass', 'undecided', 'violation'];

function expectAllOutcomes(counts: Record<string, number>) {
  expect(Object.keys(counts).sort()).toEqual(all);
}

describe.each(['requester-has-no-access', 'requester-is-iam-principal', 'no-root-credentials'])(
  'the questions of %s, in their order',
  (ruleId) => {
    it('on the hop for the data in S3', () => {
      const choices = combinations({
        type: ['amazon-redshift-v2', 'unknown'],
        iamRoleArn: roles,
        readMode: readModes,
        target: ['main', 'plain'],
        authentication: [absent, 'assume-role-user', 'federated-sso', 'unknown', unresolved],
        principalArn: [absent, clean, loaded, unread, federated, root],
        accessKeyId: [key, unresolved, absent],
        owner: [absent, root, loaded],
      });
      const counts = compared(ruleId, choices, (choice) => {
        const { type, iamRoleArn, readMode, target, authentication, principalArn, accessKeyId, owner } =
          choice;
        return {
          document: {
            task: { name: 'orders-daily' },
            connections: {
              main: part({ type, iamRoleArn, authentication, accessKeyId, principalArn }),
              plain,
            },
            sources: [part({ name: 'Orders', connection: 'main', readMode })],
            targets: [{ name: 'Copy', connection: target }],
          },
          access,
          keyOwners: owner === absent ? {} : { [key]: owner },
        };
      });
      expectAllOutcomes(counts);
    });

    it('on both hops, with evidence that is strong enough or not', () => {
      const database = (members: object) => ({ iamRoleArn: `${roleArn}-database`, ...members });
      const choices = combinations({
        iamRoleArn: roles,
        readMode: readModes,
        target: ['main', 'plain'],
        authentication: [absent, 'federated-sso', unresolved],
        principalArn: [absent, clean, root],
        database: [
          absent,
          unresolved,
          database({}),
          database({ principalArn: clean }),
          database({ principalArn: loaded }),
          database({ principalArn: federated }),
          database({ accessKeyId: key }),
          database({ accessKeyId: key, principalArn: root }),
        ],
        minimumEvidence: ['declared', 'resolved'],
      });
      const counts = compared(ruleId, choices, (choice) => {
        const { iamRoleArn, readMode, target, authentication, principalArn, database, minimumEvidence } =
          choice;
        const type = 'amazon-redshift-v2';
        return {
          document: {
            task: { name: 'orders-daily' },
            connections: { main: part({ type, iamRoleArn, authentication, principalArn, database }), plain },
            sources: [part({ name: 'Orders', connection: 'main', readMode })],
            targets: [{ name: 'Copy', connection: target }],
          },
          access,
          keyOwners: { [key]: clean },
          minimumEvidence,
        };
      });
      expectAllOutcomes(counts);
    });
  },
);

/** A source or a target over the connection `main`, and one over a connection without a role on the other side. */
function oneEndpoint(
  side: 'source' | 'target',
  main: object,
  endpoint: object,
  overridden: (typeof overriding)[number],
) {
  const own = {
    name: 'Orders',
    connection: 'main',
    ...endpoint,
    ...(overridden === 'its endpoint' && { overridable: true }),
  };
  const other = { name: 'Other', connection: 'plain' };
  return {
    connections: { main: { ...main }, plain },
    sources: [side === 'source' ? own : other],
    targets: [side === 'source' ? other : own],
  };
}

describe('the questions of duration-covers-run, in their order', () => {
  const runs = (seconds: readonly number[], ended: 'well' | 'by expiry' | 'otherwise' = 'well') =>
    seconds.map((one) => ({ seconds: one, ended }));
  const known = {
    none: [],
    'two that ended well': runs([100, 200]),
    'three covered': runs([100, 840, 300]),
    'three not covered': runs([100, 841, 300]),
    'twenty of which one is not covered': runs([9000, ...Array(19).fill(100)]),
    'twenty of which two are not covered': runs([9000, 9000, ...Array(18).fill(100)]),
    'one that died at 900': runs([900], 'by expiry'),
    'one that died at 899, three covered': [...runs([899], 'by expiry'), ...runs([1, 2, 3])],
    'one that died at 4000, three covered': [...runs([4000], 'by expiry'), ...runs([1, 2, 3])],
    'three that failed otherwise': runs([4000, 4000, 4000], 'otherwise'),
  };

  it.each(['source', 'target'] as const)('on a %s', (side) => {
    const choices = combinations({
      mode: [absent, 'advanced'],
      main: [
        ...roles.map((iamRoleArn) => part({ type: 'amazon-redshift-v2', iamRoleArn })),
        { type: 'unknown', iamRoleArn: roleArn },
      ],
      readMode: side === 'source' ? readModes : [absent],
      temporaryCredentialDuration: [absent, 900, 3600, unresolved],
      expectedRunSeconds: [absent, 840, 841],
      id: ['task-1', 'task-2'],
      runs: Object.values(known),
      overridden: overriding,
    });
    const counts = compared('duration-covers-run', choices, (choice) => {
      const { mode, main, readMode, temporaryCredentialDuration } = choice;
      const task = part({
        name: 'orders-daily',
        mode,
        id: choice.id,
        expectedRunSeconds: choice.expectedRunSeconds,
      });
      return {
        document: {
          task: { ...task, ...(choice.overridden === 'its task' && { parameterFile: true }) },
          ...oneEndpoint(side, main, part({ readMode, temporaryCredentialDuration }), choice.overridden),
        },
        runs: choice.runs,
      };
    });
    expectAllOutcomes(counts);
  });
});

describe('the questions of duration-is-grantable, in their order', () => {
  it.each(['source', 'target'] as const)('on a %s', (side) => {
    const choices = combinations({
      type: ['amazon-redshift-v2', 'unknown'],
      iamRoleArn: roles,
      readMode: side === 'source' ? readModes : [absent],
      temporaryCredentialDuration: [absent, 899, 3600, 3601, 43_200, 43_201, unresolved],
      useEc2RoleToAssumeRole: [absent, true, false, unresolved],
      authentication: [absent, 'assume-role-user', 'assume-role-ec2', unresolved],
      maximum: [absent, 3600, 43_200],
      overridden: ['nothing', 'its endpoint'],
    });
    const counts = compared('duration-is-grantable', choices, (choice) => {
      const { type, iamRoleArn, useEc2RoleToAssumeRole, authentication, readMode, maximum } = choice;
      const main = part({ type, iamRoleArn, useEc2RoleToAssumeRole, authentication });
      const endpoint = part({ readMode, temporaryCredentialDuration: choice.temporaryCredentialDuration });
      return {
        document: {
          task: { name: 'orders-daily', mode: 'advanced' },
          ...oneEndpoint(side, main, endpoint, choice.overridden),
        },
        roleMaximums: maximum === absent ? {} : { [roleArn]: maximum },
      };
    });
    expectAllOutcomes(counts);
  });
});

describe('the questions of kms-unload-uses-iam-role, in their order', () => {
  const options = {
    '': { kmsKey: false, role: 'absent' },
    'PARALLEL=ON': { kmsKey: false, role: 'absent' },
    'KMS_KEY_ID=abc': { kmsKey: true, role: 'absent' },
    [`AWS_IAM_ROLE=${roleArn}`]: { kmsKey: false, role: 'valid' },
    'aws_iam_role = default': { kmsKey: false, role: 'valid' },
    'AWS_IAM_ROLE=none': { kmsKey: false, role: 'invalid' },
    [`KMS_KEY_ID=abc\nAWS_IAM_ROLE='${roleArn},${roleArn}'`]: { kmsKey: true, role: 'valid' },
    [`KMS_KEY_ID=abc;NULL=';AWS_IAM_ROLE=${roleArn}'`]: { kmsKey: true, role: 'absent' },
  } as const;

  it('on a source', () => {
    const choices = combinations({
      type: ['amazon-redshift-v2', 'amazon-redshift', 'amazon-s3-v2', 'other', unresolved, 'unknown'],
      iamRoleArn: roles,
      readMode: readModes,
      encryptionType: [absent, 'none', 'sse-s3', 'sse-kms', 'cse-kms', unresolved],
      unloadOptions: [absent, unresolved, "KMS_KEY_ID=abc;NULL='", ...Object.keys(options)],
      overridden: overriding,
    });
    const counts = compared('kms-unload-uses-iam-role', choices, (choice) => {
      const { type, iamRoleArn, readMode, encryptionType, unloadOptions, overridden } = choice;
      const endpoint = part({ readMode, encryptionType, unloadOptions });
      return {
        document: {
          task: { name: 'orders-daily', ...(overridden === 'its task' && { parameterFile: true }) },
          ...oneEndpoint('source', part({ type, iamRoleArn }), endpoint, overridden),
        },
        options,
      };
    });
    expectAllOutcomes(counts);
  });

  it('on a target, which unloads nothing', () => {
    const choices = combinations({
      type: ['amazon-redshift-v2', unresolved, 'unknown'],
      iamRoleArn: roles,
      encryptionType: ['sse-kms', unresolved],
      copyOptions: [absent, unresolved, 'KMS_KEY_ID=abc'],
    });
    const counts = compared('kms-unload-uses-iam-role', choices, ({ type, iamRoleArn, ...endpoint }) => ({
      document: {
        task: { name: 'orders-daily' },
        ...oneEndpoint('target', part({ type, iamRoleArn }), part(endpoint), 'nothing'),
      },
      options,
    }));
    expect(Object.keys(counts)).toEqual(['not-applicable']);
  });
});

describe('the questions of connection-is-consistent, in their order', () => {
  const ruleId = 'connection-is-consistent';
  const noOptions = { '': { kmsKey: false, role: 'absent' } } as const;

  it('on the hop for the data in S3', () => {
    const choices = combinations({
      type: ['amazon-redshift-v2', 'unknown'],
      iamRoleArn: roles,
      authentication: [absent, 'unknown', 'basic', 'assume-role-user', 'assume-role-ec2', unresolved],
      useEc2RoleToAssumeRole: [absent, true, false, unresolved],
      accessKeyId: [absent, key, 'ASIAEXAMPLEEXAMPLE01', unresolved],
      principalArn: [absent, clean, root],
      account: [absent, '123456789012', '210987654321', null],
      readMode: [absent, 'direct'],
      minimumEvidence: ['declared', 'proven'],
    });
    const counts = compared(ruleId, choices, (choice) => {
      const { readMode, account, minimumEvidence, ...main } = choice;
      return {
        document: {
          task: { name: 'orders-daily' },
          connections: { main: part(main), plain },
          sources: [part({ name: 'Orders', connection: 'main', readMode })],
          targets: [{ name: 'Copy', connection: 'plain' }],
        },
        keyAccounts: account === absent ? {} : { [key]: account },
        options: noOptions,
        minimumEvidence,
      };
    });
    expectAllOutcomes(counts);
  });

  it('on both hops', () => {
    const database = (members: object) => ({ iamRoleArn: `${roleArn}-database`, ...members });
    const choices = combinations({
      authentication: [absent, 'assume-role-ec2', unresolved],
      useEc2RoleToAssumeRole: [absent, unresolved],
      accessKeyId: [absent, key, unresolved],
      target: ['main', 'plain'],
      readMode: readModes,
      database: [
        absent,
        unresolved,
        database({}),
        database({ accessKeyId: key }),
        database({ accessKeyId: 'ASIAEXAMPLEEXAMPLE01' }),
        database({ accessKeyId: key, useEc2RoleToAssumeRole: true }),
        database({ accessKeyId: key, principalArn: clean }),
        database({ useEc2RoleToAssumeRole: true, principalArn: clean }),
      ],
      account: [absent, '123456789012', '210987654321', null],
    });
    const counts = compared(ruleId, choices, (choice) => {
      const { target, readMode, account, ...main } = choice;
      return {
        document: {
          task: { name: 'orders-daily' },
          connections: { main: part({ type: 'amazon-redshift-v2', iamRoleArn: roleArn, ...main }), plain },
          sources: [part({ name: 'Orders', connection: 'main', readMode })],
          targets: [{ name: 'Copy', connection: target }],
        },
        keyAccounts: account === absent ? {} : { [key]: account },
        options: noOptions,
      };
    });
    expect(Object.keys(counts).sort()).toEqual(all);
  });

  it.each(['source', 'target'] as const)('on a %s', (side) => {
    const options = {
      ...noOptions,
      'KMS_KEY_ID=abc': { kmsKey: true, role: 'absent' },
      "NULL=';KMS_KEY_ID=abc'": { kmsKey: false, role: 'absent' },
    } as const;
    const choices = combinations({
      type: ['amazon-redshift-v2', 'amazon-redshift', 'other', unresolved, 'unknown'],
      iamRoleArn: roles,
      readMode: side === 'source' ? readModes : [absent],
      encryptionType: [absent, 'none', 'sse-s3', 'sse-kms', unresolved],
      options: [absent, unresolved, "KMS_KEY_ID='", ...Object.keys(options).filter(Boolean)],
      overridden: overriding,
    });
    const counts = compared(ruleId, choices, (choice) => {
      const { type, iamRoleArn, readMode, encryptionType, overridden } = choice;
      const name = side === 'source' ? 'unloadOptions' : 'copyOptions';
      const endpoint = part({ readMode, encryptionType, [name]: choice.options });
      return {
        document: {
          task: { name: 'orders-daily', ...(overridden === 'its task' && { parameterFile: true }) },
          ...oneEndpoint(side, part({ type, iamRoleArn }), endpoint, overridden),
        },
        options,
      };
    });
    expect(Object.keys(counts).sort()).toEqual(
      side === 'source' ? all : ['not-applicable', 'pass', 'undecided'],
    );
  });
});

/** A source over the connection `one`, a target over it or over the connection `two`. */
function onePair(
  connections: { one: object; two: object },
  source: object,
  target: object,
  isShared = false,
) {
  return {
    connections: { one: { ...connections.one }, two: { ...connections.two } },
    sources: [{ name: 'Orders', connection: 'one', ...source }],
    targets: [{ name: 'Copy', connection: isShared ? 'one' : 'two', ...target }],
  };
}

describe('the questions of same-bucket-same-connection, in their order', () => {
  const ruleId = 'same-bucket-same-connection';

  it('on buckets, roles and read modes', () => {
    const choices = combinations({
      sourceBucket: [absent, 's3://stage/in', '$bucket', unresolved],
      targetBucket: [absent, 'stage', 'Stage', unresolved],
      readMode: readModes,
      sourceRole: roles,
      targetRole: roles,
      targetType: ['amazon-s3-v2', 'unknown'],
      isShared: [true, false],
      externalIds: [
        [absent, absent],
        [absent, 'x-1'],
        [unresolved, absent],
      ] as const,
      overridden: overriding,
    });
    const counts = compared(ruleId, choices, (choice) => {
      const { readMode, sourceBucket, targetBucket, targetType, isShared, overridden } = choice;
      const [ofSource, ofTarget] = choice.externalIds;
      const one = part({ type: 'amazon-s3-v2', iamRoleArn: choice.sourceRole, externalId: ofSource });
      const two = part({ type: targetType, iamRoleArn: choice.targetRole, externalId: ofTarget });
      const source = part({ readMode, s3BucketName: sourceBucket });
      const target = {
        ...part({ s3BucketName: targetBucket }),
        ...(overridden === 'its endpoint' && { overridable: true }),
      };
      return {
        document: {
          task: { name: 'orders-daily', ...(overridden === 'its task' && { parameterFile: true }) },
          ...onePair({ one, two }, source, target, isShared),
        },
      };
    });
    expectAllOutcomes(counts);
  });

  it('on the properties of two connections', () => {
    const digestOf = (pair: string) => `sha256:${pair.repeat(32)}`;
    const pairs = {
      accessKeyId: [
        [key, key],
        [absent, key],
        [key, unresolved],
      ],
      iamRoleArn: [
        [roleArn, roleArn],
        [roleArn, unresolved],
      ],
      externalId: [
        [absent, absent],
        [unresolved, absent],
      ],
      ec2Role: [
        [absent, absent],
        [true, false],
        [true, unresolved],
      ],
      authentication: [
        [absent, absent],
        ['iam', 'unknown'],
        ['assume-role-ec2', 'assume-role-user'],
        [unresolved, absent],
        [unresolved, 'iam'],
      ],
      type: [
        ['amazon-s3-v2', 'amazon-s3-v2'],
        ['amazon-s3-v2', 'other'],
        [unresolved, 'amazon-s3-v2'],
        ['other', unresolved],
      ],
      masterKey: [
        [absent, absent],
        ['alias/a', absent],
      ],
      region: [
        ['us-east-1', 'US East (N. Virginia)'],
        ['us-east-1', 'eu-central-1'],
        ['us-east-1', absent],
        ['us-east-1', 'Nowhere'],
        [unresolved, 'us-east-1'],
      ],
      digest: [
        [digestOf('ab'), absent],
        [digestOf('ab'), digestOf('cd')],
      ],
    } as const;
    const sideOf = (
      choice: { readonly [Name in keyof typeof pairs]: (typeof pairs)[Name][number] },
      side: 0 | 1,
    ) =>
      part({
        type: choice.type[side],
        iamRoleArn: choice.iamRoleArn[side],
        accessKeyId: choice.accessKeyId[side],
        externalId: choice.externalId[side],
        useEc2RoleToAssumeRole: choice.ec2Role[side],
        authentication: choice.authentication[side],
        customerMasterKeyId: choice.masterKey[side],
        region: choice.region[side],
        secretsDigest: choice.digest[side],
      });
    const bucket = { s3BucketName: 'stage' };
    const counts = compared(ruleId, combinations(pairs), (choice) => ({
      document: {
        task: { name: 'orders-daily' },
        ...onePair({ one: sideOf(choice, 0), two: sideOf(choice, 1) }, bucket, bucket),
      },
      regions: {
        'us-east-1': 'us-east-1',
        'us east (n. virginia)': 'us-east-1',
        'eu-central-1': 'eu-central-1',
      },
    }));
    expect(Object.keys(counts).sort()).toEqual(['pass', 'undecided', 'violation']);
  });
});

describe('the questions of cross-bucket-ec2-role-same-duration, in their order', () => {
  const ruleId = 'cross-bucket-ec2-role-same-duration';

  it('on connections, buckets, roles and read modes', () => {
    const choices = combinations({
      isShared: [true, false],
      sourceBucket: [absent, 'stage', '$bucket', unresolved],
      targetBucket: [absent, 'stage/out', 's3a://lake', unresolved],
      readMode: readModes,
      sourceRole: roles,
      targetRole: roles,
      targetType: ['amazon-s3-v2', 'unknown'],
      useEc2RoleToAssumeRole: [true, absent],
      overridden: overriding,
    });
    const counts = compared(ruleId, choices, (choice) => {
      const { readMode, sourceBucket, targetBucket, targetType, isShared, overridden } = choice;
      const { useEc2RoleToAssumeRole } = choice;
      const one = part({ type: 'amazon-s3-v2', iamRoleArn: choice.sourceRole, useEc2RoleToAssumeRole });
      const two = part({ type: targetType, iamRoleArn: choice.targetRole, useEc2RoleToAssumeRole: true });
      const source = {
        ...part({ readMode, s3BucketName: sourceBucket }),
        ...(overridden === 'its endpoint' && { overridable: true }),
      };
      return {
        document: {
          task: { name: 'orders-daily', ...(overridden === 'its task' && { parameterFile: true }) },
          ...onePair({ one, two }, source, part({ s3BucketName: targetBucket }), isShared),
        },
      };
    });
    expectAllOutcomes(counts);
  });

  it('on EC2 roles and durations', () => {
    const durations = [absent, 900, 1800, unresolved] as const;
    const choices = combinations({
      mode: ['standard', 'advanced'],
      sourceRole: roles,
      targetRole: roles,
      sourceEc2: [true, absent, unresolved],
      targetEc2: [true, false, unresolved],
      targetAuthentication: [absent, 'assume-role-ec2', unresolved],
      sourceDuration: durations,
      targetDuration: durations,
      sourceType: ['amazon-redshift-v2', 'unknown'],
    });
    const counts = compared(ruleId, choices, (choice) => {
      const one = part({
        type: choice.sourceType,
        iamRoleArn: choice.sourceRole,
        useEc2RoleToAssumeRole: choice.sourceEc2,
      });
      const two = part({
        type: 'amazon-s3-v2',
        iamRoleArn: choice.targetRole,
        useEc2RoleToAssumeRole: choice.targetEc2,
        authentication: choice.targetAuthentication,
      });
      const source = part({ s3BucketName: 'stage', temporaryCredentialDuration: choice.sourceDuration });
      const target = part({ s3BucketName: 'lake', temporaryCredentialDuration: choice.targetDuration });
      return {
        document: {
          task: { name: 'orders-daily', mode: choice.mode },
          ...onePair({ one, two }, source, target),
        },
      };
    });
    expectAllOutcomes(counts);
  });
});
