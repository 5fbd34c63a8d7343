import { describe, expect, it } from 'vitest';
import { evaluateRecord } from '../../shared/evaluation/evaluate-record.ts';
import { RuleFaultError, throwFaults } from '../../shared/evaluation/faults.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { pass, violation } from '../../shared/rules/verdict.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { credentialRequest } from '../support/evaluation/subjects.ts';
import { caught } from '../support/hostile/caught.ts';

const thrown = new RangeError('out of range');
const sound = ruleWith({ 'credential-request': () => pass });
const finding = ruleWith(
  { 'credential-request': () => violation('broken', {}) },
  { id: 'no-root-credentials' },
);
const throwing = (id: 'renew-before-expiry' | 'requester-has-no-access', error: unknown) =>
  ruleWith(
    {
      'credential-request': () => {
        throw error;
      },
    },
    { id },
  );

describe('throwFaults', () => {
  it('lets outcomes pass of rules that did not throw', () => {
    const outcomes = evaluateRecord(bookOf({}, [sound, finding]), credentialRequest(), noFacts);
    expect(() => throwFaults(outcomes)).not.toThrow();
  });

  it('throws one error for all rules that threw, whose cause is the first one’s', () => {
    const rules = [
      throwing('renew-before-expiry', thrown),
      sound,
      throwing('requester-has-no-access', 'text'),
    ];
    const outcomes = evaluateRecord(bookOf({}, rules), credentialRequest(), noFacts);
    const error = caught<RuleFaultError>(() => throwFaults(outcomes));
    expect(error).toBeInstanceOf(RuleFaultError);
    expect(error.name).toBe('RuleFaultError');
    expect(error.message).toBe('rules faulted: renew-before-expiry, requester-has-no-access');
    expect(error.cause).toBe(thrown);
  });
});
