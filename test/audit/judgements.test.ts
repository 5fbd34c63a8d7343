import { describe, expect, it } from 'vitest';
import { type Judgement, Judgements } from '../../shared/audit/judgements.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { Outcome } from '../../shared/evaluation/outcome.ts';
import { notApplicable, pass, undecided, violation } from '../../shared/rules/verdict.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

const [active] = bookOf().rules as [Outcome['active']];
const outcome = (judged: Outcome['judged'], violations: Violation[] = []): Outcome => {
  return { active, judged, violations, lapsedExemptions: [] };
};
const judgement = (outcomes: Outcome[], more: Partial<Judgement> = {}): Judgement => {
  return {
    subject: 'credential-request',
    isLeftOut: false,
    isCounted: false,
    requester: 'one',
    outcomes,
    ...more,
  };
};

describe('Judgements', () => {
  it('counts those that are alike as one', () => {
    const judgements = new Judgements();
    const numbers = [1, 2, 3].map(() =>
      judgements.add(judgement([outcome(pass), outcome(undecided('run'))])),
    );
    expect(numbers).toEqual([1, 1, 1]);
    expect([...judgements].map(({ count }) => count)).toEqual([3]);
  });

  it.each<[string, Judgement]>([
    ['its outcome', judgement([outcome(notApplicable('root'))])],
    ['another outcome', judgement([outcome(pass), outcome(pass)])],
    ['its subject', judgement([outcome(pass)], { subject: 'session' })],
    ['whether it was left out', judgement([outcome(pass)], { isLeftOut: true })],
    ['when it was judged', judgement([outcome(pass)], { isCounted: true })],
    ['its requester', judgement([outcome(pass)], { requester: 'two' })],
    ['that an AWS service is none', judgement([outcome(pass)], { requester: undefined })],
  ])('tells judgements apart by %s', (_, other) => {
    const judgements = new Judgements();
    expect([judgements.add(judgement([outcome(pass)])), judgements.add(other)]).toEqual([1, 2]);
  });

  it('tells what is missing apart', () => {
    const judgements = new Judgements();
    for (const missing of ['run', 'policy', 'run', 'a","b'])
      judgements.add(judgement([outcome(undecided(missing))]));
    judgements.add(judgement([outcome({ outcome: 'undecided', missing: ['a', 'b'] })]));
    expect([...judgements].map(({ count }) => count)).toEqual([2, 1, 1, 1]);
  });

  it('has each violation by itself', () => {
    const judgements = new Judgements();
    const found = () => judgement([outcome(violation('broken', {}), [{ id: 'v1-1' } as Violation])]);
    expect([judgements.add(found()), judgements.add(found())]).toEqual([1, 2]);
  });

  it('takes back what was counted in', () => {
    const judgements = new Judgements();
    const number = judgements.add(judgement([outcome(pass)]));
    judgements.add(judgement([outcome(pass)]));
    expect(judgements.takeBack(number)?.outcomes).toHaveLength(1);
    expect([...judgements].map(({ count }) => count)).toEqual([1]);
    expect([judgements.takeBack(0), judgements.takeBack(9)]).toEqual([undefined, undefined]);
  });
});
