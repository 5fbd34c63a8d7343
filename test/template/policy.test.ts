import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Fields, isObject } from '../../shared/json/value.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { defaultPolicy } from '../../shared/policy/read-policy.ts';
import { carriedOut, mainTemplate, propertiesOf, readTemplate } from '../support/template/template.ts';

const source = await readTemplate(mainTemplate);
const template = carriedOut(source);
const { Resources: resources } = template;
const ofResource = (name: string) => propertiesOf(template, name);
const contract = JSON.parse(await readFile('shared/contracts/policy.schema.json', 'utf8'));
const [validator] = ofResource('PolicyProfile').Validators as { Type: string; Content: string }[];
const schema = JSON.parse(validator?.Content ?? '');

/** The keywords of draft 4 that the contract uses, and what is put in place of those that came later. */
const ofDraft4 = [
  'additionalProperties',
  'enum',
  'items',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'pattern',
  'properties',
  'required',
  'type',
];
const annotations = ['$schema', '$id', 'title', 'description', 'default'];

describe('the validator in AWS AppConfig', () => {
  it('is the contract in the words of JSON Schema draft 4', () => {
    expect(validator?.Type).toBe('JSON_SCHEMA');
    expect(schema).toEqual({ $schema: 'http://json-schema.org/draft-04/schema#', ...asDraft4(contract) });
  });

  it('is no longer than AppConfig takes', () => {
    expect(validator?.Content.length).toBeLessThanOrEqual(32_768);
  });

  it('takes the policies that the functions take', async () => {
    expect(valid(parse(await readFile('events/policy.yaml', 'utf8')))).toBe(true);
    expect(valid({ schemaVersion: '1' })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no version', {}],
    ['another version', { schemaVersion: '2' }],
    ['an unknown member', { schemaVersion: '1', mode: 'off' }],
    ['an unknown mode', { schemaVersion: '1', rules: { 'no-root-credentials': { mode: 'silent' } } }],
    ['an exemption without an end', { schemaVersion: '1', exemptions: [{ id: 'e' }] }],
    ['no object', []],
  ])('refuses %s', (_, document) => {
    expect(valid(document)).toBe(false);
  });

  it('refuses days that are none', () => {
    const exemption = (expires: string) => ({
      schemaVersion: '1',
      exemptions: [
        {
          id: 'e',
          rules: ['no-root-credentials'],
          subject: { accountId: '123456789012' },
          owner: 'owner',
          reason: 'ten letters or more',
          created: '2026-10-01',
          expires,
        },
      ],
    });
    expect(valid(exemption('2026-10-31'))).toBe(true);
    expect(valid(exemption('in October'))).toBe(false);
  });
});

describe('the first policy', () => {
  const content = String(ofResource('PolicyVersion').Content);

  it('is the default', () => {
    expect(parsePolicy(content, []).revision).toBe(defaultPolicy.revision);
    expect(valid(JSON.parse(content))).toBe(true);
  });

  // Changed, it would replace what an operator set since.
  it('stays what it was when it was first deployed', () => {
    expect(content).toBe('{"schemaVersion":"1"}');
  });

  it('is in force before there is a function that could ask for it', () => {
    expect(resources.PolicyReadingPolicy?.DependsOn).toBe('PolicyDeployment');
    expect(ofResource('PolicyAtOnce')).toMatchObject({
      DeploymentDurationInMinutes: 0,
      FinalBakeTimeInMinutes: 0,
    });
  });

  it('waits until the alarm has a state: AppConfig rolls a deployment back without', () => {
    expect(resources.PolicyDeployment?.DependsOn).toBe('AuditQueue');
  });

  it('cannot be put in force again by an update, under the stack policy', async () => {
    const { Statement: statements } = JSON.parse(await readFile('docs/deploy/stack-policy.json', 'utf8'));
    expect(statements).toContainEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 'Update:Replace',
      Resource: ['LogicalResourceId/PolicyVersion', 'LogicalResourceId/PolicyDeployment'],
    });
  });
});

it('a later policy comes step by step, and goes back where the functions refuse it', () => {
  expect(ofResource('PolicyRollout')).toMatchObject({ GrowthType: 'LINEAR', GrowthFactor: 20 });
  expect(ofResource('PolicyRollout').FinalBakeTimeInMinutes).toBeGreaterThan(0);
  expect(ofResource('PolicyEnvironment').Monitors).toEqual([
    {
      AlarmArn: { 'Fn::GetAtt': ['PolicyFailuresAlarm', 'Arn'] },
      AlarmRoleArn: { 'Fn::GetAtt': ['PolicyMonitorRole', 'Arn'] },
    },
  ]);
  expect(ofResource('PolicyFailuresAlarm').MetricName).toBe('PolicyFailures');
});

it.each(['PolicyApplication', 'PolicyEnvironment', 'PolicyProfile', 'PolicyVersion'])(
  '%s outlives the stack',
  (name) => expect(resources[name]?.DeletionPolicy).toBe('Retain'),
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

function valid(document: unknown): boolean {
  const { $schema: _, ...draftless } = schema;
  return new Ajv({ strict: true, allErrors: true }).validate(draftless, document);
}

/** A schema of the contract in draft 4, which has neither `const` nor the format `date`; annotations go. */
function asDraft4(node: unknown): Fields {
  const words = Object.entries(node as Fields).filter(([word]) => !annotations.includes(word));
  const converted = words.flatMap(([word, value]): [string, unknown][] => {
    if (word === 'const') return [['enum', [value]]];
    if (word === 'format' && value === 'date') return [['pattern', '^\\d{4}-\\d{2}-\\d{2}$']];
    expect(ofDraft4).toContain(word);
    if (word === 'properties') return [[word, membersAsDraft4(value as Fields)]];
    return [[word, isObject(value) ? asDraft4(value) : value]];
  });
  return Object.fromEntries(converted);
}

function membersAsDraft4(members: Fields): Fields {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, asDraft4(member)]));
}
