import { describe, expect, it } from 'vitest';
import { examplesByRule } from '../../shared/examples/rule-examples.ts';
import { runExample } from '../../shared/examples/run-example.ts';
import { rules } from '../../shared/rules/index.ts';

describe.each(rules.map((rule) => [rule.meta.id, rule] as const))('%s', (id, rule) => {
  const examples = examplesByRule[id];

  it.each(examples.map((example) => [`${example.outcome}: ${example.name}`, example] as const))(
    '%s',
    (_, example) => {
      const { judged, violations } = runExample(rule, example);
      expect(judged).toMatchObject({
        outcome: example.outcome,
        ...(example.reason !== undefined && { reason: example.reason }),
        ...(example.missing !== undefined && { missing: example.missing }),
      });
      if (judged.outcome === 'undecided') expect(judged.unavailable).toEqual(example.unavailable);
      if (example.outcome !== 'violation') return expect(violations).toEqual([]);
      expect(violations[0]).toMatchObject({
        status: example.status ?? 'violation',
        evidence: example.evidence ?? {},
        title: rule.meta.title,
      });
      expect(violations[0]?.message).not.toMatch(/[{}]|unknown|undefined/);
    },
  );

  it('has at least two passing, two violating and one not applicable example', () => {
    const count = (outcome: string) => examples.filter((example) => example.outcome === outcome).length;
    expect(count('pass')).toBeGreaterThanOrEqual(2);
    expect(count('violation')).toBeGreaterThanOrEqual(2);
    expect(count('not-applicable')).toBeGreaterThanOrEqual(1);
  });

  it('says why each example without a verdict has none', () => {
    for (const example of examples) {
      if (example.outcome === 'not-applicable') expect(example.reason, example.name).toBeDefined();
      if (example.outcome === 'undecided') expect(example.missing, example.name).toBeDefined();
    }
  });

  it('has examples that differ in name and in what they give', () => {
    expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
    const given = examples.map(
      ({ name: _n, outcome: _o, reason: _r, missing: _m, unavailable: _u, ...rest }) => JSON.stringify(rest),
    );
    expect(new Set(given).size).toBe(examples.length);
  });

  it('uses each of its messages in an example', () => {
    const used = examples
      .filter(({ outcome }) => outcome === 'violation')
      .map((example) => runExample(rule, example).judged)
      .map((judged) => (judged.outcome === 'violation' ? judged.message : undefined));
    expect(new Set(used)).toEqual(new Set(Object.keys(rule.meta.messages)));
  });
});

it('the registry and the examples name the same rules', () => {
  expect(Object.keys(examplesByRule).sort()).toEqual(rules.map(({ meta }) => meta.id).sort());
});
