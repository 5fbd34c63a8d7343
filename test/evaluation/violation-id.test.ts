import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelopes } from '../../shared/archive/envelopes.ts';
import { parseRecord } from '../../shared/cloudtrail/parse-record.ts';
import { decide } from '../../shared/evaluation/decide.ts';
import { evaluateRecord } from '../../shared/evaluation/evaluate-record.ts';
import { violationId } from '../../shared/evaluation/violation-id.ts';
import { compliantRecord, patched } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { violation } from '../../shared/rules/verdict.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { submission } from '../support/evaluation/subjects.ts';

const pattern = /^v1-[0-9a-z]{26,64}$/;
const evaluatedAt = '2026-10-15T12:00:00.000Z';
const broken = () => violation('broken', {});

/** A record of the root user, which `no-root-credentials` refuses. */
const rootRecord = patched(compliantRecord, {
  userIdentity: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
});

/** The ids of all findings in a text, as it is delivered. */
function idsIn(text: string): string[] {
  return openEnvelopes(JSON.parse(text))
    .flatMap((one) => ('content' in one ? [parseRecord(one.content)] : []))
    .flatMap((record) => (record === undefined ? [] : evaluateRecord(bookOf(), record, noFacts)))
    .flatMap(({ violations }) => violations.map(({ id }) => id));
}

describe('the id of a finding on a record', () => {
  const [id] = idsIn(JSON.stringify({ Records: [rootRecord] }));

  it('has the form of the contract', () => {
    expect(id).toMatch(pattern);
  });

  it.each([
    ['delivered twice', { Records: [rootRecord, rootRecord] }, 2],
    [
      'delivered as an EventBridge event',
      { 'detail-type': 'AWS API Call via CloudTrail', detail: rootRecord },
      1,
    ],
    ['found by LookupEvents', { Events: [{ CloudTrailEvent: JSON.stringify(rootRecord) }] }, 1],
    ['with its members in another order', Object.fromEntries(Object.entries(rootRecord).reverse()), 1],
    ['with members that nobody knows yet', { ...rootRecord, eventVersion: '1.99', novelty: { a: 1 } }, 1],
    ['behind another record', { Records: [compliantRecord, rootRecord] }, 1],
  ])('is the same for a record %s', (_, value, times) => {
    expect(idsIn(JSON.stringify(value))).toEqual(Array(times).fill(id));
  });

  it('is the same for both copies of a cross-account call, which share an id', () => {
    const copies = [
      { eventID: 'caller', recipientAccountId: '123456789012' },
      { eventID: 'owner', recipientAccountId: '999999999999' },
    ].map((delta) => patched(rootRecord, { sharedEventID: 'shared', ...delta }));
    const [one, other] = idsIn(JSON.stringify(copies));
    expect(one).toMatch(pattern);
    expect(other).toBe(one);
  });

  it('differs by record, and by rule', () => {
    const other = patched(rootRecord, { eventID: 'another' });
    const assumeRoot = patched(rootRecord, {
      userIdentity: { type: 'MarsResident' },
      eventName: 'AssumeRoot',
    });
    expect(idsIn(JSON.stringify([other]))).not.toContain(id);
    expect(new Set(idsIn(JSON.stringify([assumeRoot]))).size).toBe(2);
  });
});

describe('the ids of findings on a submission', () => {
  const two = {
    connections: {
      redshift: { database: { iamRoleArn: 'arn:aws:iam::123456789012:role/redshift-database' } },
      other: { type: 'other', iamRoleArn: 'arn:aws:iam::123456789012:role/other' },
    },
    sources: [{}, { name: 'More', connection: 'other' }],
    targets: [{}, { name: 'More copy', connection: 'other' }],
  };

  function idsOf(delta: object, at = evaluatedAt) {
    const rules = [
      ruleWith({ endpoint: broken, hop: broken, pair: broken }),
      ruleWith({ endpoint: broken }, { id: 'kms-unload-uses-iam-role' }),
    ];
    const submissionCase = { submission: submission(delta), facts: noFacts, evaluatedAt: at };
    return decide(bookOf({}, rules), submissionCase).violations.map(({ id }) => id);
  }

  it('differ by rule, and by endpoint, connection, hop and pair', () => {
    const ids = idsOf(two);
    expect(ids).toHaveLength(4 + 3 + 4 + 4);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(pattern);
  });

  it('are the same whenever it is judged', () => {
    expect(idsOf(two, '2027-01-01T00:00:00.000Z')).toEqual(idsOf(two));
  });

  it('are the same for the same task, whoever sends it, when and under which id', () => {
    const again = { submissionId: 'another', submittedAt: '2026-10-02T08:00:00Z', submittedBy: 'scheduler' };
    expect(idsOf({ ...two, ...again })).toEqual(idsOf(two));
  });

  it('are others for another task', () => {
    const others = new Set(idsOf({ ...two, task: { name: 'another' } }));
    expect(idsOf(two).filter((id) => others.has(id))).toEqual([]);
  });

  it('differ by connection even where names differ only in what a display leaves out', () => {
    const spare = { type: 'other', iamRoleArn: 'arn:aws:iam::123456789012:role/spare' };
    const ids = idsOf({
      connections: { 'a\u0001': spare, 'a\u0002': spare },
      sources: [{ connection: 'a\u0001' }, { name: 'More', connection: 'a\u0002' }],
    });
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('violationId', () => {
  it('differs for keys that only join to the same text', () => {
    const key = fc.array(fc.string({ unit: fc.constantFrom('a', ',', '"', '/') }), { maxLength: 3 });
    fc.assert(
      fc.property(key, key, (one, other) => {
        const same =
          violationId('duration-covers-run', ...one) === violationId('duration-covers-run', ...other);
        expect(same).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('stays what it was: ids are kept in stores', () => {
    // printf '["no-root-credentials","event-1"]' | sha256sum | cut -c1-40
    expect(violationId('no-root-credentials', 'event-1')).toBe('v1-2b7b80fd75b011c6db8aafee0f6fcfc2f0abf0bd');
  });
});
