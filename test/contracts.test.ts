import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { decide } from '../shared/evaluation/decide.ts';
import { compliantSubmission, factsOf, patched } from '../shared/examples/compliant.ts';
import { examplesByRule } from '../shared/examples/rule-examples.ts';
import { evaluatedAt, runExample } from '../shared/examples/run-example.ts';
import { rules } from '../shared/rules/index.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import { bookOf, exemptionOf } from './support/evaluation/rule-books.ts';

const contract = JSON.parse(readFileSync('shared/contracts/result.schema.json', 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
ajvFormats.default(ajv);
ajv.addSchema(contract);

function validator(name: 'violation' | 'decision'): ValidateFunction {
  const validate = ajv.getSchema(`${contract.$id}#/$defs/${name}`);
  if (validate === undefined) throw new Error(`the contract has no \`${name}\``);
  return validate;
}

/** What the contract has against a value, as it leaves: through JSON. */
function faultsOf(name: 'violation' | 'decision', value: unknown) {
  const validate = validator(name);
  validate(JSON.parse(JSON.stringify(value)));
  return validate.errors ?? [];
}

/** The names that a part of the contract knows. It is open for others; what leaves the system is not. */
function knownNames(...path: string[]): string[] {
  const part = path.reduce((schema, name) => schema[name], contract.$defs);
  return Object.keys(part.properties);
}

const examples = rules.flatMap((rule) =>
  examplesByRule[rule.meta.id].map((example) => [`${rule.meta.id}: ${example.name}`, rule, example] as const),
);
const violating = examples.filter(([, , example]) => example.outcome === 'violation');
const submitted = examples.filter(([, , example]) => example.submission !== undefined);

describe('a violation keeps the contract', () => {
  it.each(violating)('%s', (_, rule, example) => {
    const { violations } = runExample(rule, example);
    expect(violations).not.toEqual([]);
    for (const one of violations) {
      expect(faultsOf('violation', one)).toEqual([]);
      expect(knownNames('violation')).toEqual(expect.arrayContaining(Object.keys(one)));
      expect(knownNames('violation', 'properties', 'subject')).toEqual(
        expect.arrayContaining(Object.keys(one.subject)),
      );
    }
  });
});

describe('a decision keeps the contract', () => {
  const exemptions = [
    exemptionOf({ rules: rules.map(({ meta }) => meta.id), subject: { task: 'orders-daily' } }),
  ];

  it.each(
    submitted.flatMap(([name, , example]) => [
      [name, example, {}] as const,
      [`${name} (exempted)`, example, { exemptions }] as const,
    ]),
  )('%s', (_, { submission, facts, policy }, more) => {
    const decision = decide(bookOf({ ...policy, ...more }), {
      submission: parseSubmission(patched(compliantSubmission, submission)),
      facts: factsOf(facts),
      evaluatedAt,
    });
    expect(faultsOf('decision', decision)).toEqual([]);
    const status = 'exemptions' in more ? 'exempted' : 'violation';
    for (const violation of decision.violations) expect(violation.status).toBe(status);
    const names = [...knownNames('decision'), 'unavailable', 'violationsOmitted'];
    expect(names).toEqual(expect.arrayContaining(Object.keys(decision)));
    for (const result of decision.results) {
      const members = [...knownNames('ruleResult'), 'evidence'];
      expect(members).toEqual(expect.arrayContaining(Object.keys(result)));
    }
  });
});

it('the contract refuses what does not keep it', () => {
  expect(faultsOf('violation', {})).not.toEqual([]);
  expect(faultsOf('decision', { schemaVersion: '1' })).not.toEqual([]);
});

it('the contract and the registry name the same rules', () => {
  expect([...contract.$defs.ruleId.enum].sort()).toEqual(rules.map(({ meta }) => meta.id).sort());
});
