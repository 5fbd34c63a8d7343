import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decide } from '../../shared/evaluation/decide.ts';
import { openRuleBook } from '../../shared/evaluation/rule-book.ts';
import { factsOf } from '../../shared/examples/compliant.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import type { ExampleFacts } from '../../shared/rules/example.ts';
import { rules } from '../../shared/rules/index.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const ids = rules.map(({ meta }) => meta.id);
const text = await readFile('docs/deploy/strict-policy.yaml', 'utf8');
const policy = parsePolicy(text, ids);
const book = openRuleBook(rules, policy);
const page = await readFile('docs/policy.md', 'utf8');
const [, section = ''] = page.split('\n## The strict policy\n');
const asked = [...(section.split('\n## ', 1)[0] ?? '').matchAll(/^\| [^|]+\| (`[^|]+`) +\|/gm)].flatMap(
  ([, cell = '']) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, word]) => word),
);

const requester = 'arn:aws:iam::123456789012:user/mapping-requester';
/** What AWS says of the compliant submission: the key is the requester's, and it has no access. */
const known: ExampleFacts = {
  keyOwners: { AKIAEXAMPLEEXAMPLE01: requester },
  access: [{ arn: requester, hasAccess: false, grants: [] }],
};

function decided(delta: object, facts: ExampleFacts, under = book) {
  const { decision, results } = decide(under, {
    submission: submission(delta),
    facts: factsOf(facts),
    evaluatedAt: '2026-10-01T12:00:00.000Z',
  });
  return { decision, missing: [...new Set(results.flatMap(({ missing = [] }) => missing))] };
}

it('blocks what is undecided, whatever the rule', () => {
  expect(ids.map((id) => policy.settingOf(id).whenUndecided)).toEqual(ids.map(() => 'block'));
  expect(book.rules.map(({ mode }) => mode)).toEqual(ids.map(() => 'enforce'));
});

it('wants AWS, or a proof, to say who the requester is', () => {
  const grades = ids.map((id) => [id, policy.settingOf(id).minimumEvidence]);
  expect(Object.fromEntries(grades)).toMatchObject({
    'requester-has-no-access': 'resolved',
    'requester-is-iam-principal': 'resolved',
    'no-root-credentials': 'resolved',
  });
});

it('allows the submission that breaks no rule, where AWS says the same of its requester', () => {
  expect(decided({}, known)).toEqual({ decision: 'allow', missing: [] });
});

const connection = (delta: object) => ({ connections: { redshift: delta } });

describe('blocks, where the default policy allows, a task', () => {
  it.each<[string, object, ExampleFacts, string]>([
    ['whose requester the submission alone names', {}, { access: known.access ?? [] }, 'evidence'],
    ['without a key', connection({ accessKeyId: null }), known, 'evidence'],
    ['without a principal', connection({ principalArn: null, accessKeyId: null }), known, 'principal'],
    ['whose requester nobody looked at', {}, { keyOwners: known.keyOwners ?? {} }, 'iam-policies'],
    ['of unknown length', { task: { expectedRunSeconds: null } }, known, 'expected-run-seconds'],
    [
      'that asks for more than an hour',
      { sources: [{ temporaryCredentialDuration: 7200 }] },
      known,
      'role-max-session-duration',
    ],
    ['that a parameter file may change', { sources: [{ overridable: true }] }, known, 'parameter-file'],
  ])('%s', (_, delta, facts, reason) => {
    const { decision, missing } = decided(delta, facts);
    expect({ decision, missing }).toEqual({ decision: 'block', missing: expect.arrayContaining([reason]) });
    expect(decided(delta, facts, bookOf()).decision).toBe('allow');
    expect(asked).toContain(reason);
  });
});

it('can be deployed as it is: AWS AppConfig takes JSON', () => {
  expect(parsePolicy(JSON.stringify(parse(text)), ids).revision).toBe(policy.revision);
});
