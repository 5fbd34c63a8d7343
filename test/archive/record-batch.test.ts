import { describe, expect, it } from 'vitest';
import { OwnCallFilter } from '../../shared/archive/own-call-filter.ts';
import { BatchWriter, recordsOf } from '../../shared/archive/record-batch.ts';
import { record } from '../support/cli/audit-command.ts';

const other = { eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventTime: '2026-10-01T08:00:00Z' };
const ownCall = record('own', { ...other, requestParameters: null, responseElements: null });
const time = 1790841600;

describe('BatchWriter', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['a request for credentials', record('a'), 1],
    ['an updated record', { ...other, addendum: { originalEventID: 'a' } }, 1],
    ['a record in which damage may hide a request', { ...record('a'), eventTime: 5 }, 1],
    ['a record of no concern', other, 0],
    ['a call that nobody asks for', ownCall, 0],
  ])('keeps records that a rule may concern: %s', (_, one, kept) => {
    const batch = new BatchWriter();
    batch.add({ record: one, place: 'record 1' });
    const taken = batch.take();
    expect([...recordsOf(taken)]).toEqual(
      kept === 1 ? [{ json: JSON.stringify(one), place: 'record 1' }] : [],
    );
    expect(taken.passed).toBe(1 - kept);
  });

  it('keeps the calls that the filter wants', () => {
    const batch = new BatchWriter(new OwnCallFilter({}));
    for (const one of [ownCall, ownCall, other]) batch.add({ record: one, place: '' });
    expect(batch.take()).toMatchObject({ count: 1, json: JSON.stringify(ownCall), passed: 2 });
  });

  it('knows the first and last time of the records of no concern', () => {
    const batch = new BatchWriter();
    for (const eventTime of ['2026-10-01T08:00:05Z', '2026-10-01T08:00:00Z', 'soon'])
      batch.add({ record: { ...other, eventTime }, place: '' });
    batch.passOver(2, { first: time + 1, last: time + 9 });
    batch.passOver(1, undefined);
    expect(batch.take()).toMatchObject({ passed: 6, times: { first: time, last: time + 9 } });
  });

  it('counts asides by kind and treatment, with the place of the first', () => {
    const batch = new BatchWriter();
    const aside = { kind: 'note', treatment: 'ignored' } as const;
    batch.add({ aside, place: 'record 2' });
    batch.add({ aside, place: 'record 3' });
    batch.aside({ ...aside, treatment: 'empty' }, 'record 4');
    expect(batch.take().asides).toEqual([
      { ...aside, place: 'record 2', count: 2 },
      { ...aside, treatment: 'empty', place: 'record 4', count: 1 },
    ]);
  });

  it('clips the place of a fault', () => {
    const batch = new BatchWriter();
    batch.malformed('not JSON', 'x'.repeat(300));
    batch.malformed('not JSON', 'y'.repeat(200));
    expect(batch.take().malformed.map(({ place }) => place)).toEqual([
      `${'x'.repeat(200)}…`,
      'y'.repeat(200),
    ]);
  });

  it('begins anew when it was taken, but for what it has met', () => {
    const batch = new BatchWriter();
    batch.record('{}', '');
    batch.malformed('', '');
    batch.skip('a', 'is damaged');
    batch.openLists(2);
    batch.passOver(3, { first: 1, last: 2 });
    batch.aside({ kind: 'note', treatment: 'empty' }, '');
    expect(batch.take()).toMatchObject({ lists: 2, skipped: [{ place: 'a', reason: 'is damaged' }] });
    const empty = {
      passed: 0,
      count: 0,
      json: '',
      places: '',
      malformed: [],
      asides: [],
      lists: 0,
      skipped: [],
    };
    expect(batch.take()).toEqual({ ...empty, times: undefined });
    expect(batch.met).toBe(9);
  });

  it.each<[string, (batch: BatchWriter) => void, boolean]>([
    ['many characters', (batch) => batch.record('x'.repeat(1024 * 1024 + 1), ''), true],
    ['fewer', (batch) => batch.record('x'.repeat(1024 * 1024), ''), false],
    ['many records', (batch) => many(5001, () => batch.record('', '')), true],
    ['many faults', (batch) => many(5001, () => batch.malformed('', '')), true],
    ['fewer of both', (batch) => many(2500, () => [batch.malformed('', ''), batch.record('', '')]), false],
    ['any number that is only counted', (batch) => batch.passOver(1e6, undefined), false],
  ])('is full with %s: %#', (_, fill, isFull) => {
    const batch = new BatchWriter();
    fill(batch);
    expect(batch.isFull).toBe(isFull);
    batch.take();
    expect(batch.isFull).toBe(false);
  });
});

function many(count: number, act: () => void): void {
  for (let done = 0; done < count; done++) act();
}
