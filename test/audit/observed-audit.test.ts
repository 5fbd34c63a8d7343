import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessFacts } from '../../shared/access/access-facts.ts';
import { callBaselines } from '../../shared/access/call-baselines.ts';
import { knownActions } from '../../shared/access/known-actions.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { ObservedAccess } from '../../shared/audit/observed-access.ts';
import type { Selection } from '../../shared/audit/selection.ts';
import { patched } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { type Json, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf, exemptionOf } from '../support/evaluation/rule-books.ts';

const ruleId = 'requester-has-no-access';
const user = 'arn:aws:iam::123456789012:user/mapping-requester';

interface Conditions {
  readonly book?: ReturnType<typeof bookOf>;
  readonly access?: readonly PrincipalAccess[];
  readonly selection?: Selection;
  readonly isObserving?: boolean;
}

function auditOf(
  items: readonly Json[],
  { book = bookOf(), access = [], selection = {}, isObserving = true }: Conditions = {},
) {
  const baselines = callBaselines(book.policy.parameters, knownActions);
  const observed = isObserving ? new ObservedAccess({ baselines }) : undefined;
  const facts = { ...noFacts, access: accessFacts(access) };
  const audit = new ArchiveAudit({ book, facts, selection, sessions: true, observed });
  for (const [index, content] of items.entries())
    audit.read('log.json', { place: `record ${index + 1}`, content });
  return audit.report({
    filesRead: 1,
    filesSkipped: [],
    filesIgnored: 0,
    withoutRecords: [],
    interrupted: false,
  });
}

/** A successful call by the user itself. */
function call(eventID: string, delta: object = {}): Json {
  const own = { eventSource: 's3.amazonaws.com', eventName: 'ListBuckets', requestParameters: null };
  return record(eventID, patched({ ...own, responseElements: null }, delta));
}

/** A session of a role: its caller, its issuer. */
function bySession(name: string, id = 'AROAEXAMPLEEXAMPLE01') {
  return {
    type: 'AssumedRole',
    principalId: `${id}:run-1`,
    arn: `arn:aws:sts::123456789012:assumed-role/${name}/run-1`,
    accessKeyId: 'ASIAEXAMPLEEXAMPLE77',
    userName: null,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::123456789012:role/${name}`, principalId: id },
    },
  };
}

const g1 = ({ violations }: ReturnType<typeof auditOf>) => violations.filter((one) => one.ruleId === ruleId);
const request = record('request');

describe('an audit that observes calls', () => {
  it('finds that a requester has access by what it did itself', () => {
    const report = auditOf([request, call('call')]);
    expect(g1(report)).toMatchObject([
      {
        status: 'violation',
        message: `${user} requests temporary credentials and has itself called s3.amazonaws.com, beyond the baseline`,
        subject: { eventId: 'request' },
        evidence: {
          principal: user,
          observed: [expect.stringMatching(/^2026-10-01T08:00:00Z \S+ s3\.amazonaws\.com ListBuckets call$/)],
        },
      },
    ]);
    expect(report.coverage.rules[ruleId]).toMatchObject({ violation: 1, undecided: 0 });
    expect(report.coverage.undecided.filter((one) => one.ruleId === ruleId)).toEqual([]);
    expect(report.coverage.observed).toEqual({ callers: 1, isComplete: true });
  });

  it('finds the same under the same id as policies would', () => {
    const readsBuckets = { arn: user, hasAccess: true, grants: [] };
    const [seen] = g1(auditOf([request, call('call')]));
    const [read] = g1(auditOf([request], { access: [readsBuckets] }));
    expect(seen?.id).toBe(read?.id);
  });

  it('says nothing without being asked', () => {
    const { coverage, violations } = auditOf([request, call('call')], { isObserving: false });
    expect(violations).toEqual([]);
    expect(coverage).not.toHaveProperty('observed');
    expect(coverage.rules[ruleId]).toMatchObject({ undecided: 1 });
  });

  it('takes a refused request for an attempt, and one that is exempted for exempted', () => {
    const refused = record('refused', { errorCode: 'AccessDenied', responseElements: null });
    const exempting = bookOf({ exemptions: [exemptionOf({ rules: [ruleId] })] });
    expect(g1(auditOf([refused, call('call')])).map(({ status }) => status)).toEqual(['attempt']);
    const { coverage, violations } = auditOf([request, call('call')], { book: exempting });
    expect(violations.map(({ status }) => status)).toEqual(['exempted']);
    expect(coverage.exemptions?.used).toEqual(['EX-1']);
  });

  it.each<[string, readonly Json[]]>([
    ['silence', []],
    ['a call that was denied', [call('x', { errorCode: 'AccessDenied' })]],
    ['a dry run', [call('x', { errorCode: 'Client.DryRunOperation' })]],
    ['a call by the role that it assumed', [call('x', { userIdentity: bySession('redshift-stage') })]],
    ['a call by another user', [call('x', { userIdentity: { arn: `${user}-2` } })]],
    [
      'a call by a user of that name in another account',
      [call('x', { userIdentity: { arn: user.replace('123456789012', '210987654321') } })],
    ],
    [
      'a call by a user that had its name before',
      [call('x', { userIdentity: { principalId: 'AIDAEXAMPLEEXAMPLE99' } })],
    ],
    [
      'a call that a service made for it',
      [call('x', { userIdentity: { invokedBy: 'cloudformation.amazonaws.com' } })],
    ],
    ['another request', [record('other')]],
    ['a look at itself', [call('x', { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' })]],
    [
      'a sign-in',
      [
        call('x', {
          eventType: 'AwsConsoleSignIn',
          eventSource: 'signin.amazonaws.com',
          eventName: 'ConsoleLogin',
        }),
      ],
    ],
    ['a record that is damaged', [call('x', { eventName: 7 })]],
  ])('leaves undecided what %s says nothing of, and never passes', (_, others) => {
    for (const items of [
      [request, ...others],
      [...others, request],
    ]) {
      const report = auditOf(items);
      expect(g1(report)).toEqual([]);
      expect(report.coverage.rules[ruleId]).toMatchObject({ pass: 0, violation: 0 });
      expect(report.coverage.undecided).toContainEqual({
        ruleId,
        missing: 'iam-policies',
        count: others[0]?.eventID === 'other' ? 2 : 1,
        requesterCount: 1,
        requesters: ['arn:aws:iam::123456789012:user/mapping-requester'],
      });
    }
  });

  it('finds that a role which requests has access, by any of its sessions, not by those of another', () => {
    const chained = record('request', { userIdentity: bySession('agent') });
    const other = { ...bySession('agent'), principalId: 'AROAEXAMPLEEXAMPLE01:run-2' };
    expect(g1(auditOf([chained, call('x', { userIdentity: other })]))).toMatchObject([
      { evidence: { principal: 'arn:aws:iam::123456789012:role/agent' } },
    ]);
    const elsewhere = bySession('agent-2', 'AROAEXAMPLEEXAMPLE02');
    expect(g1(auditOf([chained, call('x', { userIdentity: elsewhere })]))).toEqual([]);
  });

  it('takes access that another account’s policy gives for access', () => {
    const foreign = call('x', {
      eventName: 'GetObject',
      eventCategory: 'Data',
      recipientAccountId: '111122223333',
    });
    expect(g1(auditOf([request, foreign]))).toHaveLength(1);
  });

  it('leaves a requester alone that the policy gives what it did', () => {
    const baselines = [{ name: 'storage', requesters: ['*:user/mapping-*'], actions: ['s3:*'] }];
    const book = bookOf({ parameters: { baselines } });
    expect(g1(auditOf([request, call('x')], { book }))).toEqual([]);
    const created = call('y', { eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' });
    const [found] = g1(auditOf([request, call('x'), created], { book }));
    expect(found?.evidence).toMatchObject({
      calledServices: ['iam.amazonaws.com'],
      baselines: ['storage'],
    });
  });

  it('lets policies decide where they are known', () => {
    const known = (hasAccess: boolean) => ({ access: [{ arn: user, hasAccess, grants: [] }] });
    expect(auditOf([request, call('x')], known(false)).coverage.rules[ruleId]).toMatchObject({ pass: 1 });
    const [found] = g1(auditOf([request, call('x')], known(true)));
    expect(found?.evidence).not.toHaveProperty('observed');
  });

  it('goes by calls of the selected time, of whatever role and account', () => {
    const later = call('x', { eventTime: '2026-10-01T09:00:00Z' });
    const at = Date.parse('2026-10-01T09:00:00Z') / 1000;
    const found = (selection: Selection) => g1(auditOf([request, later], { selection })).length;
    expect(found({ to: at + 1 })).toBe(1);
    expect(found({ to: at })).toBe(0);
    expect(found({ roles: ['redshift-stage'], accounts: ['123456789012'] })).toBe(1);
    const earlier = call('y', { eventTime: '2026-10-01T07:00:00Z' });
    expect(g1(auditOf([request, earlier], { selection: { from: at - 7200 } }))).toHaveLength(1);
    expect(g1(auditOf([request, earlier], { selection: { from: at - 7199 } }))).toHaveLength(0);
  });

  it('does not judge what is left out', () => {
    const report = auditOf([request, call('x')], { selection: { roles: ['other'] } });
    expect(report.coverage.recordsLeftOut).toBe(1);
    expect(report.violations).toEqual([]);
  });

  describe('a record that was brought up to date', () => {
    const updated = (id: string, of: Json, delta: object): Json =>
      patched(of, {
        eventID: `${id}-updated`,
        addendum: { reason: 'UPDATED_DATA', originalEventID: id },
        ...delta,
      });
    const denied = { errorCode: 'AccessDenied', responseElements: null };

    it.each<[string, Json[], number]>([
      [
        'shows nothing any more where the call had failed',
        [request, call('x'), updated('x', call('x'), denied)],
        0,
      ],
      ['shows what it says now', [request, call('x', denied), updated('x', call('x'), {})], 1],
      [
        'shows what another made',
        [request, call('x'), updated('x', call('x'), { userIdentity: bySession('lake') })],
        0,
      ],
      ['is one request', [request, updated('request', request, { awsRegion: 'eu-west-1' }), call('x')], 1],
      ['is one request, refused', [request, updated('request', request, denied), call('x')], 1],
      [
        'is no request of the user',
        [request, updated('request', request, { userIdentity: bySession('agent') }), call('x')],
        0,
      ],
    ])('%s', (_, items, found) => {
      for (const all of [items, [...items].reverse(), [...items, ...items]]) {
        const report = auditOf(all);
        expect(g1(report)).toHaveLength(found);
        expect(report.coverage.rules[ruleId]).toMatchObject({ violation: found, undecided: 1 - found });
      }
    });
  });

  it('judges the requester’s own copy of a call to a role of another account', () => {
    const own = record('own', { sharedEventID: 'shared' });
    const copy = record('copy', {
      sharedEventID: 'shared',
      recipientAccountId: '111122223333',
      userIdentity: { type: 'AWSAccount', arn: null, accessKeyId: null, userName: null },
    });
    for (const items of [
      [own, copy, call('x')],
      [call('x'), copy, own],
    ])
      expect(g1(auditOf(items)).map(({ subject }) => subject.eventId)).toEqual(['own']);
  });

  it('judges many requests as it judges one', () => {
    const many = Array.from({ length: 2100 }, (_, index) => record(`id-${index}`));
    const report = auditOf([...many, call('x')]);
    expect(g1(report)).toHaveLength(2100);
    expect(report.coverage.rules[ruleId]).toMatchObject({ violation: 2100, undecided: 0 });
  });

  const time = fc.integer({ min: 0, max: 59 }).map((minute) => `08:${String(minute).padStart(2, '0')}:00`);
  const identity = fc.constantFrom(
    {},
    { arn: `${user}-2` },
    bySession('agent'),
    bySession('lake', 'AROAEXAMPLEEXAMPLE02'),
  );
  const anyRecord = fc.oneof(
    fc.record({ time, userIdentity: identity, errorCode: fc.constantFrom(null, 'AccessDenied') }).map(
      ({ time: at, ...delta }) =>
        (id: string) =>
          session(id, at, '09:30:00', delta),
    ),
    fc
      .record({
        time,
        userIdentity: identity,
        eventName: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
        errorCode: fc.constantFrom(null, null, 'AccessDenied'),
      })
      .map(
        ({ time: at, ...delta }) =>
          (id: string) =>
            call(id, { eventTime: `2026-10-01T${at}Z`, ...delta }),
      ),
    fc.constant((id: string) => rootRecord(id)),
  );
  const archive = fc
    .array(anyRecord, { maxLength: 40 })
    .map((makers) => makers.map((make, index) => make(`id-${index}`)));

  it('reports the same whatever the order of the records', () => {
    fc.assert(
      fc.property(
        archive.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          expect(auditOf(shuffled)).toEqual(auditOf(records));
        },
      ),
    );
  });

  it('changes nothing but undecided answers on requesters, and those to violations alone', () => {
    fc.assert(
      fc.property(archive, (records) => {
        const [without, seeing] = [auditOf(records, { isObserving: false }), auditOf(records)];
        const [before, after] = [without.coverage.rules[ruleId], seeing.coverage.rules[ruleId]];
        expect(seeing.violations.filter((one) => one.ruleId !== ruleId)).toEqual(without.violations);
        expect(seeing.sessions).toEqual(without.sessions);
        expect({ ...seeing.coverage.rules, [ruleId]: before }).toEqual(without.coverage.rules);
        expect(after).toEqual({
          ...before,
          violation: g1(seeing).length,
          undecided: (before?.undecided ?? 0) - g1(seeing).length,
        });
      }),
    );
  });
});
