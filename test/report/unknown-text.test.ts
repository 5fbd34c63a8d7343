import { describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import submissionSchema from '../../shared/contracts/submission.schema.json' with { type: 'json' };
import { examplesByRule } from '../../shared/examples/rule-examples.ts';
import type { Paint } from '../../shared/report/paint.ts';
import { type Unknown, unknownText } from '../../shared/report/unknown-text.ts';
import { unknownsOf } from '../../shared/report/unknowns.ts';
import { missingEvidence } from '../../shared/rules/missing-evidence.ts';

const paint: Paint = (_, text) => text;
const unknown: Unknown = {
  ruleId: 'requester-has-no-access',
  missing: 'iam-policies',
  count: 5,
  concerned: ['a', 'b', 'c', 'd'],
  concernedCount: 9,
};

describe('what is not known', () => {
  it('is said by rule, with whom it concerns and what tells it', () => {
    expect(unknownText([unknown], 'forSubmissions', paint)).toEqual([
      [
        'What is not known',
        '  what the requester may do: missing iam-policies',
        '    undecided: requester-has-no-access (5), of a, b, c, 6 more',
        '    told by `--iam FILE` of its account (`aws iam get-account-authorization-details`)',
      ].join('\n'),
    ]);
  });

  it('is said once for rules that lack the same of the same', () => {
    const principal = { ...unknown, missing: 'principal' };
    const [text] = unknownText(
      [
        principal,
        { ...principal, ruleId: 'no-root-credentials', count: 2 },
        { ...principal, concernedCount: 4 },
      ],
      'forSubmissions',
      paint,
    );
    expect(text?.split('\n')).toHaveLength(1 + 3 + 3);
    expect(text).toContain(
      '\n    undecided: requester-has-no-access (5), no-root-credentials (2), of a, b, c, 6 more\n',
    );
  });

  it('is told by other files for an archive, or by nothing', () => {
    const [text] = unknownText([unknown, { ...unknown, missing: 'analysis-limit' }], 'forRecords', paint);
    expect(text).toContain('; or `--observed`\n');
    expect(text).toContain('nothing that this command reads tells it');
  });

  it('is no section where there is nothing, and no longer than anybody reads', () => {
    expect(unknownText([], 'forRecords', paint)).toEqual([]);
    const [text = ''] = unknownText(
      Array.from({ length: 22 }, (_, n) => ({ ...unknown, concernedCount: n })),
      'forRecords',
      paint,
    );
    expect(text.split('\n')).toHaveLength(1 + 20 * 3 + 1);
    expect(text).toMatch(/\n {2}and 2 more$/);
  });

  it('holds no control characters, though a file of IAM names what is missing', () => {
    const hostile = { ...unknown, missing: 'arn:x\u001b[2J\nb', concerned: ['a\u0007'] };
    expect(unknownText([hostile], 'forRecords', paint)[0]?.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

it('every word that a rule uses for what is missing has its words, and a supply or a reason why not', () => {
  const words = Object.values(examplesByRule).flatMap((examples) =>
    examples.flatMap(({ missing = [] }) => missing),
  );
  expect(words.length).toBeGreaterThan(20);
  for (const word of words.filter((one) => one.includes('-') && !one.startsWith('arn:')))
    expect(missingEvidence(word).what, word).not.toContain(word);
  expect(missingEvidence('readMode').what).toBe('the value of `readMode`');
  for (const word of ['constructor', 'own', 'group etl', 'arn:aws:iam::123456789012:policy/shared'])
    expect(missingEvidence(word)).toMatchObject({
      what: `what \`${word}\` says, which the file of IAM lacks, or has in no readable form`,
      isAccess: true,
    });
  const { connection, source, target } = submissionSchema.$defs;
  for (const { properties } of [connection, source, target])
    for (const word of properties.unresolved.items.enum)
      expect(missingEvidence(word).isAccess, word).toBeUndefined();
});

it('what decisions leave open is put together by rule and by what is missing', () => {
  const decisionOf = (missing: string): Decision => ({
    schemaVersion: '1',
    submissionId: 's',
    decision: 'allow',
    policyRevision: 'sha256:0',
    evaluatedAt: '2026-10-01T12:00:00Z',
    results: [
      { ruleId: 'no-root-credentials', outcome: 'pass', mode: 'enforce' },
      { ruleId: 'requester-has-no-access', outcome: 'undecided', mode: 'enforce', missing: [missing] },
    ],
    violations: [],
  });
  const decided = [
    { name: 'one', decision: decisionOf('iam-policies') },
    { name: 'two', decision: decisionOf('principal') },
    { name: 'three', decision: decisionOf('iam-policies') },
  ];
  expect(unknownsOf(decided)).toMatchObject([
    { missing: 'iam-policies', count: 2, concerned: ['one', 'three'], concernedCount: 2 },
    { missing: 'principal', count: 1, concerned: ['two'] },
  ]);
});
