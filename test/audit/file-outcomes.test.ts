import { describe, expect, it } from 'vitest';
import type { ArchiveFile, FileReading } from '../../shared/archive/file-reading.ts';
import type { Aside } from '../../shared/archive/found.ts';
import type { CountedAside, RecordBatch } from '../../shared/archive/record-batch.ts';
import { FileOutcomes } from '../../shared/audit/file-outcomes.ts';

const empty: RecordBatch = {
  passed: 0,
  times: undefined,
  count: 0,
  json: '',
  places: '',
  malformed: [],
  asides: [],
  lists: 0,
  skipped: [],
};
const named: ArchiveFile = { path: 'a.json', named: 'a.json' };
const within = (path: string): ArchiveFile => ({ path: `trail/${path}`, named: 'trail' });
const faults = [{ reason: 'not JSON', place: 'line 1' }];
const aside = (treatment: Aside['treatment'], kind = 'note', count = 1): CountedAside => ({
  kind,
  treatment,
  count,
  place: 'record 1',
});
const reading = (batch: Partial<RecordBatch>, rest: Partial<FileReading> = {}): FileReading => ({
  index: 0,
  batch: { ...empty, ...batch },
  isEnd: true,
  ...rest,
});

function outcome(file: ArchiveFile, ...readings: FileReading[]) {
  const outcomes = new FileOutcomes();
  for (const one of readings) outcomes.add(file, one);
  return outcomes.coverage({ skipped: [], ignored: [] }, false);
}

const read = { filesRead: 1, filesSkipped: [], filesIgnored: 0 };
const ignored = { filesRead: 0, filesSkipped: [], filesIgnored: 1 };
const skipped = (reason: string) => ({ filesRead: 0, filesSkipped: [{ reason }], filesIgnored: 0 });

describe('a file is', () => {
  it.each<[string, ArchiveFile, Partial<RecordBatch>, object]>([
    ['read: records that were passed over', named, { passed: 1 }, read],
    ['read: a record', named, { count: 1, json: '{}' }, read],
    ['read: an empty list', named, { lists: 1 }, read],
    ['read: records and faults', within('a.txt'), { passed: 1, malformed: faults }, read],
    ['read: records beside a note', within('a'), { passed: 1, asides: [aside('refused')] }, read],
    ['skipped: named and empty', named, {}, skipped('the file is empty')],
    ['skipped: empty with the name of an archive', within('a.json.gz'), {}, skipped('the file is empty')],
    [
      'skipped: damaged with that name',
      within('a.ndjson.zst'),
      { malformed: faults },
      skipped('not JSON (line 1)'),
    ],
    [
      'skipped: named and damaged',
      { path: 'x', named: 'x' },
      { malformed: faults },
      skipped('not JSON (line 1)'),
    ],
    [
      'skipped: refused',
      within('x'),
      { asides: [aside('refused')] },
      skipped('holds no CloudTrail records (note)'),
    ],
    [
      'skipped: misplaced',
      named,
      { asides: [aside('misplaced')] },
      skipped('holds no CloudTrail records (note)'),
    ],
    ['skipped: nothing in it', named, { asides: [aside('empty')] }, skipped('holds no CloudTrail records')],
    [
      'skipped: damaged beside a digest',
      named,
      { malformed: faults, asides: [aside('ignored')] },
      skipped('not JSON (line 1)'),
    ],
    ['ignored by kind: named', named, { asides: [aside('ignored')] }, ignored],
  ])('%s', (_, file, batch, expected) => {
    expect(outcome(file, reading(batch))).toMatchObject(expected);
  });

  it.each<[string, string, Partial<RecordBatch>, string]>([
    ['ignored by kind', 'a.json', { asides: [aside('ignored')] }, 'note'],
    ['of another command', 'a.json', { asides: [aside('misplaced')] }, 'note'],
    ['empty', 'folder_marker', {}, 'empty file'],
    ['of text', 'readme.txt', { malformed: faults }, 'text without records'],
    ['of JSON of another kind', 'a.txt', { asides: [aside('empty')] }, 'note'],
  ])('ignored in a folder with an archive: one %s', (_, name, batch, kind) => {
    const outcomes = new FileOutcomes();
    outcomes.add(within('archive'), reading({ passed: 1 }));
    outcomes.add(within(name), reading(batch, { index: 1 }));
    const coverage = outcomes.coverage({ skipped: [], ignored: [] }, false);
    expect(coverage).toMatchObject({ filesRead: 1, filesSkipped: [], filesIgnored: 1 });
    expect(coverage.withoutRecords).toMatchObject([{ kind, path: `trail/${name}`, count: 1 }]);
  });
});

describe('the reason', () => {
  it('is what the worst is, with what to do instead', () => {
    const advice = 'audit the log files themselves';
    const asides = [
      aside('ignored', 'digest'),
      aside('empty'),
      { ...aside('refused', 'notification'), advice },
    ];
    expect(outcome(named, reading({ asides })).filesSkipped).toEqual([
      { path: 'a.json', reason: `holds no CloudTrail records (notification): ${advice}` },
    ]);
  });

  it('is why the file could not be read to its end, whatever was in it', () => {
    const fault = 'is truncated: what came before was read';
    expect(outcome(within('a.txt'), reading({ passed: 5 }, { fault }))).toMatchObject(skipped(fault));
  });

  it('names the file within an archive, and the archive counts as read', () => {
    const batch = { skipped: [{ place: 'b.json', reason: 'is damaged' }] };
    expect(outcome({ path: 'a.zip', named: '.' }, reading(batch))).toMatchObject({
      filesRead: 1,
      filesSkipped: [{ path: 'a.zip: b.json', reason: 'is damaged' }],
    });
  });
});

describe('a path that was named', () => {
  const holdsNone = [{ path: 'trail', reason: 'holds no CloudTrail records' }];
  const emptyFolder = (batch: Partial<RecordBatch>, isInterrupted = false) => {
    const outcomes = new FileOutcomes();
    outcomes.add(within('x'), reading(batch));
    return outcomes.coverage({ skipped: [], ignored: [] }, isInterrupted).filesSkipped;
  };

  it.each<[string, Partial<RecordBatch>]>([
    ['empty files', {}],
    ['text', { malformed: faults }],
    ['files of other commands', { asides: [aside('misplaced')] }],
  ])('is told where it holds nothing but %s', (_, batch) => {
    expect(emptyFolder(batch)).toEqual(holdsNone);
  });

  it('is not told where what lies around a trail is there, nor before all of it was read', () => {
    expect(emptyFolder({ asides: [aside('ignored')] })).toEqual([]);
    expect(emptyFolder({}, true)).toEqual([]);
  });
});

describe('a file in parts', () => {
  const part = (batch: Partial<RecordBatch>) => reading(batch, { isEnd: false });

  it('is one file, of which all faults are told once it is an archive', () => {
    const outcomes = new FileOutcomes();
    const [more] = [{ reason: 'not JSON', place: 'line 2' }];
    expect(outcomes.add(named, part({ malformed: faults }))).toEqual([]);
    expect(outcomes.add(named, part({ passed: 1, malformed: [more] }))).toEqual([...faults, more]);
    expect(outcomes.add(named, reading({ malformed: [more] }))).toEqual([more]);
    expect(outcomes.coverage({ skipped: [], ignored: [] }, false)).toMatchObject(read);
  });

  it('is told by its first fault where it never was one', () => {
    const coverage = outcome(
      named,
      part({ malformed: faults }),
      reading({ malformed: [{ reason: 'x', place: 'y' }] }),
    );
    expect(coverage).toMatchObject(skipped('not JSON (line 1)'));
  });

  it('counts as read where only a part was read, and the others are no part of it', () => {
    const outcomes = new FileOutcomes();
    outcomes.add(within('a'), part({ passed: 1 }));
    outcomes.add(within('b'), reading({ passed: 1 }, { index: 1 }));
    const coverage = outcomes.coverage({ skipped: [], ignored: [] }, true);
    expect(coverage).toMatchObject({ filesRead: 2, interrupted: true });
  });
});

describe('what holds no record', () => {
  it('is counted by kind: files once, parts of archives as often as they are met', () => {
    const outcomes = new FileOutcomes();
    outcomes.add(within('a'), reading({ asides: [aside('ignored', 'digest', 3)] }));
    outcomes.add(within('b'), reading({ asides: [aside('ignored', 'digest', 2)] }, { index: 1 }));
    outcomes.add(within('c'), reading({ passed: 1, asides: [aside('ignored', 'insight', 4)] }, { index: 2 }));
    const { withoutRecords } = outcomes.coverage({ skipped: [], ignored: [] }, false);
    expect(withoutRecords).toMatchObject([
      { kind: 'digest', count: 2, path: 'trail/a' },
      { kind: 'insight', count: 4, path: 'trail/c' },
    ]);
  });

  it('and what the finder met, is told with it', () => {
    const finder = {
      skipped: [{ path: 'x', reason: 'no such file or folder' }],
      ignored: [{ path: 'pipe', reason: 'named pipe' }],
    };
    expect(new FileOutcomes().coverage(finder, false)).toEqual({
      filesRead: 0,
      filesSkipped: finder.skipped,
      filesIgnored: 1,
      withoutRecords: [{ kind: 'named pipe', treatment: 'empty', count: 1, place: '', path: 'pipe' }],
      interrupted: false,
    });
  });
});
