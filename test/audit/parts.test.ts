import { hash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callBaselines } from '../../shared/access/call-baselines.ts';
import { knownActions } from '../../shared/access/known-actions.ts';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { UnfitPartError } from '../../shared/audit/audit-part.ts';
import { joinParts } from '../../shared/audit/join-parts.ts';
import { ObservedAccess } from '../../shared/audit/observed-access.ts';
import type { PartSource } from '../../shared/audit/part-source.ts';
import { PartWriter } from '../../shared/audit/part-writer.ts';
import type { Selection } from '../../shared/audit/selection.ts';
import { patched } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import {
  type File,
  fileCoverage,
  inArchive,
  inTheirOrder,
  partOf,
  sourceOf,
} from '../support/audit/part-of.ts';
import { expiredRecord, type Json, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';

const key = 'ASIAEXAMPLEEXAMPLE77';
const role = 'arn:aws:iam::123456789012:role/redshift-stage';
const book = bookOf();
const runs = {
  runs: ['08:10:00', '08:40:00', '09:30:00'].map((end, index) => ({
    id: `run-${index}`,
    taskId: 'orders',
    startedAt: Date.parse('2026-10-01T08:00:00Z'),
    endedAt: Date.parse(`2026-10-01T${end}Z`),
    outcome: 'failed' as const,
    errorMessage: 'The provided token has expired',
  })),
  rolesOf: () => [role],
};

function auditFor(selection: Selection): ArchiveAudit {
  const observed = new ObservedAccess({ baselines: callBaselines(book.policy.parameters, knownActions) });
  return new ArchiveAudit({ book, facts: noFacts, selection, sessions: true, runs, observed });
}

function wholeOf(files: readonly File[], selection: Selection) {
  const audit = auditFor(selection);
  for (const { path, records } of files) for (const one of records) audit.read(path, one);
  return audit.report(fileCoverage);
}

async function joinedOf(files: readonly File[], selection: Selection) {
  const audit = auditFor(selection);
  const { from, to } = selection;
  const numbers = [...new Set(files.map(({ part }) => part))];
  const parts = numbers.map((number) =>
    partOf(
      files.filter(({ part }) => part === number),
      { reading: { ownCalls: { from, to } } },
    ),
  );
  await joinParts(parts, audit, { ownCalls: { from, to } });
  return audit.report(fileCoverage);
}

function linesOf(pieces: readonly Uint8Array[]): Json[] {
  const text = gunzipSync(Buffer.concat(pieces)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const time = fc
  .integer({ min: 0, max: 3 * 3600 })
  .map((seconds) => new Date(seconds * 1000 + 8 * 3_600_000).toISOString().slice(11, 19));
const account = fc.constantFrom('123456789012', '210987654321', '555555555555');
/** Few, so that events meet again. */
const id = fc.integer({ min: 0, max: 12 }).map((number) => `id-${number}`);
const issued = fc
  .record({ id, from: time, to: time, name: fc.constantFrom('a', 'b'), issues: fc.boolean() })
  .map(({ id, from, to, name, issues }) =>
    patched(session(id, from, to, { requestParameters: { roleSessionName: name } }), {
      responseElements: { credentials: { accessKeyId: issues ? key : null, sessionToken: 'IQoJsecret' } },
    }),
  );
const shared = fc
  .record({ made: issued, id, recipientAccountId: account, own: fc.boolean() })
  .map(({ made, id: sharedEventID, recipientAccountId, own }) =>
    patched(made, {
      ...{ sharedEventID, recipientAccountId },
      ...(!own && { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null } }),
    }),
  );
const anyRecord: fc.Arbitrary<Json> = fc.oneof(
  issued,
  shared,
  fc.record({ id, time }).map(({ id, time }) => expiredRecord(id, { eventTime: `2026-10-01T${time}Z` })),
  fc
    .record({ made: issued, id })
    .map(({ made, id }) => patched(made, { addendum: { reason: 'UPDATED_DATA', originalEventID: id } })),
  id.map((one) => rootRecord(one)),
  id.map((one) => record(one, { eventName: 'GetFederationToken', requestParameters: { name: 'c' } })),
  id.map((one) =>
    record(one, { eventName: 'AssumeRole', errorCode: 'AccessDenied', responseElements: null }),
  ),
  id.map((one) => record(one, { eventTime: 'never' })),
  id.map((one) => record(one, { userIdentity: 'nobody' })),
  fc
    .record({ id, time, eventName: fc.constantFrom('ListBuckets', 'GetObject') })
    .map(({ id, time, eventName }) =>
      record(id, { eventSource: 's3.amazonaws.com', eventName, eventTime: `2026-10-01T${time}Z` }),
    ),
  // Brings a refused call up to date to be one that no rule concerns, and that shows no access.
  id.map((one) =>
    expiredRecord(`${one}-late`, {
      errorCode: 'NoSuchKey',
      addendum: { reason: 'UPDATED_DATA', originalEventID: one },
    }),
  ),
  fc
    .record({ id, day: fc.constantFrom('2026-09-30', '2026-10-02') })
    .map(({ id, day }) => expiredRecord(id, { errorCode: 'NoSuchKey', eventTime: `${day}T00:00:00Z` })),
);
const archived = fc.array(
  fc.record({
    folder: fc.constantFrom('a', 'a-b', 'a/b', 'c'),
    part: fc.nat({ max: 3 }),
    records: fc.array(anyRecord, { maxLength: 6 }),
    isBroken: fc.boolean(),
  }),
  { maxLength: 8 },
);
const files: fc.Arbitrary<File[]> = archived.map((made) =>
  inTheirOrder(
    made.map(({ folder, part, records, isBroken }, index) => ({
      path: `${folder}/${index}.json`,
      part,
      records: [
        ...records.map((content, at) => inArchive(content, `record ${at + 1}`)),
        ...(isBroken ? [{ json: '{"eventSource', place: 'line 9' }] : []),
      ],
    })),
  ),
);
const selection: fc.Arbitrary<Selection> = fc.constantFrom(
  {},
  { from: Date.parse('2026-10-01T09:00:00Z') / 1000 },
  { from: Date.parse('2026-10-01T08:30:00Z') / 1000, to: Date.parse('2026-10-01T09:30:00Z') / 1000 },
);

const twoRecords: File = {
  path: 'a.json',
  part: 0,
  records: [inArchive(record('a'), ''), inArchive(record('b'), '')],
};

/** Without its second member. */
function shortened(part: PartSource): PartSource {
  return {
    ...part,
    open: async function* (range) {
      for await (const bytes of part.open(range))
        yield bytes.subarray(0, bytes.indexOf('\x1f\x8b\x08', 3, 'latin1'));
    },
  };
}

function damaged(part: PartSource): PartSource {
  return {
    ...part,
    open: async function* (range) {
      for await (const bytes of part.open(range)) yield Buffer.from(bytes).fill(0, 100, 120);
    },
  };
}

describe('parts of an audit', () => {
  it('make the report that the whole makes, byte for byte, however the files are split', async () => {
    let violations = 0;
    await fc.assert(
      fc.asyncProperty(files, selection, async (some, selected) => {
        const whole = wholeOf(some, selected);
        violations += whole.violations.length;
        expect(JSON.stringify(await joinedOf(some, selected), undefined, 1)).toBe(
          JSON.stringify(whole, undefined, 1),
        );
      }),
      { numRuns: 60 },
    );
    expect(violations).toBeGreaterThan(50);
  });

  it('hold no session token, and nothing of records that no rule concerns but their number and times', () => {
    const pieces: Uint8Array[] = [];
    const writer = new PartWriter({ reading: {}, write: (bytes) => pieces.push(bytes) });
    const tokened = patched(session('a', '08:00:00', '09:00:00'), {
      responseElements: { credentials: { sessionToken: 'IQoJsecret' } },
    });
    const other = record('b', { eventSource: 's3.amazonaws.com', eventName: 'GetObject' });
    writer.read('log.json', { content: tokened, place: 'record 1' });
    writer.read('log.json', { content: other, place: 'record 2' });
    writer.end(fileCoverage);
    const lines = linesOf(pieces);
    expect(JSON.stringify(lines)).not.toContain('IQoJsecret');
    expect(lines).toMatchObject([
      { format: 'sts-warden audit part', version: 2, reading: {} },
      { file: 'log.json' },
      { record: { eventID: 'a' } },
      { passed: { count: 1, malformed: 0, first: expect.any(Number) }, files: { filesRead: 1 } },
      { endBytes: expect.any(Number) },
    ]);
    expect(lines).toHaveLength(5);
  });

  it('name the first 100 malformed records, and count the others', async () => {
    const broken = (path: string, part: number): File => ({
      path,
      part,
      records: Array.from({ length: 150 }, (_, at) => ({ malformed: 'damaged', place: `record ${at}` })),
    });
    const some = [broken('a', 1), broken('b', 0)];
    const joined = await joinedOf(some, {});
    expect(joined.coverage).toMatchObject({ recordsRead: 300, recordsMalformed: 300 });
    expect(joined).toEqual(wholeOf(some, {}));
  });

  it.each<[string, PartSource, RegExp]>([
    [
      'another version',
      sourceOf(gzipSync('{"format":"sts-warden audit part","version":1}\n')),
      /of version 1, expected 2: make it again/,
    ],
    ['another file', sourceOf(gzipSync('{"Records":[]}\n')), /`part.gz` is no part of an audit$/],
    ['no gzip', sourceOf(Buffer.from('{"Records":[]}\n')), /is no part of an audit, or damaged/],
    ['nothing', sourceOf(Buffer.alloc(0)), /or damaged: is truncated/],
    [
      'a part that is cut off',
      sourceOf(
        gzipSync('{"format":"sts-warden audit part","version":2,"reading":{"ownCalls":{}}}\n{"file":"a"}\n'),
      ),
      /is cut off/,
    ],
    ['a part without own calls', partOf([]), /made without --observed/],
    [
      'a part of another time',
      partOf([], { reading: { ownCalls: { from: 1 } } }),
      /holds own calls of other times/,
    ],
  ])('refuse %s', async (_, source, message) => {
    const joining = joinParts([source], auditFor({}), { ownCalls: {} });
    await expect(joining).rejects.toThrow(message);
    await expect(joining).rejects.toBeInstanceOf(UnfitPartError);
  });

  it.each<[string, PartSource, string]>([
    [
      'a part that lost a block',
      shortened(partOf([twoRecords], { blockCharacters: 1 })),
      '`part.gz` is damaged: it holds 1 records where it says 2',
    ],
    [
      'a part whose blocks are damaged',
      damaged(partOf([twoRecords])),
      '`part.gz` is no part of an audit, or damaged: ',
    ],
  ])('refuse %s, though its end is sound', async (_, source, message) => {
    const joining = joinParts([source], auditFor({}));
    await expect(joining).rejects.toThrow(message);
    await expect(joining).rejects.toBeInstanceOf(UnfitPartError);
  });

  it('say at their end how long that is: it is read again where it is longer than nearly all are', async () => {
    const asked: number[] = [];
    const watched = (source: PartSource): PartSource => ({
      ...source,
      readEnd: (bytes) => {
        asked.push(bytes);
        return source.readEnd(bytes);
      },
    });
    const reason = Array.from({ length: 4000 }, (_, number) => hash('sha256', `${number}`)).join('');
    const files = { ...fileCoverage, filesSkipped: [{ path: 'a', reason }] };
    const short = partOf([twoRecords]);
    for (const source of [short, partOf([twoRecords], { files })]) {
      const { filesSkipped } = await joinParts([watched(source)], auditFor({}));
      expect(filesSkipped).toHaveLength(source === short ? 0 : 1);
    }
    expect(asked).toEqual([65_536, 65_536, expect.any(Number)]);
    expect(asked[2]).toBeGreaterThan(65_536);
  });

  it('are opened shortly before their turn where they follow one another', async () => {
    let open = 0;
    let most = 0;
    const watched = Array.from({ length: 20 }, (_, part): PartSource => {
      const path = `day-${String(part).padStart(2, '0')}/1.json`;
      const inner = partOf([{ path, part, records: [inArchive(record(`id-${part}`), 'record 1')] }]);
      return {
        name: path,
        readEnd: inner.readEnd,
        open: async function* (range) {
          most = Math.max(most, ++open);
          try {
            yield* inner.open(range);
          } finally {
            open--;
          }
        },
      };
    });
    const audit = auditFor({});
    const files = await joinParts(watched.reverse(), audit);
    expect(files.filesRead).toBe(20);
    expect(audit.recordsRead).toBe(20);
    expect(most).toBe(1 + 16);
  });

  it('are refused where more than 500 have to be read at once, as long as some are joined first', async () => {
    const fileIn = (folder: string, part: number): File => ({
      path: `${folder}/${String(part).padStart(3, '0')}.json`,
      part,
      records: [inArchive(record(`id-${part}`), 'record 1')],
    });
    const parts = Array.from({ length: 501 }, (_, number) =>
      partOf([fileIn('a', number), fileIn('b', number)]),
    );
    await expect(joinParts(parts, auditFor({}))).rejects.toThrow(/more than 500 parts hold files that lie/);
    const pieces: Uint8Array[] = [];
    const first = new PartWriter({ reading: {}, write: (bytes) => pieces.push(bytes) });
    first.end(await joinParts(parts.slice(0, 300), first));
    const audit = auditFor({});
    await joinParts([sourceOf(Buffer.concat(pieces)), ...parts.slice(300)], audit);
    expect(audit.recordsRead).toBe(1002);
  });

  it('say together what became of all files, in the order of their paths', async () => {
    const aside = { kind: 'digest file', treatment: 'ignored', place: '' } as const;
    const leftOut = { files: 2, folders: 1, times: { from: 5, to: Number.POSITIVE_INFINITY }, goesOn: false };
    const one = {
      ...fileCoverage,
      filesSkipped: [{ path: 'c', reason: 'is damaged' }],
      filesIgnored: 3,
      withoutRecords: [{ ...aside, count: 3, path: 'b' }],
      leftOutByDate: leftOut,
    };
    const other = {
      ...one,
      filesSkipped: [{ path: 'a', reason: 'is empty' }],
      withoutRecords: [{ ...aside, count: 1, path: 'a' }],
      interrupted: true,
    };
    const parts = [one, other].map((files) => partOf([], { files }));
    expect(await joinParts(parts, auditFor({}))).toEqual({
      filesRead: 2,
      filesSkipped: [
        { path: 'a', reason: 'is empty' },
        { path: 'c', reason: 'is damaged' },
      ],
      filesIgnored: 6,
      withoutRecords: [{ ...aside, count: 4, path: 'a' }],
      leftOutByDate: { files: 4, folders: 2, times: { from: 5 }, goesOn: false },
      interrupted: true,
    });
  });
});
