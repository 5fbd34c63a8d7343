import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchiveAudit } from '../../shared/audit/archive-audit.ts';
import { UnfitPartError } from '../../shared/audit/audit-part.ts';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import { auditSlice, type SliceResult, type SliceSum } from '../../shared/audit/audit-slice.ts';
import { combineSlices, reportOfSlices } from '../../shared/audit/combine-slices.ts';
import type { PartSource } from '../../shared/audit/part-source.ts';
import { planSlices, type Slice, type SlicePlan } from '../../shared/audit/plan-slices.ts';
import type { Selection } from '../../shared/audit/selection.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { patched } from '../../shared/examples/compliant.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { rules } from '../../shared/rules/index.ts';
import { pass, violation } from '../../shared/rules/verdict.ts';
import { borderlineArchives, borders } from '../support/audit/borderline-archives.ts';
import { type File, fileCoverage, inArchive, inTheirOrder, partOf } from '../support/audit/part-of.ts';
import { expiredRecord, type Json, record, rootRecord, session } from '../support/cli/audit-command.ts';
import { bookOf, exemptionOf, ruleWith } from '../support/evaluation/rule-books.ts';

/** Of sessions that begin shortly after the last one of their chain: what a chain knows is in a violation. */
const gapRule = ruleWith({
  session: ({ gapSeconds, previousExpiresAt }) =>
    gapSeconds !== undefined && gapSeconds > 2 && gapSeconds <= 900
      ? violation('broken', { who: `${gapSeconds} s after ${previousExpiresAt}` })
      : pass,
});
const withGaps = [...rules.filter(({ meta }) => meta.id !== gapRule.meta.id), gapRule];
const books = [
  bookOf({}, withGaps),
  bookOf({ scope: { accounts: ['210987654321', '555555555555'] } }, withGaps),
  bookOf({ scope: { requesters: ['*:user/*'] }, exemptions: [exemptionOf()] }, withGaps),
];
const at = (time: string) => Date.parse(`2026-10-${time}Z`) / 1000;
const selection: fc.Arbitrary<Selection> = fc.constantFrom<Selection>(
  {},
  {},
  {},
  { from: at('02T12:00:00') },
  { from: at('02T00:15:00'), to: at('04T00:00:01') },
  { accounts: ['555555555555'] },
  { roles: ['no-such-role'] },
);

const blockCharacters = fc.constantFrom(1, 3000, 1_000_000);

interface Judging {
  readonly book?: RuleBook;
  readonly selection?: Selection;
}

function wholeOf(files: readonly File[], { book = books[0] as RuleBook, selection = {} }: Judging = {}) {
  const audit = new ArchiveAudit({ book, facts: noFacts, selection });
  for (const { path, records } of files) for (const one of records) audit.read(path, one);
  const parts = partsOf(files).length;
  return audit.report({ ...fileCoverage, filesRead: parts });
}

/** One for each number of a part that files name. */
function partsOf(files: readonly File[], blockCharacters?: number): PartSource[] {
  return [...new Set(files.map(({ part }) => part))].map((number) =>
    partOf(
      files.filter(({ part }) => part === number),
      { name: `part-${number}`, ...(blockCharacters && { blockCharacters }) },
    ),
  );
}

interface Slicing extends Judging {
  readonly mostRecords?: number;
  /** Where slices begin, whatever the plan says. */
  readonly borders?: readonly number[];
}

async function planOf(
  parts: readonly PartSource[],
  { book = books[0] as RuleBook, selection = {}, mostRecords, borders }: Slicing = {},
): Promise<SlicePlan> {
  const plan = await planSlices(parts, { book, selection, mostRecords });
  if (borders === undefined) return plan;
  const times = [undefined, ...borders].map((from, number) => {
    const to = borders[number];
    return { ...(from && { from }), ...(to && { to }) };
  });
  const all = plan.slices.flatMap((slice) => slice.parts);
  const slices = times.map((some, number) => ({ number, ...some, parts: all }));
  return { ...plan, slices, whole: { ...plan.whole, slices: times } };
}

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

async function resultsOf(plan: SlicePlan, parts: readonly PartSource[], book = books[0] as RuleBook) {
  const sourceOf = (name: string) => parts.find((part) => part.name === name) as PartSource;
  const results: SliceResult[] = [];
  for (const slice of plan.slices)
    results.push(throughJson(await auditSlice(slice, plan.terms, { book, facts: noFacts, sourceOf })));
  return results;
}

async function slicedOf(parts: readonly PartSource[], slicing: Slicing = {}): Promise<ArchiveAuditReport> {
  const { book = books[0] as RuleBook } = slicing;
  const plan = throughJson(await planOf(parts, slicing));
  return reportOfSlices(plan.whole, await resultsOf(plan, parts, book), { book, facts: noFacts });
}

const bytes = (report: ArchiveAuditReport) => JSON.stringify(report, undefined, 1);

describe('an audit by slices of time', () => {
  it('makes the report of the whole, byte for byte, wherever the borders lie', async () => {
    let violations = 0;
    await fc.assert(
      fc.asyncProperty(
        borderlineArchives,
        borders,
        selection,
        fc.constantFrom(...books),
        blockCharacters,
        async (files, borders, selection, book, blockCharacters) => {
          const whole = wholeOf(files, { book, selection });
          violations += whole.violations.length;
          const sliced = await slicedOf(partsOf(files, blockCharacters), { book, selection, borders });
          expect(bytes(sliced)).toBe(bytes(whole));
        },
      ),
      { numRuns: 150 },
    );
    expect(violations).toBeGreaterThan(100);
  });

  it('makes the same by the slices that are planned, however few records these may hold', async () => {
    let slices = 0;
    await fc.assert(
      fc.asyncProperty(borderlineArchives, fc.integer({ min: 1, max: 12 }), async (files, mostRecords) => {
        const parts = partsOf(files, 500);
        slices += (await planOf(parts, { mostRecords })).slices.length;
        expect(bytes(await slicedOf(parts, { mostRecords }))).toBe(bytes(wholeOf(files)));
      }),
      { numRuns: 80 },
    );
    expect(slices).toBeGreaterThan(250);
  });

  const twice = (one: Json) => [one, patched(one, { recipientAccountId: '210987654321' })];
  const shared = { sharedEventID: 'shared' };
  const unnamed = { userIdentity: { type: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE12', arn: null } };
  const issued = (id: string, from: string, until: string, accessKeyId = 'ASIAEXAMPLEEXAMPLE77') =>
    session(id, '00:00:00', '00:00:00', {
      eventTime: `2026-10-${from}Z`,
      responseElements: { credentials: { accessKeyId, expiration: `2026-10-${until}Z` } },
    });

  /** What lies about a border, where that is, and how many violations there are of which rule. */
  it.each<[string, readonly Json[], readonly string[], number, string]>([
    [
      'a chain whose next session comes shortly after the border',
      [issued('a', '02T08:00:00', '02T09:00:00'), issued('b', '02T09:10:00', '02T10:00:00')],
      ['02T08:00:00', '02T08:00:01', '02T09:00:00', '02T09:05:00', '02T09:10:00', '02T09:10:01'],
      1,
      gapRule.meta.id,
    ],
    [
      'a session of 36 hours that ended the whole lapse before the border',
      [issued('a', '02T08:00:00', '03T20:00:00'), issued('b', '03T20:15:00', '03T21:00:00')],
      ['03T20:15:00', '03T20:14:59', '02T08:00:01'],
      1,
      gapRule.meta.id,
    ],
    [
      'a session that says that it lives longer than any can, and one that came after it had to end',
      [
        issued('a', '02T08:00:00', '30T20:00:00'),
        issued('b', '04T08:00:00', '04T08:15:00'),
        issued('c', '04T08:20:00', '04T09:00:00'),
      ],
      ['04T08:00:00', '04T08:18:00', '04T08:20:00'],
      1,
      gapRule.meta.id,
    ],
    [
      'a call that is refused weeks after its session was issued',
      [
        issued('a', '02T08:00:00', '02T09:00:00'),
        expiredRecord('b', { eventTime: '2026-10-25T08:00:00Z', errorCode: 'RequestExpired' }),
      ],
      ['02T08:00:00', '02T08:00:01', '10T00:00:00', '25T08:00:00'],
      1,
      'renew-before-expiry',
    ],
    [
      'a call that is refused before its session is issued, as clocks may have it',
      [issued('a', '25T08:00:00', '25T08:15:00'), expiredRecord('b', { eventTime: '2026-10-02T08:00:00Z' })],
      ['02T08:00:00', '02T08:00:01', '10T00:00:00', '25T08:00:00'],
      1,
      'renew-before-expiry',
    ],
    [
      'records of one event at the border',
      [
        ...twice(rootRecord('a', { eventTime: '2026-10-02T09:00:00Z' })),
        ...twice(rootRecord('b', { eventTime: '2026-10-02T08:59:59Z' })),
      ],
      ['02T08:59:59', '02T09:00:00', '02T09:00:01'],
      2,
      'no-root-credentials',
    ],
    [
      'copies of a call, of which the requester’s own decides',
      [
        record('copy', { ...shared, ...unnamed, recipientAccountId: '210987654321' }),
        rootRecord('own', shared),
      ],
      ['01T07:59:59', '01T08:00:00', '01T08:00:01'],
      1,
      'no-root-credentials',
    ],
    [
      'a record that was brought up to date',
      [
        rootRecord('a', { eventTime: '2026-10-02T09:00:00Z' }),
        record('b', { eventTime: '2026-10-02T09:00:00Z', addendum: { originalEventID: 'a' } }),
        rootRecord('c', { eventTime: '2026-10-02T09:00:00Z' }),
      ],
      ['02T09:00:00', '02T09:00:01'],
      1,
      'no-root-credentials',
    ],
  ])('finds each violation once: %s', async (_, records, times, count, ruleId) => {
    const files = inTheirOrder(
      records.map((one, number) => ({
        path: `${number}.json`,
        part: number % 2,
        records: [inArchive(one, '')],
      })),
    );
    const whole = wholeOf(files);
    expect(whole.violations.filter((violation) => violation.ruleId === ruleId)).toHaveLength(count);
    const borders = times.map(at);
    for (const some of [borders, ...borders.map((border) => [border])])
      for (const blockCharacters of [1, 1_000_000])
        expect(bytes(await slicedOf(partsOf(files, blockCharacters), { borders: some.toSorted() }))).toBe(
          bytes(whole),
        );
  });

  it('tells what a session was that another slice saw issued', async () => {
    const files = [
      issued('a', '02T08:00:00', '02T09:00:00'),
      expiredRecord('b', { eventTime: '2026-10-25T08:00:00Z' }),
    ].map((one, part) => ({ path: `${part}.json`, part, records: [inArchive(one, '')] }));
    const { violations } = await slicedOf(partsOf(files), { borders: [at('10T00:00:00')] });
    expect(violations.map(({ evidence }) => evidence)).toMatchObject([
      { issuedByEvent: 'a', issuedAt: '2026-10-02T08:00:00.000Z', secondsAfterExpiry: 23 * 86_400 - 3600 },
    ]);
  });

  it('has the first of two records that differ decide, by the order of files, though a part was not read in it', async () => {
    const root = (path: string, part: number, sourceIPAddress: string): File => ({
      path,
      part,
      records: [inArchive(rootRecord('same', { sourceIPAddress }), '')],
    });
    const deciding = async (...files: File[]) => {
      const { violations } = await slicedOf(partsOf(files, 1), { borders: [at('02T00:00:00')] });
      return violations.map(({ subject }) => subject.sourceIp);
    };
    const filler = (path: string): File => ({
      path,
      part: 0,
      records: [inArchive(record('x', { eventTime: '2026-10-20T08:00:00Z' }), '')],
    });
    // Of the part 0 that file comes after c/1, wherever its name would stand.
    expect(
      await deciding(filler('a/0'), filler('c/1'), root('a/2', 0, 'zero'), root('b/1', 1, 'one')),
    ).toEqual(['one']);
    expect(await deciding(root('a/2', 0, 'zero'), root('b/1', 1, 'one'))).toEqual(['zero']);
    // Of one file in two parts the first part decides.
    expect(await deciding(root('a/2', 0, 'zero'), root('a/2', 1, 'one'))).toEqual(['zero']);
  });

  it('opens the parts alone that hold what a slice needs, and reads of them the blocks that do', async () => {
    const days = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const files = days.map(
      (day): File => ({
        path: `${day}.json`,
        part: day,
        records: ['08', '21'].map((hour) =>
          inArchive(record(`${day} ${hour}`, { eventTime: `2026-10-0${day}T${hour}:00:00Z` }), ''),
        ),
      }),
    );
    const read: string[] = [];
    const parts = partsOf(files, 1).map(
      (part): PartSource => ({
        ...part,
        open: (range) => {
          read.push(`${part.name} from ${range?.from === 0 ? 'the start' : 'later on'}`);
          return part.open(range);
        },
      }),
    );
    const plan = await planOf(parts, { mostRecords: 6 });
    const opened = plan.slices.map(({ from, parts: some }) => [from, some.length]);
    expect(opened).toEqual([
      [undefined, 3],
      [at('04T08:00:00'), 4],
      [at('05T21:00:00'), 3],
      [at('07T08:00:00'), 4],
      [at('08T21:00:00'), 3],
    ]);
    expect(read).toEqual([]);
    const sourceOf = (name: string) => parts.find((part) => part.name === name) as PartSource;
    const book = books[0] as RuleBook;
    const [, , third] = plan.slices;
    const { sum } = await auditSlice(third as Slice, plan.terms, { book, facts: noFacts, sourceOf });
    expect(sum.recordsKept).toBe(3);
    // 36 hours and a quarter before is 08:45 on the day before.
    expect(read).toEqual(['part-4 from later on', 'part-5 from the start', 'part-6 from the start']);
  });

  it('holds the violations and refused calls of one slice at a time when it puts them together', async () => {
    const files = [1, 2].map((day): File => {
      const refused = expiredRecord(`expired ${day}`, { eventTime: `2026-10-0${day}T09:00:00Z` });
      return { path: `${day}.json`, part: day, records: [inArchive(refused, '')] };
    });
    const parts = partsOf(files);
    const plan = await planOf(parts, { borders: [at('02T08:00:00')] });
    const results = await resultsOf(plan, parts);
    const done: string[] = [];
    const noted = <Value>(name: string, value: Value) => {
      done.push(name);
      return value;
    };
    const resultOf = (slice: number) => results[slice] as SliceResult;
    await combineSlices(
      plan.whole,
      {
        sumOf: (slice) => resultOf(slice).sum,
        violationsOf: (slice) => resultOf(slice).violations,
        refusedOf: (slice) => noted(`refused of ${slice}`, resultOf(slice).refused),
      },
      {
        ...{ book: books[0] as RuleBook, facts: noFacts },
        take: (violations) => noted(`${violations.length} taken`, undefined),
      },
    );
    expect(done).toEqual(['refused of 0', '1 taken', 'refused of 1', '1 taken']);
    for (const { sum } of results) expect(sum).not.toHaveProperty('refused');
  });

  it('asks for what it needs next of a part, and for parts, before it has read what it asked for', async () => {
    const days = [5, 1, 5, 1, 5];
    const fileOf = (part: number) => (day: number, place: number) => ({
      ...{ path: `${part}-${place}.json`, part },
      records: [inArchive(record(`${part} ${place}`, { eventTime: `2026-10-0${day}T08:00:00Z` }), '')],
    });
    const files = [1, 2].flatMap((part) => days.map(fileOf(part)));
    const done: string[] = [];
    const parts = partsOf(files, 1).map(
      (part): PartSource => ({
        ...part,
        open: async function* (range) {
          done.push('asked');
          await setImmediate();
          done.push('came');
          yield* part.open(range);
        },
      }),
    );
    const { slices, terms } = await planOf(parts, { mostRecords: 1 });
    const sourceOf = (name: string) => parts.find((part) => part.name === name) as PartSource;
    const book = books[0] as RuleBook;
    const { sum } = await auditSlice(slices[1] as Slice, terms, { book, facts: noFacts, sourceOf });
    expect(sum.recordsKept).toBe(6);
    expect(done).toHaveLength(12);
    // Two of each part.
    expect(done.slice(0, 5)).toEqual(['asked', 'asked', 'asked', 'asked', 'came']);
  });

  it('plans thousands of parts of a year in little memory: the hours of each are summed up as it comes', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const used = () => {
      collect();
      return process.memoryUsage().heapUsed / 1024 / 1024;
    };
    const hour = (number: number) => new Date(Date.UTC(2025, 0, 1, number)).toISOString();
    const records = Array.from({ length: 2000 }, (_, number) =>
      inArchive(record(`${number}`, { eventTime: hour(number * 4) }), ''),
    );
    const part = partOf([{ path: 'a.json', part: 1, records }]);
    const before = used();
    let [read, most] = [0, 0];
    const onPart = () => {
      if (++read % 100 === 0) most = Math.max(most, used() - before);
    };
    const { whole } = await planSlices(Array(300).fill(part), { book: books[0] as RuleBook, onPart });
    expect(whole.recordsKept).toBe(600_000);
    // With the hours of all it is above 40 MB.
    expect(most).toBeLessThan(20);
  });

  it('plans one slice where nothing was kept, and where all fits into one', async () => {
    const empty = [{ number: 0, parts: [] }];
    expect((await planOf([partOf([])])).slices).toEqual(empty);
    expect((await planOf([])).slices).toEqual(empty);
    const file = { path: 'a.json', part: 0, records: [inArchive(record('a'), '')] };
    const [only, ...others] = (await planOf([partOf([file])], { mostRecords: 1 })).slices;
    expect(others).toEqual([]);
    expect(only).toEqual({ number: 0, parts: [{ name: expect.any(String), digest: expect.any(String) }] });
  });

  describe('refuses', () => {
    const files = [1, 2, 3].map(
      (day): File => ({
        path: `${day}.json`,
        part: day,
        records: [inArchive(rootRecord(`${day}`, { eventTime: `2026-10-0${day}T08:00:00Z` }), '')],
      }),
    );
    const parts = partsOf(files);
    const book = books[0] as RuleBook;
    const borders = [at('02T08:00:00'), at('03T08:00:00')];
    const combined = ({ whole }: SlicePlan, results: readonly SliceResult[], judgedBy = book) =>
      reportOfSlices(whole, results, { book: judgedBy, facts: noFacts });

    it('results that are not one of each slice, by one policy, of all records', async () => {
      const plan = await planOf(parts, { borders });
      const results = await resultsOf(plan, parts);
      const [first, second, third] = results as [SliceResult, SliceResult, SliceResult];
      const with3 = (other: Partial<SliceSum>) => [
        first,
        second,
        { ...third, sum: { ...third.sum, ...other } },
      ];
      expect((await combined(plan, results)).violations).toHaveLength(3);
      await expect(combined(plan, [first, third])).rejects.toThrow('expected a result of slice 1');
      await expect(combined(plan, [first, second])).rejects.toThrow('expected a result of slice 2');
      await expect(combined(plan, with3({ recordsKept: 0 }))).rejects.toThrow(
        'slices hold 2 records, where parts hold 3',
      );
      await expect(combined(plan, with3({ policyRevision: 'x' }))).rejects.toThrow(UnfitPartError);
      await expect(combined(plan, results, books[1])).rejects.toThrow('by different policies');
    });

    it('a part that is another one than when the slices were planned', async () => {
      const plan = await planOf(parts, { borders });
      const [other] = partsOf([{ ...(files[1] as File), part: 2, path: 'other.json' }]);
      const auditing = resultsOf(plan, [other as PartSource, ...parts]);
      await expect(auditing).rejects.toThrow('`part-2` is another part than when the audit was planned');
      await expect(auditing).rejects.toBeInstanceOf(UnfitPartError);
    });

    it('a record that cannot be read in its part: it would be lost', async () => {
      const [part] = partsOf([files[0] as File]) as [PartSource];
      const open: PartSource['open'] = async function* (range) {
        for await (const bytes of part.open(range))
          yield gzipSync(gunzipSync(bytes).toString().replace('"userIdentity":{', '"userIdentity":1,"_":{'));
      };
      const plan = await planOf([part]);
      const auditing = resultsOf(plan, [{ ...part, open }]);
      await expect(auditing).rejects.toThrow(
        'a record of `1.json` cannot be read in its part: expected `userIdentity`',
      );
    });

    it('a policy other than the plan’s', async () => {
      const plan = await planOf(parts, { borders });
      await expect(resultsOf(plan, parts, books[1])).rejects.toThrow('by different policies');
    });
  });
});
