import { describe, expect, it } from 'vitest';
import { type EarlierSnapshot, takeSnapshots } from '../../shared/access/access-snapshot.ts';
import type { PrincipalAccess } from '../../shared/access/principal-access.ts';

const arn = 'arn:aws:iam::123456789012:user/loader';
const key = '123456789012:user/loader';
const now = '2026-10-02T06:00:00.000Z';
const earlier = '2026-10-01T06:00:00.000Z';
const reading = (principals: readonly PrincipalAccess[], takenAt = now, isWhole = true) => ({
  principals,
  isWhole,
  takenAt,
});
const having = (hasAccess: boolean | null): PrincipalAccess => ({ arn, hasAccess, grants: [] });
const withAccess: EarlierSnapshot = { arn, takenAt: earlier, accessSince: earlier };
const without: EarlierSnapshot = { arn, takenAt: earlier, accessSince: undefined };

function compare(hasAccess: boolean | null, before: EarlierSnapshot | undefined) {
  const known = new Map(before === undefined ? [] : [[key, before]]);
  const { snapshots, gained, lost } = takeSnapshots(reading([having(hasAccess)]), known);
  return {
    since: snapshots[0]?.accessSince,
    gained: gained.map((change) => change.before),
    lost: lost.map((change) => change.before),
  };
}

describe('takeSnapshots', () => {
  it.each<[string, boolean | null, EarlierSnapshot | undefined, object]>([
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
    const { snapshots } = takeSnapshots(reading([having(null)]), new Map([[key, withAccess]]));
    const after = new Map([[key, { ...withAccess, accessSince: snapshots[0]?.accessSince }]]);
    const later = takeSnapshots(reading([having(false)], '2026-10-03'), after);
    expect(later.lost).toHaveLength(1);
  });

  it('sees access lost by one that is no more, and gained by who comes after it under its name', () => {
    const { snapshots, lost } = takeSnapshots(reading([]), new Map([[key, withAccess]]));
    expect(lost).toHaveLength(1);
    const [gone] = snapshots;
    expect(gone).toEqual({
      access: { arn, hasAccess: null, missing: ['iam-policies'], grants: [] },
      takenAt: now,
      accessSince: undefined,
    });
    const before = new Map([[key, { arn, takenAt: now, accessSince: gone?.accessSince }]]);
    expect(takeSnapshots(reading([having(true)], '2026-10-03'), before).gained).toHaveLength(1);
    expect(takeSnapshots(reading([], '2026-10-03'), before).snapshots).toEqual([]);
    const partly = reading([], now, false);
    expect(takeSnapshots(partly, new Map([[key, withAccess]])).lost).toEqual([]);
  });

  it.each<[string, readonly PrincipalAccess[], EarlierSnapshot]>([
    ['that says no access', [having(false)], withAccess],
    ['that says access', [having(true)], without],
    ['that does not have it', [], withAccess],
  ])(
    'says nothing of a principal by an old reading %s, where a newer snapshot is there',
    (_, principals, before) => {
      const newer = new Map([[key, { ...before, takenAt: '2026-10-09' }]]);
      expect(takeSnapshots(reading(principals), newer)).toEqual({ snapshots: [], gained: [], lost: [] });
    },
  );

  it('knows a principal by its name, not by its path', () => {
    const moved = { ...having(true), arn: 'arn:aws:iam::123456789012:user/etl/loader' };
    expect(takeSnapshots(reading([moved]), new Map([[key, withAccess]])).gained).toEqual([]);
  });
});
