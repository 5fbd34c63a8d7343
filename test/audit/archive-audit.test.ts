import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { notApplicable, violation } from '../../shared/rules/verdict.ts';
import { expiredRecord, type Json, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';

/** Audits items as one file; `undefined` stands for a record that could not be taken out of its envelope. */
function auditOf(items: readonly (Json | undefined)[], book = bookOf()) {
  const audit = new ArchiveAudit({ book, facts: noFacts, sessions: true });
  for (const [index, item] of items.entries()) {
    const taken = item === undefined ? { malformed: 'not JSON' } : { content: item };
    audit.read('log.json', { place: `record ${index + 1}`, ...taken });
  }
  return audit.report({
    filesRead: 1,
    filesSkipped: [],
    filesIgnored: 0,
    withoutRecords: [],
    interrupted: false,
  });
}

const time = fc
  .integer({ min: 0, max: 3 * 3600 })
  .map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 19));
const anyRecord = fc.oneof(
  fc.record({ from: time, to: time, name: fc.constantFrom('a', 'b') }).map(
    ({ from, to, name }) =>
      (id: string) =>
        session(id, from, to, { requestParameters: { roleSessionName: name } }),
  ),
  fc.constant(rootRecord),
  fc.constant(expiredRecord),
  fc.constant((id: string) => ({ ...record(id), eventTime: 'never' })),
  fc.constant((id: string) => record(id, { eventSource: 's3.amazonaws.com' })),
);
/** Records with ids of their own. */
const archive = fc
  .array(anyRecord, { maxLength: 25 })
  .map((makers) => makers.map((make, index) => make(`id-${index}`)));

describe('ArchiveAudit', () => {
  it('takes records of one id and two times for two events, of which none hides, updates or collides with the other', () => {
    const early = rootRecord('same', { eventTime: '2026-10-01T08:00:00Z' });
    const late = patched(early, { eventTime: '2026-10-01T08:00:01Z' });
    const update = patched(record('same-update', { eventTime: '2026-10-01T08:00:01Z' }), {
      addendum: { reason: 'UPDATED_DATA', originalEventID: 'same' },
    });
    const { violations, coverage } = auditOf([early, late, early]);
    expect(violations.map(({ observedAt }) => observedAt)).toEqual([early.eventTime, late.eventTime]);
    expect(coverage).toMatchObject({ credentialRequests: 2, duplicatesRemoved: 1, idCollisions: 0 });
    const updated = auditOf([early, late, update]);
    expect(updated.violations.map(({ observedAt }) => observedAt)).toEqual([early.eventTime]);
    expect(updated.coverage).toMatchObject({ credentialRequests: 2, duplicatesRemoved: 1 });
    // Nor are they copies of one call.
    const copies = [early, late].map((one) => patched(one, { sharedEventID: 'same' }));
    expect(auditOf(copies).coverage).toMatchObject({ credentialRequests: 2, duplicatesRemoved: 0 });
  });

  it('believes no session to live longer than 36 hours, as far as chains are looked back', () => {
    const endless = { responseElements: { credentials: { expiration: '2098-01-01T00:00:00Z' } } };
    const later = (eventTime: string) =>
      auditOf([
        session('a', '08:00:00', '09:00:00', endless),
        session('b', '08:00:00', '09:00:00', { eventTime }),
      ]).sessions?.[0]?.sessions[1];
    expect(later('2026-10-02T20:00:00Z')).toMatchObject({ gapSeconds: 0 });
    expect(later('2026-10-02T20:10:00Z')).toMatchObject({ gapSeconds: 600 });
  });

  it('tells rules of the sessions whose credentials were used when they had expired, and of no others', () => {
    const known: (readonly string[])[] = [];
    const watching = ruleWith({
      'expired-call': (_, { facts }) => {
        known.push([...facts.sessions.keys()]);
        return { outcome: 'pass' };
      },
    });
    const issuing = (id: string, accessKeyId: string) =>
      session(id, '08:00:00', '09:00:00', { responseElements: { credentials: { accessKeyId } } });
    const archived = [issuing('a', 'ASIAEXAMPLEEXAMPLE77'), issuing('b', 'ASIAEXAMPLEEXAMPLE78')];
    auditOf([...archived, expiredRecord('c')], bookOf({}, [watching]));
    expect(known).toEqual([['ASIAEXAMPLEEXAMPLE77']]);
  });

  it('reports the same whatever the order of the records', () => {
    fc.assert(
      fc.property(
        archive.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          const [one, other] = [auditOf(records), auditOf(shuffled)];
          expect({ ...other, coverage: { ...other.coverage, malformed: [] } }).toEqual({
            ...one,
            coverage: { ...one.coverage, malformed: [] },
          });
        },
      ),
    );
  });

  it('reports the same however often records are repeated, but for the counts of what was read', () => {
    fc.assert(
      fc.property(archive, (records) => {
        const [once, twice] = [auditOf(records), auditOf([...records, ...records])];
        expect(twice.violations).toEqual(once.violations);
        expect(twice.sessions).toEqual(once.sessions);
        expect(twice.coverage.rules).toEqual(once.coverage.rules);
        // A damaged record is named each time: it must not hide a good copy.
        expect(twice.coverage.recordsMalformed).toBe(2 * once.coverage.recordsMalformed);
        expect(twice.coverage.recordsRead).toBe(2 * records.length);
      }),
    );
  });

  it('judges the good copy of a record whose first copy is damaged', () => {
    const { coverage, violations } = auditOf([
      { ...compliantRecord, userIdentity: 'x' },
      { ...compliantRecord, userIdentity: { type: 'Root' } },
    ] as never);
    expect(coverage).toMatchObject({ recordsMalformed: 1, duplicatesRemoved: 0, credentialRequests: 1 });
    expect(violations.map(({ ruleId }) => ruleId)).toEqual(['no-root-credentials']);
  });

  describe('a record that CloudTrail brought up to date', () => {
    const updates = (id: string, delta: object) =>
      patched(compliantRecord, {
        eventID: `${id}-updated`,
        addendum: { reason: 'UPDATED_DATA', originalEventID: id },
        ...delta,
      }) as Json;
    const root = { userIdentity: { type: 'Root', arn: null } };
    const cases: [string, Json, Json][] = [
      ['a finding that there is none of any more', rootRecord('a'), updates('a', {})],
      ['a finding that there was none of', record('a'), updates('a', root)],
      ['a finding with more to it', rootRecord('a'), updates('a', { ...root, awsRegion: 'eu-west-1' })],
      [
        'a session that another account obtained',
        session('a', '08:00:00', '09:00:00'),
        updates('a', { userIdentity: { arn: 'arn:aws:iam::123456789012:user/other' } }),
      ],
      [
        'a request that was refused',
        session('a', '08:00:00', '09:00:00'),
        updates('a', { errorCode: 'AccessDenied', responseElements: null }),
      ],
      [
        'a refused call that used no session',
        expiredRecord('a'),
        { ...expiredRecord('b'), addendum: { originalEventID: 'a' }, errorCode: 'AccessDenied' },
      ],
      [
        'a call of a service',
        record('a', { userIdentity: { type: 'AWSService', arn: null } }),
        updates('a', {}),
      ],
      [
        'another requester',
        record('a', { userIdentity: { arn: 'arn:aws:iam::123456789012:user/only-there' } }),
        updates('a', {}),
      ],
      ['evidence that was missing', record('a', { userIdentity: { type: null } }), updates('a', {})],
    ];
    const others = [
      record('x'),
      session('y', '08:30:00', '09:30:00'),
      rootRecord('z'),
      rootRecord('a', { eventName: 'AssumeRoot', eventTime: '2026-10-01T09:00:00Z' }),
    ];

    it.each(cases)('decides, whenever it is read: %s', (_, original, updated) => {
      const alone = auditOf([updated, ...others]);
      for (const records of [
        [original, updated],
        [updated, original],
        [original, original, updated, updated, original],
      ]) {
        for (const all of [
          [...records, ...others],
          [...others, ...records],
          [...records.slice(0, 1), ...others, ...records.slice(1)],
        ]) {
          const { coverage, ...report } = auditOf(all);
          expect(report).toEqual({ ...report, violations: alone.violations, sessions: alone.sessions });
          expect(coverage).toEqual({
            ...alone.coverage,
            recordsRead: all.length,
            duplicatesRemoved: records.length - 1,
          });
        }
      }
    });

    it('is counted as left out where it is, and the original no more', () => {
      const inScope = bookOf({ scope: { requesters: ['*:user/mapping-requester'] } });
      const other = { userIdentity: { arn: 'arn:aws:iam::123456789012:user/other' } };
      const there = auditOf([record('a'), updates('a', other)], inScope).coverage;
      const back = auditOf([record('a', other), updates('a', {})], inScope).coverage;
      expect([there.recordsLeftOut, back.recordsLeftOut]).toEqual([1, 0]);
      expect(there.rules['no-root-credentials']?.pass).toBe(0);
      expect(back.rules['no-root-credentials']?.pass).toBe(1);
    });

    it('no longer uses the exemption that the original used', () => {
      const exempting = bookOf({ exemptions: [exemptionOf({ rules: ['no-root-credentials'] })] });
      expect(auditOf([rootRecord('a')], exempting).coverage.exemptions?.used).toEqual(['EX-1']);
      expect(auditOf([rootRecord('a'), updates('a', {})], exempting).coverage.exemptions?.used).toEqual([]);
    });

    it('takes back the session that a service had obtained', () => {
      const service = { userIdentity: { type: 'AWSService', arn: null } };
      const refused = updates('a', { ...service, errorCode: 'AccessDenied', responseElements: null });
      const evidence = (records: Json[]) => auditOf([...records, expiredRecord('c')]).violations[0]?.evidence;
      expect(evidence([record('a', service)])).toHaveProperty('issuedAt');
      expect(evidence([record('a', service), refused])).toEqual(evidence([refused]));
      expect(evidence([refused])).not.toHaveProperty('issuedAt');
    });

    it('is one of several: the first that is read decides', () => {
      const { violations } = auditOf([record('a'), updates('a', root), updates('a', {})]);
      expect(violations.map(({ ruleId }) => ruleId)).toEqual(['no-root-credentials']);
    });
  });

  it('accounts for every record that was read', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.option(
            archive.map(([first]) => first),
            { nil: undefined },
          ),
          { maxLength: 20 },
        ),
        (items) => {
          const { coverage } = auditOf(items);
          const root = coverage.rules['no-root-credentials'];
          const judged = Object.values(root ?? {}).reduce((sum, count) => sum + count, 0);
          expect(coverage.recordsRead).toBe(items.length);
          expect(judged).toBe(coverage.credentialRequests);
          expect(coverage.malformed.length).toBe(coverage.recordsMalformed);
          expect(coverage.recordsMalformed + coverage.duplicatesRemoved + judged).toBeLessThanOrEqual(
            items.length,
          );
        },
      ),
    );
  });

  describe('copies of a call that several accounts got', () => {
    const shared = { sharedEventID: 'shared' };
    const roleOwner = {
      ...shared,
      recipientAccountId: '111122223333',
      userIdentity: { type: 'AWSAccount', arn: null, accessKeyId: null, userName: null },
    };
    const own = record('own', shared);
    const poor = record('poor', roleOwner);
    const ofRoot = (delta: object) => patched(delta, { userIdentity: { principalId: '123456789012' } });
    const rootPoor = record('poor', ofRoot(roleOwner));
    const powerful = bookOf({}, [
      ruleWith({
        'credential-request': ({ requester: { arn } }) =>
          arn === undefined ? notApplicable('copy') : violation('broken', { who: arn }),
      }),
    ]);

    it('the requester’s own decides, whichever is read first', () => {
      for (const items of [
        [rootRecord('own', shared), rootPoor],
        [rootPoor, rootRecord('own', shared)],
      ]) {
        const { violations, coverage } = auditOf(items);
        expect(violations.map(({ ruleId, subject }) => [ruleId, subject.eventId])).toEqual([
          ['no-root-credentials', 'own'],
        ]);
        expect(coverage).toMatchObject({ recordsRead: 2, duplicatesRemoved: 1, credentialRequests: 1 });
      }
      for (const items of [
        [own, poor],
        [poor, own],
      ])
        expect(auditOf(items, powerful).violations).toHaveLength(1);
    });

    it('without the requester’s own, nobody knows whether it was root', () => {
      const { coverage } = auditOf([rootPoor]);
      expect(coverage.rules['no-root-credentials']).toMatchObject({ pass: 0, undecided: 1 });
      expect(coverage.undecided).toContainEqual({
        ruleId: 'no-root-credentials',
        missing: 'requester-record',
        count: 1,
        requesterCount: 1,
        requesters: ['123456789012'],
      });
    });

    it('are one session in its requester’s chain', () => {
      const issued = (delta: object) => session('x', '08:00:00', '09:00:00', delta);
      const copies = [issued(shared), issued({ ...roleOwner, eventID: 'poor' })];
      const later = session('later', '08:30:00', '09:30:00');
      expect(auditOf([...copies, later]).sessions).toEqual(auditOf([issued(shared), later]).sessions);
      expect(auditOf([...copies.reverse(), later]).sessions).toEqual(
        auditOf([issued(shared), later]).sessions,
      );
    });

    it('concern each account that got one, whichever is read first', () => {
      const scoped = bookOf({ scope: { accounts: ['111122223333'] } });
      for (const items of [
        [own, poor],
        [poor, own],
      ]) {
        const { coverage } = auditOf(items, scoped);
        expect(coverage).toMatchObject({ credentialRequests: 1, recordsLeftOut: 0 });
        expect(coverage.rules['no-root-credentials']?.pass).toBe(1);
      }
      expect(auditOf([own], scoped).coverage.recordsLeftOut).toBe(1);
    });

    it('one that names no key does not hide that a session’s key was refused', () => {
      const refused = expiredRecord('own', shared);
      const hidden = expiredRecord('poor', patched(roleOwner, { userIdentity: { sessionContext: null } }));
      for (const items of [
        [refused, hidden],
        [hidden, refused],
      ])
        expect(auditOf(items).violations.map(({ ruleId }) => ruleId)).toEqual(['renew-before-expiry']);
    });

    const variants = fc.constantFrom<((id: string) => Json)[]>(
      (id) => record(`${id}-own`, { sharedEventID: id }),
      (id) => rootRecord(`${id}-own`, { sharedEventID: id, addendum: { originalEventID: `${id}-first` } }),
      (id) => record(`${id}-poor`, { ...roleOwner, sharedEventID: id }),
      (id) =>
        record(`${id}-poor`, {
          ...ofRoot(roleOwner),
          sharedEventID: id,
          addendum: { originalEventID: `${id}-old` },
        }),
      (id) => rootRecord(`${id}-named`, { sharedEventID: id, recipientAccountId: '444455556666' }),
      (id) => record(`${id}-service`, { sharedEventID: id, userIdentity: { type: 'AWSService', arn: null } }),
      (id) => expiredRecord(`${id}-own`, { sharedEventID: id }),
      (id) =>
        expiredRecord(`${id}-own`, {
          sharedEventID: id,
          errorCode: null,
          addendum: { originalEventID: `${id}-first` },
        }),
      (id) => expiredRecord(`${id}-poor`, { ...roleOwner, sharedEventID: id }),
    );
    const calls = fc
      .array(fc.uniqueArray(variants, { minLength: 1, maxLength: 4 }), { maxLength: 6 })
      .map((made) => made.flatMap((makers, call) => makers.map((make) => make(`call-${call}`))));

    it('any order of them gives the same report', () => {
      fc.assert(
        fc.property(
          calls.chain((items) =>
            fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
          ),
          ([items, shuffled]) => {
            expect(auditOf(shuffled)).toEqual(auditOf(items));
            const scoped = bookOf({ scope: { accounts: ['111122223333'] } });
            expect(auditOf(shuffled, scoped)).toEqual(auditOf(items, scoped));
          },
        ),
      );
    });
  });

  it('gives a finding the same id on every run, and no two findings the same', () => {
    fc.assert(
      fc.property(archive, (records) => {
        const ids = auditOf(records).violations.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(auditOf(records).violations.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });

  it('does not throw on any JSON value', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 10 }), (values) => {
        const { coverage } = auditOf(values as unknown as Json[]);
        expect(coverage.recordsRead).toBe(values.length);
      }),
    );
  });
});
