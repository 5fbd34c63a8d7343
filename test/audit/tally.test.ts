import { describe, expect, it } from 'vitest';
import { Tally } from '../../shared/audit/tally.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import { notApplicable, pass, undecided, violation } from '../../shared/rules/verdict.ts';
import { bookOf, exemptionOf } from '../support/evaluation/rule-books.ts';

const exemptions = ['EX-1', 'EX-2', 'EX-3'].map((id) => exemptionOf({ id }));
const book = bookOf({ exemptions, rules: { 'no-root-credentials': { mode: 'off' } } });
const [first, second] = book.rules as [Outcome['active'], Outcome['active']];

const outcome = (judged: Outcome['judged'], more: Partial<Outcome> = {}): Outcome => ({
  active: first,
  judged,
  violations: [],
  lapsedExemptions: [],
  ...more,
});
const exempted = (id: string) => ({ violations: [{ exemption: { id } } as Violation] });

function tallyOf(outcomes: readonly Outcome[]): Tally {
  const tally = new Tally(book);
  tally.add(outcomes);
  return tally;
}

describe('Tally', () => {
  it('counts each outcome under its rule, by the names of the contract', () => {
    const fault = { outcome: 'fault', reason: 'it threw', error: undefined } as const;
    const { rules } = tallyOf([
      outcome(pass),
      outcome(pass, { active: second }),
      outcome(violation('broken', {})),
      outcome(violation('broken', {})),
      outcome(undecided('policy')),
      outcome(notApplicable('root')),
      outcome(fault),
    ]);
    expect(rules[first.rule.meta.id]).toEqual({
      pass: 1,
      violation: 2,
      undecided: 1,
      notApplicable: 1,
      fault: 1,
    });
    expect(rules[second.rule.meta.id]).toEqual({
      pass: 1,
      violation: 0,
      undecided: 0,
      notApplicable: 0,
      fault: 0,
    });
  });

  it('has every rule that is not off, judged or not, and its own counts for each', () => {
    const { rules } = tallyOf([]);
    expect(Object.keys(rules)).toEqual(book.rules.map(({ rule }) => rule.meta.id));
    expect(rules).not.toHaveProperty('no-root-credentials');
    expect(new Set(Object.values(rules)).size).toBe(book.rules.length);
  });

  it.each<[string, readonly Outcome[], object]>([
    [
      'unused where nothing names them',
      [outcome(pass)],
      { used: [], expired: [], unused: ['EX-1', 'EX-2', 'EX-3'] },
    ],
    [
      'used, in the policy’s order, each once',
      [outcome(pass, exempted('EX-3')), outcome(pass, exempted('EX-1')), outcome(pass, exempted('EX-3'))],
      { used: ['EX-1', 'EX-3'], expired: [], unused: ['EX-2'] },
    ],
    [
      'expired where they name a finding but no longer hold',
      [outcome(pass, { lapsedExemptions: ['EX-2'] })],
      { used: [], expired: ['EX-2'], unused: ['EX-1', 'EX-3'] },
    ],
    [
      'used where they held for one finding and not for another',
      [outcome(pass, { lapsedExemptions: ['EX-2'] }), outcome(pass, exempted('EX-2'))],
      { used: ['EX-2'], expired: [], unused: ['EX-1', 'EX-3'] },
    ],
  ])('names exemptions that are %s', (_, outcomes, expected) => {
    expect(tallyOf(outcomes).exemptions).toEqual(expected);
  });

  it('names whom each undecided outcome concerns, each once, however often', () => {
    const tally = new Tally(book);
    const open = outcome(undecided('iam-policies'));
    const other = outcome(undecided('run'), { active: second });
    for (const requester of ['b', 'a']) tally.add([open], { requester });
    tally.add([open], { requester: 'b', times: 1 });
    tally.add([open], { requester: 'c', times: 0 });
    tally.add([other], { requester: 'd' });
    tally.add([open]);
    expect(tally.undecided).toEqual([
      {
        ruleId: first.rule.meta.id,
        missing: 'iam-policies',
        count: 4,
        requesterCount: 2,
        requesters: ['a', 'b'],
      },
      { ruleId: second.rule.meta.id, missing: 'run', count: 1, requesterCount: 1, requesters: ['d'] },
    ]);
    expect(tally.requesters).toEqual({ count: 3, withoutKnownAccess: 2 });
  });

  it('names no more requesters than anybody reads, and counts all', () => {
    const tally = new Tally(book);
    for (let n = 0; n < 30; n++) tally.add([outcome(undecided('run'))], { requester: `r${10 + n}` });
    expect(tally.undecided[0]?.requesters).toHaveLength(20);
    expect(tally.undecided[0]).toMatchObject({ requesterCount: 30 });
  });

  it('tells the first thousand kinds of missing evidence apart, by name, whichever come first', () => {
    const kinds = Array.from({ length: 3000 }, (_, number) => `policy ${String(number).padStart(4, '0')}`);
    const told = [kinds, kinds.toReversed()].map((inOrder) => {
      const tally = new Tally(book);
      for (const kind of inOrder) tally.add([outcome(undecided(kind))], { requester: kind, times: 2 });
      return tally.undecided;
    });
    expect(told[0]).toEqual(told[1]);
    const [others, first] = told[0] ?? [];
    expect(told[0]).toHaveLength(1001);
    expect(others).toMatchObject({ missing: 'other evidence', count: 4000, requesterCount: 2000 });
    expect(first).toMatchObject({ missing: 'policy 0000', count: 2, requesters: ['policy 0000'] });
    expect(told[0]?.at(-1)).toMatchObject({ missing: 'policy 0999' });
  });

  it('adds what others counted, as if it had counted all itself', () => {
    const kinds = ['iam-policies', 'run', ...Array.from({ length: 1500 }, (_, number) => `policy ${number}`)];
    const some = kinds.flatMap((kind, number) => [
      { one: outcome(undecided(kind), { active: second }), requester: `r${number % 7}` },
      {
        one: outcome(pass, { lapsedExemptions: ['EX-2'], ...exempted('EX-3') }),
        requester: `r${number % 9}`,
      },
    ]);
    const whole = new Tally(book);
    const pieces = [new Tally(book), new Tally(book), new Tally(book)];
    for (const [number, { one, requester }] of some.entries()) {
      whole.add([one], { requester });
      pieces[number % pieces.length]?.add([one], { requester });
    }
    const sum = new Tally(book);
    for (const piece of pieces) sum.addAll(JSON.parse(JSON.stringify(piece.counts)));
    for (const member of ['rules', 'undecided', 'requesters', 'exemptions'] as const)
      expect(sum[member]).toEqual(whole[member]);
    expect(sum.requesters).toEqual({ count: 9, withoutKnownAccess: 7 });
  });
});
