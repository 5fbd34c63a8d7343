import { describe, expect, it } from 'vitest';
import { rules } from '../../shared/rules/index.ts';
import { pass } from '../../shared/rules/verdict.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';

const idsOf = (active: readonly { rule: { meta: { id: string } } }[]) =>
  active.map(({ rule }) => rule.meta.id);

describe('a rule book', () => {
  it('has every rule, in the order of the registry, by default enforced at its own severity', () => {
    expect(bookOf().rules).toEqual(
      rules.map((rule) => ({
        rule,
        mode: 'enforce',
        severity: rule.meta.severity,
        whenUndecided: 'warn',
        minimumEvidence: 'declared',
      })),
    );
  });

  it('lacks the rules in mode off', () => {
    const book = bookOf({ rules: { 'no-root-credentials': { mode: 'off' } } });
    expect(idsOf(book.rules)).toEqual(
      rules.map(({ meta }) => meta.id).filter((id) => id !== 'no-root-credentials'),
    );
    expect(idsOf(book.checks['credential-request'].map(({ active }) => active))).not.toContain(
      'no-root-credentials',
    );
  });

  it('has a rule as the policy sets it', () => {
    const setting = {
      mode: 'warn',
      severity: 'low',
      whenUndecided: 'block',
      minimumEvidence: 'resolved',
    };
    const book = bookOf({ rules: { 'no-root-credentials': setting } });
    expect(book.rules.find(({ rule }) => rule.meta.id === 'no-root-credentials')).toMatchObject(setting);
  });

  it.each([
    ['credential-request', ['duration-covers-run']],
    ['expired-call', ['renew-before-expiry']],
    ['session', ['renew-before-expiry', 'no-root-credentials']],
  ] as const)('has for a subject of kind %s the rules that have a check for it', (kind, ids) => {
    const check = () => pass;
    const book = bookOf({}, [
      ruleWith({ 'credential-request': check }),
      ruleWith({ 'expired-call': check, session: check }, { id: 'renew-before-expiry' }),
      ruleWith({ session: check, endpoint: check }, { id: 'no-root-credentials' }),
    ]);
    expect(book.checks[kind].map(({ active }) => active.rule.meta.id)).toEqual(ids);
    expect(book.checks[kind].every((one) => one.check === check)).toBe(true);
  });
});
