import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { requestersOf } from '../../shared/evaluation/bound-decision.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import { contextOf } from '../../shared/evaluation/judge-subject.ts';
import { factsOf } from '../../shared/examples/compliant.ts';
import { known } from '../../shared/json/fact.ts';
import { needToKnow, type Reader } from '../../shared/report/need-to-know.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';

const administrator = 'arn:aws:iam::123456789012:user/administrator';
const key = 'AKIAEXAMPLEEXAMPLE01';
/** A task with somebody else's key and a fault of its own; what is known of the key's user is a secret to strangers. */
const whole = submission({ sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });
const facts = {
  ...factsOf({
    access: [
      {
        arn: administrator,
        hasAccess: true,
        actionCount: 17_000,
        services: ['iam'],
        grants: [{ policy: 'SecretProjectBigBird', statement: 'AllowAll', actions: ['iam:CreateUser'] }],
      },
    ],
    keyOwners: { [key]: administrator },
  }),
  keyAccounts: new Map([[key, known('123456789012')]]),
};
const book = bookOf();
const decision = {
  ...decide(book, { submission: whole, facts, evaluatedAt }),
  requesters: requestersOf(whole, contextOf(book.policy, facts)),
};
const stranger: Reader = { readsAll: false, principal: 'arn:aws:iam::123456789012:role/orchestrator' };

const ofRule = (violations: readonly Violation[], id: string) =>
  violations.find(({ ruleId }) => ruleId === id) as Violation;

describe('a decision', () => {
  it('is told whole to a reader, and to the principal that it is about', () => {
    expect(needToKnow(decision, { ...stranger, readsAll: true })).toEqual(decision);
    const own = needToKnow(decision, { readsAll: false, principal: administrator });
    expect(ofRule(own.violations, 'requester-has-no-access')).toEqual(
      ofRule(decision.violations, 'requester-has-no-access'),
    );
    expect(own.requesters).toEqual(decision.requesters);
  });

  it.each<[string, Reader]>([
    ['another principal', stranger],
    ['nobody that was authenticated', { readsAll: false, principal: undefined }],
    ['a text that is no ARN', { readsAll: false, principal: 'administrator' }],
  ])('tells %s nothing that was found out', (_, reader) => {
    const told = JSON.stringify(needToKnow(decision, reader));
    for (const secret of [
      'administrator',
      'SecretProjectBigBird',
      'iam:CreateUser',
      '17000',
      'accessKeyAccountId',
    ])
      expect(told).not.toContain(secret);
    expect(JSON.stringify(decision)).toContain('SecretProjectBigBird');
  });

  it('keeps rules, outcomes, ids, and the fault that the sender can mend', () => {
    const told = needToKnow(decision, stranger);
    expect(told.decision).toBe('block');
    expect(told.results).toEqual(decision.results);
    expect(told.violations.map(({ id }) => id)).toEqual(decision.violations.map(({ id }) => id));
    const [before, after] = [decision, told].map(({ violations }) =>
      ofRule(violations, 'kms-unload-uses-iam-role'),
    );
    expect(after).toMatchObject({ message: before?.message, evidence: { endpoint: 'Orders' } });
    expect(ofRule(told.violations, 'requester-has-no-access')).toMatchObject({
      message: 'The requester of temporary credentials has access of its own',
      evidence: {},
      subject: { kind: 'submission', connection: 'redshift', hop: 'staging' },
    });
  });

  it('names what the sender declared itself', () => {
    const declared = { ...facts, keyOwners: new Map() };
    const open = {
      ...decide(book, { submission: whole, facts: declared, evaluatedAt }),
      requesters: requestersOf(whole, contextOf(book.policy, declared)),
    };
    expect(needToKnow(open, stranger).requesters).toEqual([
      {
        connection: 'redshift',
        hop: 'staging',
        principal: 'arn:aws:iam::123456789012:user/mapping-requester',
        evidence: 'declared',
      },
    ]);
  });

  it('names no policy that is missing', () => {
    const result = {
      ruleId: 'requester-has-no-access',
      outcome: 'undecided',
      mode: 'enforce',
      missing: ['arn:aws:iam::123456789012:policy/SecretProjectBigBird', 'key-owner'],
    } as const;
    const told = needToKnow(
      { ...decision, results: [{ ...result, missing: [...result.missing] }] },
      stranger,
    );
    expect(told.results[0]?.missing).toEqual(['iam-policies', 'key-owner']);
  });
});
