import { describe, expect, it } from 'vitest';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import type { RuleId } from '../../shared/contracts/result-contract.generated.ts';
import { runExample } from '../../shared/examples/run-example.ts';
import type { Example } from '../../shared/rules/example.ts';
import { rules } from '../../shared/rules/index.ts';

/** Cases like the examples beside the rules, but too odd to explain the rule to a reader. */
const cases: Partial<Record<RuleId, readonly Example[]>> = {
  'requester-is-iam-principal': [
    {
      name: 'the evidence on an anonymous caller names its type',
      outcome: 'violation',
      record: { userIdentity: { type: 'AWSAccount', principalId: null, arn: null } },
      evidence: { requesterType: 'AWSAccount' },
    },
    {
      name: 'the ARN of a user without a name names no user',
      outcome: 'violation',
      submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:user' } } },
      evidence: { kind: 'other' },
    },
    {
      name: 'federated single sign-on by an unknown principal',
      outcome: 'violation',
      submission: { connections: { redshift: { authentication: 'federated-sso', principalArn: null } } },
    },
    {
      name: 'federated single sign-on by the root user',
      outcome: 'violation',
      submission: {
        connections: {
          redshift: { authentication: 'federated-sso', principalArn: 'arn:aws:iam::123456789012:root' },
        },
      },
    },
    {
      name: 'the root user, where nobody could read whether it signs on by federation',
      outcome: 'undecided',
      missing: ['authentication'],
      submission: {
        connections: {
          redshift: {
            principalArn: 'arn:aws:iam::123456789012:root',
            authentication: null,
            unresolved: ['authentication'],
          },
        },
      },
    },
  ],
  'requester-has-no-access': [
    {
      name: 'the ARN of a role without a name names no role',
      outcome: 'not-applicable',
      reason: 'not-an-iam-principal',
      submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:role' } } },
    },
    ...(['arn:aws:iam::123456789012:root', 'arn:aws:sts::123456789012:federated-user/x'] as const).map(
      (principalArn): Example => ({
        name: `an authentication that nobody could read does not matter for ${principalArn}`,
        outcome: 'not-applicable',
        submission: {
          connections: { redshift: { principalArn, authentication: null, unresolved: ['authentication'] } },
        },
      }),
    ),
  ],
  'no-root-credentials': [
    {
      name: 'a connection without an access key, by a user',
      outcome: 'pass',
      facts: { keyOwners: { AKIAEXAMPLEEXAMPLE12: 'arn:aws:iam::123456789012:root' } },
      submission: { connections: { redshift: { accessKeyId: null } } },
    },
    {
      name: 'the owner of the key decides before the principal that is declared',
      outcome: 'pass',
      facts: { keyOwners: { AKIAEXAMPLEEXAMPLE01: 'arn:aws:iam::123456789012:user/loader' } },
      submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:root' } } },
    },
  ],
  'renew-before-expiry': [
    {
      name: 'a request without an access key',
      outcome: 'not-applicable',
      reason: 'long-term-credentials',
      record: { userIdentity: { accessKeyId: null } },
    },
  ],
  'kms-unload-uses-iam-role': [
    {
      name: 'blanks within the quotes',
      outcome: 'pass',
      submission: unload("AWS_IAM_ROLE=' arn:aws:iam::123456789012:role/unload '"),
    },
    {
      name: 'text before the quotes',
      outcome: 'violation',
      submission: unload("AWS_IAM_ROLE=role 'arn:aws:iam::123456789012:role/unload'"),
    },
    {
      name: 'text behind the quotes',
      outcome: 'violation',
      submission: unload("AWS_IAM_ROLE='arn:aws:iam::123456789012:role/unload' x"),
    },
    {
      name: 'an empty pair of quotes',
      outcome: 'violation',
      submission: unload("AWS_IAM_ROLE=''"),
    },
    {
      name: 'a key with letters that only become those of the option in capitals',
      outcome: 'violation',
      submission: unload('aws_ıam_role=arn:aws:iam::123456789012:role/unload'),
    },
    {
      name: 'line breaks around the pair',
      outcome: 'pass',
      submission: unload('PARALLEL=ON;\n AWS_IAM_ROLE = arn:aws:iam::123456789012:role/unload\n;'),
    },
    {
      name: 'a line break within the pair, which parts it',
      outcome: 'violation',
      submission: unload('PARALLEL=ON;\n AWS_IAM_ROLE =\narn:aws:iam::123456789012:role/unload\n;'),
    },
    {
      name: 'ten roles, the longest chain',
      outcome: 'pass',
      submission: unload(`AWS_IAM_ROLE=${Array(10).fill('arn:aws:iam::123456789012:role/unload').join(',')}`),
    },
    {
      name: 'a chain that ends with a comma',
      outcome: 'violation',
      submission: unload('AWS_IAM_ROLE=arn:aws:iam::123456789012:role/unload,'),
    },
    {
      name: 'default in a chain',
      outcome: 'violation',
      submission: unload('AWS_IAM_ROLE=default,arn:aws:iam::123456789012:role/unload'),
    },
    { name: 'DEFAULT in quotes', outcome: 'pass', submission: unload("AWS_IAM_ROLE='DEFAULT'") },
    {
      name: 'an account of eleven digits',
      outcome: 'violation',
      submission: unload('AWS_IAM_ROLE=arn:aws:iam::12345678901:role/unload'),
    },
    {
      name: 'a KMS key without a value is one all the same',
      outcome: 'violation',
      submission: { sources: [{ unloadOptions: 'KMS_KEY_ID=' }] },
    },
    {
      name: 'encryption with S3’s own keys, and a KMS key among the options',
      outcome: 'violation',
      submission: { sources: [{ encryptionType: 'sse-s3', unloadOptions: 'KMS_KEY_ID=x' }] },
      evidence: { encryptionType: 'sse-s3', kmsKeyId: true },
    },
    {
      name: 'a KMS key within the quotes of another option is none',
      outcome: 'not-applicable',
      reason: 'no-sse-kms',
      submission: { sources: [{ unloadOptions: "NULL=';KMS_KEY_ID=x'" }] },
    },
    {
      name: 'an unclosed quote where nothing else says SSE-KMS',
      outcome: 'undecided',
      missing: ['unloadOptions'],
      submission: { sources: [{ unloadOptions: "NULL='" }] },
    },
    ...['cse-smk', 'cse-kms', 'informatica-encryption'].map(
      (encryptionType): Example => ({
        name: `encryption ${encryptionType}, which is not SSE-KMS`,
        outcome: 'not-applicable',
        reason: 'no-sse-kms',
        submission: { sources: [{ encryptionType }] },
      }),
    ),
  ],
  'same-bucket-same-connection': [
    {
      name: 'an access key on the source’s side only',
      outcome: 'violation',
      submission: twoConnections({}, { accessKeyId: null, secretsDigest: digestOf('cd') }),
      evidence: { differing: ['Access Key ID (AKIAEXAMPLEEXAMPLE01 and not set)', 'the secret properties'] },
    },
    {
      name: 'an access key on the target’s side only',
      outcome: 'violation',
      submission: twoConnections({ accessKeyId: null }, { secretsDigest: digestOf('cd') }),
      evidence: { differing: ['Access Key ID (not set and AKIAEXAMPLEEXAMPLE01)', 'the secret properties'] },
    },
    {
      name: 'no access key on either side, and other secrets that differ',
      outcome: 'violation',
      submission: twoConnections({ accessKeyId: null }, { accessKeyId: null, secretsDigest: digestOf('cd') }),
      evidence: { differing: ['the secret properties'] },
    },
    {
      name: 'the source’s digest is missing, which proves nothing',
      outcome: 'pass',
      submission: twoConnections({ secretsDigest: null }),
    },
    {
      name: 'the target’s digest is missing, but something else differs',
      outcome: 'violation',
      submission: twoConnections({ region: 'us-east-1' }, { secretsDigest: null }),
      evidence: { differing: ['Region (us-east-1 and eu-central-1)'] },
    },
    {
      name: 'External Ids that differ, of which neither is said',
      outcome: 'violation',
      submission: twoConnections({ externalId: 'x-1' }, { externalId: 'x-2' }),
      evidence: { differing: ['External Id'] },
    },
    {
      name: 'one Region in two cases, and two names that nobody knows in one',
      outcome: 'pass',
      submission: twoConnections({ region: 'EU-CENTRAL-1' }),
    },
    {
      name: 'one name that nobody knows on both sides, in two cases',
      outcome: 'pass',
      submission: twoConnections({ region: 'Frankfurt' }, { region: 'FRANKFURT' }),
    },
    {
      name: 'a Region on one side only',
      outcome: 'violation',
      submission: twoConnections({ region: null }),
      evidence: { differing: ['Region (not set and eu-central-1)'] },
    },
    {
      name: 'a Region on one side only, of two types',
      outcome: 'pass',
      submission: twoConnections({ region: null, type: 'amazon-s3-v2' }),
    },
    {
      name: 'master keys of types that are both `other`',
      outcome: 'violation',
      submission: twoConnections({ type: 'other', customerMasterKeyId: 'alias/a' }, { type: 'other' }),
    },
    {
      name: 'the EC2 role by its own field on one side, by the authentication on the other',
      outcome: 'pass',
      submission: twoConnections(
        { authentication: null, useEc2RoleToAssumeRole: true },
        { authentication: 'assume-role-ec2' },
      ),
    },
    {
      name: 'a key that nobody could read where the other side has none',
      outcome: 'undecided',
      missing: ['accessKeyId'],
      submission: twoConnections({ accessKeyId: null, unresolved: ['accessKeyId'] }, { accessKeyId: null }),
    },
    {
      name: 'what the connections are called is compared with nothing',
      outcome: 'pass',
      submission: twoConnections(
        { name: 'stage', principalArn: 'arn:aws:iam::123456789012:user/a', runtimeEnvironment: 'x' },
        { name: 'lake' },
      ),
    },
  ],
  'cross-bucket-ec2-role-same-duration': [
    {
      name: 'an EC2 role that the authentication selects, though its own field says no',
      outcome: 'pass',
      submission: twoBuckets({ authentication: 'assume-role-ec2', useEc2RoleToAssumeRole: false }),
    },
    {
      name: 'an EC2 role by its own field, where nobody could read the authentication',
      outcome: 'pass',
      submission: twoBuckets({ useEc2RoleToAssumeRole: true, unresolved: ['authentication'] }),
    },
    {
      name: 'equal durations, where nobody could read whether a side is in use',
      outcome: 'pass',
      submission: twoBuckets({
        iamRoleArn: null,
        useEc2RoleToAssumeRole: true,
        unresolved: ['iamRoleArn'],
      }),
    },
    {
      name: 'a duration that nobody could read in advanced mode',
      outcome: 'pass',
      submission: {
        ...twoBuckets({ useEc2RoleToAssumeRole: true }, { unresolved: ['temporaryCredentialDuration'] }),
        task: { mode: 'advanced' },
      },
    },
    {
      name: 'neither a role nor a duration that anybody could read: whether the side is in use is asked first',
      outcome: 'undecided',
      missing: ['iamRoleArn'],
      submission: twoBuckets(
        { iamRoleArn: null, useEc2RoleToAssumeRole: true, unresolved: ['iamRoleArn'] },
        { unresolved: ['temporaryCredentialDuration'] },
      ),
    },
    {
      name: 'a missing EC2 role in advanced mode',
      outcome: 'violation',
      submission: { ...twoBuckets({}), task: { mode: 'advanced' } },
    },
  ],
};

describe.each(Object.entries(cases))('%s', (id, examples) => {
  const rule = rules.find(({ meta }) => meta.id === id);
  if (rule === undefined) throw new Error(`no rule \`${id}\``);

  it.each(examples.map((example) => [`${example.outcome}: ${example.name}`, example] as const))(
    '%s',
    (_, example) => {
      const { judged, violations } = runExample(rule, example);
      expect(judged).toMatchObject({
        outcome: example.outcome,
        ...(example.reason !== undefined && { reason: example.reason }),
        ...(example.missing !== undefined && { missing: example.missing }),
      });
      expect(violations.map(({ evidence }) => evidence)).toMatchObject(
        example.outcome === 'violation' ? [example.evidence ?? {}] : [],
      );
    },
  );
});

describe('the evidence of requester-has-no-access', () => {
  const rule = rules.find(({ meta }) => meta.id === 'requester-has-no-access');
  const arn = 'arn:aws:iam::123456789012:user/mapping-requester';

  function evidenceOf(access: Omit<PrincipalAccess, 'arn' | 'hasAccess'>) {
    if (rule === undefined) throw new Error('no such rule');
    const facts = { access: [{ arn, hasAccess: true, ...access }] };
    return runExample(rule, { name: 'any', outcome: 'violation', record: {}, facts }).violations[0]?.evidence;
  }

  it('is whole where the analysis says little', () => {
    expect(evidenceOf({ grants: [{}, { policy: 'P' }, { statement: 'S' }] })).toStrictEqual({
      principal: arn,
      grants: ['', 'P', 'S'],
      services: [],
      exampleActions: [],
    });
  });

  it('makes up no number of actions where the analysis has none, and 0 is one', () => {
    const grants = [{ actions: ['s3:GetObject'] }, { actions: ['s3:PutObject'] }];
    expect(evidenceOf({ grants })).not.toHaveProperty('actionCount');
    expect(evidenceOf({ grants, actionCount: 0 })).toMatchObject({ actionCount: 0 });
  });

  it('has at most twenty different examples', () => {
    const actions = Array.from({ length: 25 }, (_, index) => `s3:Action${index}`);
    const grants = [{ actions: [...actions.slice(0, 3), ...actions] }];
    expect(evidenceOf({ grants })).toMatchObject({ exampleActions: actions.slice(0, 20) });
  });
});

function unload(unloadOptions: string): object {
  return { sources: [{ encryptionType: 'sse-kms', unloadOptions }] };
}

function digestOf(pair: string): string {
  return `sha256:${pair.repeat(32)}`;
}

/** Source and target over two equal connections, but for what each differs in. */
function twoConnections(ofSource: object, ofTarget: object = {}): object {
  const same = {
    type: 'amazon-redshift-v2',
    accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
    iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
    region: 'eu-central-1',
    secretsDigest: digestOf('ab'),
  };
  return {
    connections: { redshift: { ...same, ...ofSource }, other: { ...same, ...ofTarget } },
    targets: [{ connection: 'other' }],
  };
}

/** Source and target in two buckets over two connections, of which the source's has the EC2 role. */
function twoBuckets(ofTarget: object, target: object = {}): object {
  return {
    connections: {
      redshift: { useEc2RoleToAssumeRole: true },
      lake: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake', ...ofTarget },
    },
    targets: [{ connection: 'lake', s3BucketName: 'lake', ...target }],
  };
}
