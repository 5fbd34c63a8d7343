import { describe, expect, it } from 'vitest';
import { type SnapshotTimes, takeSnapshots } from '../../shared/access/access-snapshot.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';

const arn = 'arn:aws:iam::123456789012:user/loader';
const key = '123456789012:user/loader';
const now = '2026-10-02T06:00:00.000Z';
const earlier = '2026-10-01T06:00:00.000Z';
const having = (hasAccess: boolean | null): PrincipalAccess => ({ arn, hasAccess, grants: [] });
const withAccess: SnapshotTimes = { takenAt: earlier, accessSince: earlier };
const without: SnapshotTimes = { takenAt: earlier, accessSince: undefined };

function compare(hasAccess: boolean | null, before: SnapshotTimes | undefined) {
  const known = new Map(before === undefined ? [] : [[key, before]]);
  const { snapshots, gained, lost } = takeSnapshots([having(hasAccess)], known, now);
  return {
    since: snapshots[0]?.accessSince,
    gained: gained.map((change) => change.before),
    lost: lost.map((change) => change.before),
  };
}

describe('takeSnapshots', () => {
  it.each<[string, boolean | null, SnapshotTimes | undefined, object]>([
    ['had none and has some', true, without, { since: now, gained: [without], lost: [] }],
    ['had some and has none', false, withAccess, { since: undefined, gained: [], lost: [withAccess] }],
    ['had some and has some', true, withAccess, { since: earlier, gained: [], lost: [] }],
    ['had none and has none', false, without, { since: undefined, gained: [], lost: [] }],
    ['had some, and nobody can tell', null, withAccess, { since: earlier, gained: [], lost: [] }],
    ['had none, and nobody can tell', null, without, { since: undefined, gained: [], lost: [] }],
    ['is new and has some', true, undefined, { since: now, gained: [undefined], lost: [] }],
    ['is new and has none', false, undefined, { since: undefined, gained: [], lost: [] }],
  ])('of a principal that %s', (_, hasAccess, before, expected) => {
    expect(compare(hasAccess, before)).toEqual(expected);
  });

  it('sees access lost once it is known again, whatever was not known meanwhile', () => {
    const { snapshots } = takeSnapshots([having(null)], new Map([[key, withAccess]]), now);
    const later = takeSnapshots(
      [having(false)],
      new Map([[key, snapshots[0] as SnapshotTimes]]),
      '2026-10-03',
    );
    expect(later.lost).toHaveLength(1);
  });

  it('knows a principal by its name, not by its path', () => {
    const moved = { ...having(true), arn: 'arn:aws:iam::123456789012:user/etl/loader' };
    expect(takeSnapshots([moved], new Map([[key, withAccess]]), now).gained).toEqual([]);
  });
});
