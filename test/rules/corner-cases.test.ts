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
  ],
  'requester-has-no-access': [
    {
      name: 'the ARN of a role without a name names no role',
      outcome: 'not-applicable',
      reason: 'not-an-iam-principal',
      submission: { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:role' } } },
    },
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
      submission: unload('PARALLEL=ON;\n AWS_IAM_ROLE =\narn:aws:iam::123456789012:role/unload\n;'),
    },
  ],
  'same-bucket-same-connection': [
    {
      name: 'an access key on the source’s side only',
      outcome: 'violation',
      submission: twoConnections({}, { accessKeyId: null, secretsDigest: digestOf('cd') }),
      evidence: { differing: ['accessKeyId', 'secretsDigest'] },
    },
    {
      name: 'an access key on the target’s side only',
      outcome: 'violation',
      submission: twoConnections({ accessKeyId: null }, { secretsDigest: digestOf('cd') }),
      evidence: { differing: ['accessKeyId', 'secretsDigest'] },
    },
    {
      name: 'no access key on either side: what else is secret is not compared',
      outcome: 'pass',
      submission: twoConnections({ accessKeyId: null }, { accessKeyId: null, secretsDigest: digestOf('cd') }),
    },
    {
      name: 'the source’s digest is missing',
      outcome: 'undecided',
      missing: ['secrets-digest'],
      submission: twoConnections({ secretsDigest: null }),
    },
    {
      name: 'a digest is missing, but something else differs',
      outcome: 'violation',
      submission: twoConnections({ secretsDigest: null }, { region: 'us-east-1' }),
      evidence: { differing: ['region'] },
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
