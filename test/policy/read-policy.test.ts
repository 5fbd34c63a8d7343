import { describe, expect, it } from 'vitest';
import type { PolicyDocument } from '../../shared/contracts/policy-contract.generated.ts';
import type { Exemption } from '../../shared/policy/policy.ts';
import { defaultPolicy, readPolicy } from '../../shared/policy/read-policy.ts';
import { rules } from '../../shared/rules/index.ts';

type Workload = NonNullable<PolicyDocument['workloads']>[number];

describe('the default policy', () => {
  it('takes everything in, exempts nothing and knows no requester and no workload', () => {
    expect(defaultPolicy.scope).toEqual({ accounts: undefined, roles: undefined, requesters: undefined });
    expect(defaultPolicy.exemptions).toEqual([]);
    expect(defaultPolicy.workloads).toEqual([]);
    expect(defaultPolicy.requesters).toEqual([]);
    expect(readPolicy({ schemaVersion: '1' })).toMatchObject({ workloads: [], exemptions: [] });
  });

  it('has the parameters that the guidelines name', () => {
    expect(defaultPolicy.parameters).toEqual({
      baselineActions: [
        'sts:AssumeRole',
        'sts:TagSession',
        'sts:SetSourceIdentity',
        'sts:SetContext',
        'sts:GetCallerIdentity',
        'sts:GetSessionToken',
        'sts:GetFederationToken',
        'sts:GetAccessKeyInfo',
        'sts:DecodeAuthorizationMessage',
      ],
      baselines: [],
      durationMarginSeconds: 60,
      lapseSeconds: 900,
      renewalLeadSeconds: 300,
    });
  });

  it.each(rules.map(({ meta }) => meta.id))(
    'enforces %s at its own severity and warns where it is undecided',
    (id) => {
      expect(defaultPolicy.settingOf(id)).toEqual({
        mode: 'enforce',
        severity: undefined,
        whenUndecided: 'warn',
        minimumEvidence: 'declared',
      });
    },
  );
});

describe('a policy document', () => {
  it.each([
    ['of the document, where the rule says nothing', { whenUndecided: 'block' as const }, {}, 'block'],
    [
      'of the rule, before that of the document',
      { whenUndecided: 'block' as const },
      { whenUndecided: 'allow' as const },
      'allow',
    ],
    ['`warn`, where nobody says', {}, {}, 'warn'],
  ])('decides what an undecided rule does: the word %s', (_, whole, rule, expected) => {
    const policy = readPolicy({ schemaVersion: '1', ...whole, rules: { 'duration-covers-run': rule } });
    expect(policy.settingOf('duration-covers-run').whenUndecided).toBe(expected);
  });

  it('sets one rule and leaves the others at the document’s word', () => {
    const policy = readPolicy({
      schemaVersion: '1',
      whenUndecided: 'block',
      rules: { 'duration-covers-run': { mode: 'warn', severity: 'low' } },
    });
    expect(policy.settingOf('duration-covers-run')).toEqual({
      mode: 'warn',
      severity: 'low',
      whenUndecided: 'block',
      minimumEvidence: 'declared',
    });
    expect(policy.settingOf('no-root-credentials')).toEqual({
      mode: 'enforce',
      severity: undefined,
      whenUndecided: 'block',
      minimumEvidence: 'declared',
    });
  });

  it('asks for evidence on the requester, rule by rule', () => {
    const policy = readPolicy({
      schemaVersion: '1',
      rules: { 'no-root-credentials': { minimumEvidence: 'proven' } },
    });
    expect(policy.settingOf('no-root-credentials').minimumEvidence).toBe('proven');
    expect(policy.settingOf('requester-has-no-access').minimumEvidence).toBe('declared');
  });

  it('keeps the requesters that it names, in their order', () => {
    const requesters = [
      { runtimeEnvironment: 'agents-eu', principalArn: 'arn:aws:iam::123456789012:role/agent' },
      { accessKeyId: 'AKIAEXAMPLEEXAMPLE01', principalArn: 'arn:aws:iam::123456789012:user/loader' },
    ];
    expect(readPolicy({ schemaVersion: '1', requesters }).requesters).toEqual(requesters);
  });

  it.each([
    ['durationMarginSeconds', 0],
    ['lapseSeconds', 0],
    ['renewalLeadSeconds', 60],
    ['baselineActions', []],
    ['baselines', [{ name: 'agents', requesters: ['*:role/agent-*'], actions: ['logs:*'] }]],
  ])('sets the parameter %s to %j and no other', (name, value) => {
    const { parameters } = readPolicy({ schemaVersion: '1', parameters: { [name]: value } });
    expect(parameters).toEqual({ ...defaultPolicy.parameters, [name]: value });
  });

  it.each([
    ['elastic', 'advanced'],
    ['advanced', 'advanced'],
    ['standard', 'standard'],
    [undefined, 'standard'],
  ] as const)('has a workload in mode %s as one in mode %s', (mode, expected) => {
    const workload: Workload = {
      name: 'orders',
      roles: ['*'],
      sessionNames: ['run-*'],
      expectedRunSeconds: 600,
    };
    const workloads = [{ ...workload, ...(mode && { mode }) }];
    expect(readPolicy({ schemaVersion: '1', workloads }).workloads).toEqual([
      { ...workload, mode: expected },
    ]);
  });

  it('has a revision that depends on every word of it', () => {
    expect(defaultPolicy.revision).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(readPolicy({ schemaVersion: '1' }).revision).toBe(defaultPolicy.revision);
    expect(readPolicy({ $schema: 'policy.schema.json', schemaVersion: '1' }).revision).toBe(
      defaultPolicy.revision,
    );
    expect(readPolicy({ schemaVersion: '1', whenUndecided: 'warn' }).revision).not.toBe(
      defaultPolicy.revision,
    );
  });

  it('keeps its scope and its exemptions', () => {
    const scope = { accounts: ['1*'], roles: ['2*'], requesters: ['3*'] };
    const exemption: Exemption = {
      id: 'EX-1',
      rules: ['duration-covers-run'],
      subject: { task: 'orders-daily' },
      owner: 'data-platform',
      reason: 'rewritten in November',
      created: '2026-10-01',
      expires: '2026-11-01',
    };
    expect(readPolicy({ schemaVersion: '1', scope, exemptions: [exemption] })).toMatchObject({
      scope,
      exemptions: [exemption],
    });
  });
});
