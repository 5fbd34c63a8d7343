import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import validateContract from '../../shared/contracts/policy-validator.generated.js';
import { isObject } from '../../shared/json/value.ts';
import { mutated, placesIn } from '../support/hostile/mutated.ts';
import { carriedOut, mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const { Resources: resources } = template;
const ofResource = (name: string) => propertiesOf(template, name);
const contract = JSON.parse(await readFile('shared/contracts/policy.schema.json', 'utf8'));
const [validator] = ofResource('PolicyProfile').Validators as { Type: string; Content: string }[];
const schema = JSON.parse(validator?.Content ?? '');
// Ajv knows no draft 4, in which these keywords mean the same.
const valid = new Ajv({ strict: true }).compile({ ...schema, $schema: undefined });

const ruleId = 'no-root-credentials';
const exemption = {
  id: 'e',
  rules: [ruleId],
  subject: { accountId: '123456789012' },
  owner: 'owner',
  reason: 'ten letters or more',
  created: '2026-10-01',
  expires: '2026-10-31',
};
/** A policy that sets everything that there is to set. */
const wholePolicy = {
  $schema: 'policy.schema.json',
  schemaVersion: '1',
  scope: { accounts: ['123456789012'], roles: ['*'], requesters: ['*'] },
  whenUndecided: 'block',
  whenUnavailable: 'undecided',
  rules: {
    [ruleId]: { mode: 'warn', severity: 'low', whenUndecided: 'allow', minimumEvidence: 'resolved' },
  },
  parameters: {
    baselineActions: ['s3:Get*'],
    baselines: [{ name: 'storage', requesters: ['*'], actions: ['s3:*'], resources: ['*'] }],
    durationMarginSeconds: 0,
    lapseSeconds: 0,
    renewalLeadSeconds: 60,
  },
  requesters: [
    {
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      runtimeEnvironment: 'agents',
      principalArn: 'arn:aws:iam::123456789012:role/agent',
    },
  ],
  workloads: [{ name: 'orders', roles: ['*'], sessionNames: ['*'], mode: 'elastic', expectedRunSeconds: 0 }],
  exemptions: [
    exemption,
    { ...exemption, ticket: 'T-1', subject: { requester: 'r', roleArn: 'a', task: 't', connection: 'c' } },
  ],
};

describe('the validator in AWS AppConfig', () => {
  it('is one in draft 4', () => {
    expect(validator?.Type).toBe('JSON_SCHEMA');
    expect(schema.$schema).toBe('http://json-schema.org/draft-04/schema#');
  });

  it('takes what the functions take and refuses what they refuse, but for what is no day', () => {
    const policies = mutated(fc.constant(wholePolicy)).map((value) =>
      JSON.parse(JSON.stringify(value) ?? 'null'),
    );
    fc.assert(
      fc.property(policies, (policy) => {
        const isTaken = validateContract(policy);
        const isNoDay = validateContract.errors?.every(({ keyword }) => keyword === 'format') === true;
        if (!isNoDay) expect(valid(policy)).toBe(isTaken);
      }),
      { numRuns: 2000 },
    );
  });

  it('knows every member that the contract has', () => {
    expect(valid(wholePolicy)).toBe(true);
    expect(new Set(namesIn(wholePolicy))).toEqual(new Set(memberNames(contract)));
  });

  it('is no longer than AppConfig takes', () => {
    expect(validator?.Content.length).toBeLessThanOrEqual(32_768);
  });

  it('takes the policies that the functions take', async () => {
    for (const path of ['events/policy.yaml', 'docs/deploy/strict-policy.yaml'])
      expect(valid(parse(await readFile(path, 'utf8')))).toBe(true);
    expect(valid({ schemaVersion: '1' })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no version', {}],
    ['another version', { schemaVersion: '2' }],
    ['an unknown member', { schemaVersion: '1', mode: 'off' }],
    ['an unknown mode', { schemaVersion: '1', rules: { [ruleId]: { mode: 'silent' } } }],
    ['an exemption without an end', { schemaVersion: '1', exemptions: [{ id: 'e' }] }],
    ['no object', []],
  ])('refuses %s', (_, document) => {
    expect(valid(document)).toBe(false);
  });

  it('refuses days that are none', () => {
    const until = (expires: string) => ({ schemaVersion: '1', exemptions: [{ ...exemption, expires }] });
    expect(valid(until('2026-10-31'))).toBe(true);
    expect(valid(until('in October'))).toBe(false);
  });
});

it('no policy is deployed by the stack, which could take the place of an operator’s', () => {
  const types = Object.values(resources).map(({ Type }) => Type);
  expect(types).not.toContain('AWS::AppConfig::Deployment');
  expect(types).not.toContain('AWS::AppConfig::HostedConfigurationVersion');
});

it('a policy comes to all functions at once, and goes back where they refuse it', () => {
  expect(ofResource('PolicyRollout')).toMatchObject({ DeploymentDurationInMinutes: 0, GrowthFactor: 100 });
  expect(ofResource('PolicyRollout').FinalBakeTimeInMinutes).toBeGreaterThan(0);
  expect(ofResource('PolicyEnvironment').Monitors).toEqual([
    {
      AlarmArn: { 'Fn::GetAtt': ['PolicyFailuresAlarm', 'Arn'] },
      AlarmRoleArn: { 'Fn::GetAtt': ['PolicyMonitorRole', 'Arn'] },
    },
  ]);
  expect(ofResource('PolicyFailuresAlarm').MetricName).toBe('PolicyFailures');
});

it.each(['PolicyApplication', 'PolicyEnvironment', 'PolicyProfile'])(
  '%s outlives the stack, but not one that could not be created',
  (name) => expect(resources[name]?.DeletionPolicy).toBe('RetainExceptOnCreate'),
);

describe('the functions', () => {
  const profileOf = (parameters: Record<string, string>) =>
    carriedOut(source, parameters).Globals?.Function.Environment.Variables.POLICY_PROFILE;

  it('are told where the policy is', () => {
    const ids = ['PolicyApplication', 'PolicyEnvironment', 'PolicyProfile'];
    expect(profileOf({})).toEqual({ 'Fn::Sub': ids.map((id) => `\${${id}}`).join('/') });
  });

  it('keep to the defaults without AppConfig, none of which is then there', () => {
    expect(profileOf({ PolicyInAppConfig: 'false' })).toBe('');
    const left = Object.values(carriedOut(source, { PolicyInAppConfig: 'false' }).Resources);
    expect(left.filter(({ Type }) => Type.startsWith('AWS::AppConfig::'))).toEqual([]);
  });
});

/** The names of all members that a schema knows. */
function memberNames(node: unknown): string[] {
  if (!isObject(node)) return [];
  const members = isObject(node.properties) ? Object.keys(node.properties) : [];
  return [...members, ...Object.values(node).flatMap(memberNames)];
}

/** The names of all members in a document, but for rules, which the contract does not name. */
function namesIn(document: unknown): string[] {
  const names = placesIn(document).map((path) => path.at(-1) ?? '');
  return names.filter((name) => !/^\d+$/.test(name) && name !== ruleId);
}
