import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findExemption, indexExemptions } from '../../shared/evaluation/exemptions.ts';
import type { Exemption } from '../../shared/policy/policy.ts';
import { exemptionOf, policyOf } from '../support/evaluation/rule-books.ts';

const finding: Pick<Violation, 'ruleId' | 'subject'> = {
  ruleId: 'duration-covers-run',
  subject: {
    kind: 'submission',
    accountId: '123456789012',
    requester: 'arn:aws:iam::123456789012:user/mapping-requester',
    roleArn: 'arn:aws:iam::123456789012:role/redshift-stage',
    task: 'orders-daily',
    connection: 'redshift',
  },
};

function exemptions(...deltas: object[]): readonly Exemption[] {
  return policyOf({ exemptions: deltas.map(exemptionOf) }).exemptions;
}

function found(delta: object, day = '2026-10-15') {
  return findExemption(finding, indexExemptions(exemptions(delta)), day).inForce?.id;
}

describe('an exemption', () => {
  it.each([
    ['2026-09-30', undefined],
    ['2026-10-01', 'EX-1'],
    ['2026-10-31', 'EX-1'],
    ['2026-11-01', undefined],
  ])('on %s is in force: %s', (day, id) => {
    expect(found({}, day)).toBe(id);
  });

  it.each([
    ['accountId', '123456789012'],
    ['requester', 'arn:aws:iam::123456789012:user/mapping-requester'],
    ['roleArn', 'arn:aws:iam::123456789012:role/redshift-stage'],
    ['task', 'orders-daily'],
    ['connection', 'redshift'],
  ])('by %s holds for the value itself, and for none that is like it', (member, value) => {
    expect(found({ subject: { [member]: value } })).toBe('EX-1');
    for (const other of [
      value.toUpperCase(),
      value.slice(0, -1),
      `${value} `,
      `${value.slice(0, -1)}*`,
      '*',
      '',
    ]) {
      if (other !== value) expect(found({ subject: { [member]: other } }), other).toBeUndefined();
    }
  });

  it('holds where all members that it gives are equal', () => {
    const subject = { task: 'orders-daily', connection: 'redshift' };
    expect(found({ subject })).toBe('EX-1');
    expect(found({ subject: { ...subject, task: 'orders-weekly' } })).toBeUndefined();
  });

  it('by a member that the finding lacks does not hold', () => {
    const { task: _, ...subject } = finding.subject;
    const bare = { ...finding, subject };
    expect(
      findExemption(bare, indexExemptions(exemptions({ subject: { task: 'orders-daily' } })), '2026-10-15')
        .inForce,
    ).toBeUndefined();
  });

  it('holds for the rules that it names', () => {
    expect(found({ rules: ['no-root-credentials', 'duration-covers-run'] })).toBe('EX-1');
    expect(found({ rules: ['no-root-credentials'] })).toBeUndefined();
  });
});

describe('of several exemptions', () => {
  it('the first that is in force counts', () => {
    const list = exemptions(
      { id: 'other-rule', rules: ['no-root-credentials'] },
      { id: 'over', created: '2026-01-01', expires: '2026-02-01' },
      { id: 'first' },
      { id: 'second' },
    );
    expect(findExemption(finding, indexExemptions(list), '2026-10-15').inForce?.id).toBe('first');
  });

  it.each([
    ['that have expired are named as lapsed', { id: 'over', expires: '2026-10-15' }, ['over']],
    [
      'that expired long ago are named as lapsed',
      { id: 'over', created: '2026-01-01', expires: '2026-02-01' },
      ['over'],
    ],
    ['that are in force have not lapsed', { id: 'now', expires: '2026-10-16' }, []],
    ['that are not in force yet have not lapsed', { id: 'soon', created: '2026-10-16' }, []],
    [
      'of other findings have not lapsed',
      { id: 'else', expires: '2026-10-02', subject: { task: 'other' } },
      [],
    ],
  ])('those %s', (_, delta, lapsed) => {
    expect(
      findExemption(finding, indexExemptions(exemptions(delta, { id: 'EX-2' })), '2026-10-15'),
    ).toMatchObject({
      lapsed,
      inForce: { id: delta.id === 'now' ? 'now' : 'EX-2' },
    });
  });
});
