import { describe, expect, it } from 'vitest';
import { decide, decideOrWait } from '../../shared/evaluation/decide.ts';
import { mostViolations } from '../../shared/report/fit-decision.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { undecided, violation } from '../../shared/rules/verdict.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const evaluatedAt = '2026-10-15T12:00:00.000Z';
const broken = () => violation('broken', {});
const lake = { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/lake' };

/** A submission of so many sources, of which the last is over a connection of its own, and so many targets. */
const many = (sources: number, targets: number) =>
  submission({
    connections: { lake },
    sources: Array.from({ length: sources }, (_, index) => ({
      name: `s${index}`,
      connection: index === sources - 1 ? 'lake' : 'redshift',
      s3BucketName: 'stage',
    })),
    targets: Array.from({ length: targets }, (_, index) => ({
      name: `t${index}`,
      connection: 'lake',
      s3BucketName: 'stage',
    })),
  });
const caseOf = (sources: number, targets: number) => ({
  submission: many(sources, targets),
  facts: noFacts,
  evaluatedAt,
});

describe('of the violations of a submission', () => {
  const rules = [
    ruleWith({ endpoint: broken }),
    ruleWith({ pair: broken }, { id: 'same-bucket-same-connection' }),
  ];

  it('as many are findings as are asked for, of all rules together, and the others are counted', () => {
    const whole = decide(bookOf({}, rules), caseOf(4, 5));
    expect([whole.violations.length, whole.violationsOmitted]).toEqual([9 + 20, undefined]);
    for (const [most, omitted] of [
      [0, 29],
      [5, 24],
      [12, 17],
      [28, 1],
    ] as const) {
      const bounded = decide(bookOf({}, rules), caseOf(4, 5), most);
      expect(bounded.violations).toEqual(whole.violations.slice(0, most));
      expect(bounded.violationsOmitted).toBe(omitted);
      expect([bounded.decision, bounded.results]).toEqual([whole.decision, whole.results]);
    }
    expect(decide(bookOf({}, rules), caseOf(4, 5), 29)).toEqual(whole);
  });

  it.each([
    ['one without an exemption, the last, blocks', { connection: 'redshift' }, 'block'],
    ['none blocks where all are exempted', { task: 'orders-daily' }, 'allow'],
    ['those of another connection are not exempted', { connection: 'lake' }, 'block'],
  ])('that are left out %s', (_, subject, decision) => {
    const onSources = ruleWith({
      endpoint: ({ side }) => (side === 'source' ? broken() : { outcome: 'pass' }),
    });
    const book = bookOf({ exemptions: [exemptionOf({ subject })] }, [onSources]);
    for (const most of [0, 1, 3, 9, 10, Infinity]) {
      expect(decide(book, caseOf(10, 1), most).decision).toBe(decision);
      expect(decideOrWait(book, caseOf(10, 1), most).decision).toBe(decision);
    }
  });

  it('those that are left out do not hide what is undecided, nor a fault', () => {
    const rule = ruleWith({
      pair: ({ source }) => {
        if (source.name === 's9') throw new RangeError('broken');
        return source.name === 's8' ? undecided('bucket') : broken();
      },
    });
    const { results, decision } = decide(bookOf({}, [rule]), caseOf(10, 1), 1);
    expect([results[0]?.outcome, decision]).toEqual(['fault', 'block']);
    const policy = {
      exemptions: [exemptionOf({ subject: { task: 'orders-daily' } })],
      whenUndecided: 'block',
    };
    const exempted = decide(bookOf(policy, [rule]), caseOf(9, 1), 1);
    expect([exempted.results[0]?.outcome, exempted.decision]).toEqual(['violation', 'block']);
  });

  it('4,096 under 500 exemptions take no longer than a caller may wait', () => {
    const exemptions = Array.from({ length: 500 }, (_, index) =>
      exemptionOf({
        id: `EX-${index}`,
        rules: ['same-bucket-same-connection'],
        subject: { task: 'orders-daily', ...(index < 499 && { accountId: '000000000000' }) },
      }),
    );
    const book = bookOf({ exemptions });
    const pairs = caseOf(64, 64);
    const times = Array.from({ length: 12 }, () => {
      const before = process.threadCpuUsage().user;
      const { violationsOmitted = 0, decision } = decide(book, pairs, mostViolations);
      expect([violationsOmitted > 3900, decision]).toEqual([true, 'allow']);
      return process.threadCpuUsage().user - before;
    });
    expect(Math.min(...times)).toBeLessThan(50_000);
  });
});
