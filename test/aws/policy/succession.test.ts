import { describe, expect, it } from 'vitest';
import { changeTo, type PolicyChange } from '../../../shared/aws/policy/succession.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 12, minute));
const first: PolicyChange = {
  revision: 'a',
  previousRevision: undefined,
  changedAt: '2026-10-01T12:00:00.000Z',
  settlesAt: '2026-10-01T12:02:00.000Z',
  returns: 0,
};

/** What is kept after functions have read revisions, one at each minute. */
function changesBy(reads: readonly string[]): string[] {
  let kept: PolicyChange | undefined;
  return reads.flatMap((revision, minute) => {
    const change = changeTo(revision, kept, at(minute));
    kept = change ?? kept;
    return change === undefined ? [] : [`${minute} ${change.previousRevision ?? '-'} ${change.revision}`];
  });
}

describe('the kept policy', () => {
  it('is the first that anybody read', () => {
    expect(changeTo('a', undefined, at(0))).toEqual(first);
  });

  it.each<[string, string, number, object | undefined]>([
    ['stays where the same was read', 'a', 60, undefined],
    [
      'gives way to a new one at once',
      'b',
      0,
      {
        revision: 'b',
        previousRevision: 'a',
        changedAt: '2026-10-01T12:00:00.000Z',
        settlesAt: '2026-10-01T12:02:00.000Z',
        returns: 0,
      },
    ],
  ])('%s', (_, revision, minute, expected) => {
    expect(changeTo(revision, first, at(minute))).toEqual(expected);
  });

  it('gives way to the one before only after two minutes, and then for twice as long', () => {
    const second = { ...first, revision: 'b', previousRevision: 'a' };
    expect(changeTo('a', second, new Date('2026-10-01T12:01:59.999Z'))).toBeUndefined();
    expect(changeTo('a', second, at(2))).toEqual({
      revision: 'a',
      previousRevision: 'b',
      changedAt: '2026-10-01T12:02:00.000Z',
      settlesAt: '2026-10-01T12:06:00.000Z',
      returns: 1,
    });
  });

  it('gives way to a third one at once, however often the first two took each other’s place', () => {
    const back = { ...first, previousRevision: 'b', returns: 5, settlesAt: at(59).toISOString() };
    expect(changeTo('c', back, at(1))).toMatchObject({ previousRevision: 'a', returns: 0 });
  });

  it('changes three times in a deployment of ten minutes that gives out both', () => {
    const reads = ['a', ...Array.from({ length: 10 }, (_, minute) => (minute % 2 === 0 ? 'b' : 'a'))];
    expect(changesBy([...reads, ...Array(60).fill('b')])).toEqual(['0 - a', '1 a b', '4 b a', '9 a b']);
  });

  it('changes about once an hour in one of a day', () => {
    const reads = Array.from({ length: 24 * 60 }, (_, minute) => (minute % 2 === 0 ? 'b' : 'a'));
    expect(changesBy(reads).length).toBeLessThan(32);
  });
});
