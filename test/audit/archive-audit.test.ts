import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { compliantRecord } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { expiredRecord, type Json, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';

/** Audits items as one file; `undefined` stands for a record that could not be taken out of its envelope. */
function auditOf(items: readonly (Json | undefined)[], book = bookOf()) {
  const audit = new ArchiveAudit({ book, facts: noFacts, sessions: true });
  for (const [index, item] of items.entries()) {
    const taken = item === undefined ? { malformed: 'not JSON' } : { content: item };
    audit.read('log.json', { place: `record ${index + 1}`, item: taken });
  }
  return audit.report({ filesRead: 1, filesSkipped: [], filesIgnored: 0, interrupted: false });
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
        expect(twice.coverage.duplicatesRemoved + once.coverage.recordsMalformed).toBe(records.length);
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
