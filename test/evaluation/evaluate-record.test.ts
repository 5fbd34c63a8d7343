import { describe, expect, it } from 'vitest';
import { evaluateRecord, evaluateSession, inScope } from '../../shared/evaluation/evaluate-record.ts';
import { known } from '../../shared/json/fact.ts';
import type { Facts } from '../../shared/rules/facts.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import type { RuleContext } from '../../shared/rules/rule.ts';
import { pass, violation } from '../../shared/rules/verdict.ts';
import { chainSessions } from '../../shared/sessions/session-chains.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { credentialRequest, expiredCall } from '../support/evaluation/subjects.ts';

const broken = () => violation('broken', {});
const thrower = () => {
  throw new TypeError('the text of an error may hold a secret');
};
const service = { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } };

function linkOf(request = credentialRequest()) {
  const [link] = chainSessions([request]).flatMap(({ links }) => links);
  if (link === undefined) throw new Error('the request issues no session');
  return link;
}

/** What a rule sees beside its subject. */
function seen(
  kind: 'credential-request' | 'expired-call' | 'session',
  policy: object,
  facts: Facts = noFacts,
) {
  const contexts: RuleContext[] = [];
  const check = (_: unknown, context: RuleContext) => {
    contexts.push(context);
    return pass;
  };
  const book = bookOf(policy, [ruleWith({ [kind]: check })]);
  if (kind === 'session') evaluateSession(book, linkOf(), facts);
  else evaluateRecord(book, kind === 'expired-call' ? expiredCall() : credentialRequest(), facts);
  return contexts;
}

describe('a credential request', () => {
  it('is judged by every rule that has a check for it, and by no other', () => {
    const ids = evaluateRecord(bookOf(), credentialRequest(), noFacts).map(
      ({ active }) => active.rule.meta.id,
    );
    expect(ids).toEqual(
      rules.filter(({ checks }) => 'credential-request' in checks).map(({ meta }) => meta.id),
    );
  });

  it.each([
    ['that succeeded is a violation', {}, 'violation'],
    ['that was refused is an attempt', { errorCode: 'AccessDenied' }, 'attempt'],
  ])('%s', (_, delta, status) => {
    const book = bookOf({}, [ruleWith({ 'credential-request': broken })]);
    const [outcome] = evaluateRecord(book, credentialRequest(delta), noFacts);
    expect(outcome?.violations).toMatchObject([{ status, observedAt: '2026-10-01T08:00:00Z' }]);
  });

  it('is judged on by the other rules where one throws', () => {
    const book = bookOf({}, [
      ruleWith({ 'credential-request': thrower }),
      ruleWith({ 'credential-request': broken }, { id: 'no-root-credentials' }),
    ]);
    const outcomes = evaluateRecord(book, credentialRequest(), noFacts);
    expect(outcomes.map(({ judged }) => judged.outcome)).toEqual(['fault', 'violation']);
    expect(outcomes[0]?.violations).toEqual([]);
  });

  it.each([
    ['on the day before it was created', '2026-09-30T23:59:59Z', 'violation', []],
    ['on the first day', '2026-10-01T00:00:00Z', 'exempted', []],
    ['on the last day', '2026-10-31T23:59:59Z', 'exempted', []],
    ['on the day of its expiry', '2026-11-01T00:00:00Z', 'violation', ['EX-1']],
  ])('goes by the exemption at its own time: %s', (_, eventTime, status, lapsed) => {
    const book = bookOf({ exemptions: [exemptionOf()] }, [ruleWith({ 'credential-request': broken })]);
    const [outcome] = evaluateRecord(book, credentialRequest({ eventTime }), noFacts);
    expect(outcome).toMatchObject({ violations: [{ status }], lapsedExemptions: lapsed });
  });
});

describe('a call with expired credentials', () => {
  it('is judged by the rule that is about it, as a violation and no attempt', () => {
    const outcomes = evaluateRecord(bookOf(), expiredCall(), noFacts);
    expect(outcomes).toMatchObject([
      {
        active: { rule: { meta: { id: 'renew-before-expiry' } } },
        violations: [{ status: 'violation', subject: { kind: 'refused-call', eventName: 'GetObject' } }],
      },
    ]);
  });

  it('is joined to the session that had issued its key', () => {
    const session = { eventId: 'issuing', issuedAt: 0, expiresAt: 3600, sessionName: 'mapping-orders' };
    const facts = { ...noFacts, sessions: new Map([['ASIAEXAMPLEEXAMPLE77', known(session)]]) };
    const [outcome] = evaluateRecord(bookOf(), expiredCall(), facts);
    expect(outcome?.violations[0]?.evidence).toMatchObject({
      issuedByEvent: 'issuing',
      issuedAt: '1970-01-01T00:00:00.000Z',
      expiredAt: '1970-01-01T01:00:00.000Z',
      sessionName: 'mapping-orders',
    });
  });
});

describe('an AWS service that calls for itself', () => {
  it.each([
    ['a credential request', credentialRequest(service), 'credential-request'],
    [
      'a refused credential request',
      credentialRequest({ ...service, errorCode: 'AccessDenied' }),
      'credential-request',
    ],
    ['a call with expired credentials', expiredCall(service), 'expired-call'],
  ] as const)('is no requester: no rule applies to %s, not even one that throws', (_, record, kind) => {
    const book = bookOf({}, [...rules, ruleWith({ [kind]: thrower }), ruleWith({ [kind]: broken })]);
    const outcomes = evaluateRecord(book, record, noFacts);
    expect(outcomes).toHaveLength(book.checks[kind].length);
    for (const { judged, violations } of outcomes) {
      expect(judged).toEqual({ outcome: 'not-applicable', reason: 'aws-service' });
      expect(violations).toEqual([]);
    }
  });
});

describe('a session', () => {
  it('is judged by the rules that have a check for it', () => {
    const check = ruleWith({ session: broken });
    const outcomes = evaluateSession(bookOf({}, [check, ruleWith({ endpoint: broken })]), linkOf(), noFacts);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.violations).toMatchObject([
      {
        status: 'violation',
        subject: { kind: 'session', accessKeyId: 'ASIAEXAMPLEEXAMPLE77' },
        observedAt: '2026-10-01T08:00:00Z',
      },
    ]);
  });

  it('has the id of the request that issued it', () => {
    const rule = ruleWith({ session: broken, 'credential-request': broken });
    const book = bookOf({}, [rule]);
    const [ofSession] = evaluateSession(book, linkOf(), noFacts);
    const [ofRequest] = evaluateRecord(book, credentialRequest(), noFacts);
    expect(ofSession?.violations[0]?.id).toBe(ofRequest?.violations[0]?.id);
  });
});

describe('a rule sees', () => {
  const workloads = [
    { name: 'of another role', roles: ['arn:aws:iam::*:role/other'] },
    { name: 'of another session', roles: ['*'], sessionNames: ['other-*'] },
    {
      name: 'first',
      roles: ['x', 'arn:aws:iam::*:role/redshift-*'],
      sessionNames: ['mapping-*'],
      mode: 'advanced',
    },
    { name: 'second', roles: ['*'] },
  ];

  it.each(['credential-request', 'session'] as const)('the first workload that matches a %s', (kind) => {
    expect(seen(kind, { workloads })).toMatchObject([{ workload: { name: 'first', mode: 'advanced' } }]);
  });

  it('no workload for a call with expired credentials', () => {
    expect(seen('expired-call', { workloads })).toMatchObject([{ workload: undefined }]);
  });

  it('no workload where none matches', () => {
    expect(seen('credential-request', { workloads: workloads.slice(0, 2) })).toMatchObject([
      { workload: undefined },
    ]);
  });

  it.each(['credential-request', 'expired-call', 'session'] as const)(
    'the parameters and the facts, on a %s',
    (kind) => {
      const facts = { ...noFacts, roleMaximums: new Map([['role', known(3600)]]) };
      const [context] = seen(kind, { parameters: { lapseSeconds: 1 } }, facts);
      expect(context?.parameters.lapseSeconds).toBe(1);
      expect(context?.facts).toBe(facts);
    },
  );
});

describe('the scope', () => {
  const user = 'arn:aws:iam::123456789012:user/mapping-requester';

  it.each([
    ['an absent scope takes everything in', {}, {}, true],
    ['an account that matches', { accounts: ['1234*'] }, {}, true],
    ['an account that does not match', { accounts: ['999999999999'] }, {}, false],
    [
      'the account of the copy, where the requester’s is another',
      { accounts: ['123456789012'] },
      { userIdentity: { accountId: '9' } },
      true,
    ],
    [
      'the requester’s account, where the copy’s is another',
      { accounts: ['123456789012'] },
      { recipientAccountId: '9' },
      true,
    ],
    [
      'no account at all',
      { accounts: ['*'] },
      { recipientAccountId: null, userIdentity: { accountId: null } },
      false,
    ],
    ['a role that matches', { roles: ['x', '*:role/redshift-*'] }, {}, true],
    ['a role that does not match', { roles: ['*:role/other'] }, {}, false],
    ['a request for no role', { roles: ['*'] }, { requestParameters: null }, false],
    ['a requester that matches', { requesters: [user] }, {}, true],
    ['a requester that does not match', { requesters: [`${user}-2`] }, {}, false],
    ['all lists match', { accounts: ['*'], roles: ['*'], requesters: ['*'] }, {}, true],
    ['all but the accounts match', { accounts: ['9'], roles: ['*'], requesters: ['*'] }, {}, false],
    ['all but the roles match', { accounts: ['*'], roles: ['x'], requesters: ['*'] }, {}, false],
    ['all but the requesters match', { accounts: ['*'], roles: ['*'], requesters: ['x'] }, {}, false],
  ])('%s', (_, scope, delta, expected) => {
    expect(inScope(bookOf({ scope }), credentialRequest(delta))).toBe(expected);
  });

  it('takes a call with expired credentials in by the role whose credentials they were', () => {
    expect(inScope(bookOf({ scope: { roles: ['*:role/etl/redshift-stage'] } }), expiredCall())).toBe(true);
  });
});
