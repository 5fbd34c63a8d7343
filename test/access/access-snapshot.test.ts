import { describe, expect, it } from 'vitest';
import {
  type AccessSnapshot,
  type EarlierSnapshot,
  type FoundPrincipal,
  takeSnapshots,
} from '../../shared/access/access-snapshot.ts';
import { arnOf } from '../support/access/accounts.ts';
import { takenAt as earlier, earlierOf, reachOf, snapshotOf } from '../support/access/snapshots.ts';

const user = 'loader';
const arn = arnOf(user);
const key = '123456789012:user/loader';
const now = '2026-10-02T06:00:00.000Z';
const reading = (principals: readonly FoundPrincipal[], takenAt = now, isWhole = true) => ({
  principals,
  isWhole,
  takenAt,
});
const having = (hasAccess: boolean | null, more: Partial<AccessSnapshot> = {}): FoundPrincipal =>
  snapshotOf(user, hasAccess, more);
const withAccess = earlierOf(snapshotOf(user, true));
const without = earlierOf(snapshotOf(user, false));
const known = (before: EarlierSnapshot | undefined) => new Map(before === undefined ? [] : [[key, before]]);

/** With all snapshots, changed or not. */
function compare(found: FoundPrincipal, before: EarlierSnapshot | undefined) {
  const { snapshots, gained, escalated, lost } = takeSnapshots(reading([found], now, false), known(before));
  return {
    since: snapshots[0]?.accessSince,
    gained: gained.map((change) => change.before),
    escalated: escalated.map((change) => change.before),
    lost: lost.map((change) => change.before),
  };
}

const nothing = { gained: [], escalated: [], lost: [] };

describe('takeSnapshots', () => {
  it.each<[string, boolean | null, EarlierSnapshot | undefined, object]>([
    ['had none and has some', true, without, { since: now, gained: [without] }],
    ['had some and has none', false, withAccess, { since: undefined, lost: [withAccess] }],
    ['had some and has some', true, withAccess, { since: earlier }],
    ['had none and has none', false, without, { since: undefined }],
    ['had some, and nobody can tell', null, withAccess, { since: earlier }],
    ['had none, and nobody can tell', null, without, { since: undefined }],
    ['is new and has some', true, undefined, { since: now, gained: [undefined] }],
    ['is new and has none', false, undefined, { since: undefined }],
  ])('of a principal that %s', (_, hasAccess, before, expected) => {
    expect(compare(having(hasAccess), before)).toEqual({ ...nothing, ...expected });
  });

  const other = { principalId: 'AIDAother' };
  it.each<[string, FoundPrincipal, EarlierSnapshot, object]>([
    [
      'was clean, and is now another with access',
      having(true, other),
      without,
      { since: now, gained: [without] },
    ],
    ['had access, and is now another with access', having(true, other), withAccess, { since: now }],
    [
      'had access, and is now another without',
      having(false, other),
      withAccess,
      { since: undefined, lost: [withAccess] },
    ],
    [
      'had access, and is now another of whom nobody can tell',
      having(null, other),
      withAccess,
      { since: undefined, lost: [withAccess] },
    ],
  ])('of a name that %s', (_, found, before, expected) => {
    expect(compare(found, before)).toEqual({ ...nothing, ...expected });
  });

  it.each<[string, AccessSnapshot['reach'], AccessSnapshot['reach'], boolean]>([
    ['goes to a further service', reachOf(['s3', 'sqs'], [1]), reachOf(['s3'], [1]), true],
    ['goes to a further action', reachOf(['s3'], [1, 2]), reachOf(['s3'], [1]), true],
    ['goes where it went', reachOf(['s3'], [1]), reachOf(['s3'], [1]), false],
    ['went where nobody has noted', reachOf(['s3'], [1]), undefined, false],
  ])('access escalates where it %s', (_, reach, before, expected) => {
    const { escalated } = compare(
      having(true, { reach }),
      earlierOf(snapshotOf(user, true, { reach: before })),
    );
    expect(escalated).toHaveLength(expected ? 1 : 0);
  });

  it('sees that access escalated, whatever was not known meanwhile', () => {
    const unknown = takeSnapshots(reading([having(null)]), known(withAccess)).snapshots.map(earlierOf);
    expect(compare(having(true, { reach: reachOf(['*'], [1]) }), unknown[0]).escalated).toEqual(unknown);
  });

  it('sees access lost once it is known again, whatever was not known meanwhile', () => {
    const [unknown] = takeSnapshots(reading([having(null)]), known(withAccess)).snapshots.map(earlierOf);
    expect(
      takeSnapshots(reading([having(false)], '2026-10-03T06:00:00.000Z'), known(unknown)).lost,
    ).toHaveLength(1);
  });

  it('sees access lost by one that is no more, and gained by who comes after it under its name', () => {
    const { snapshots, lost } = takeSnapshots(reading([]), known(withAccess));
    expect(lost).toHaveLength(1);
    const [gone] = snapshots;
    expect(gone).toEqual({
      access: { arn, hasAccess: null, missing: ['iam-policies'], grants: [] },
      principalId: 'AIDAloader',
      keys: undefined,
      reach: undefined,
      takenAt: now,
      accessSince: undefined,
      isGone: true,
    });
    const before = known(gone && earlierOf(gone));
    const after = '2026-10-03T06:00:00.000Z';
    expect(takeSnapshots(reading([having(true)], after), before).gained).toHaveLength(1);
    expect(takeSnapshots(reading([], after), before).snapshots).toEqual([]);
  });

  it.each([true, false])(
    'leaves nothing clean behind of one that is no more: it had access %s',
    (hasAccess) => {
      const { snapshots } = takeSnapshots(reading([]), known(hasAccess ? withAccess : without));
      expect(snapshots).toMatchObject([{ access: { hasAccess: null }, isGone: true }]);
    },
  );

  it('takes nobody for gone where not all could be read', () => {
    expect(takeSnapshots(reading([], now, false), known(withAccess))).toEqual({ snapshots: [], ...nothing });
  });

  describe('gives what changed', () => {
    it.each<[string, FoundPrincipal, EarlierSnapshot, boolean]>([
      ['nothing', having(true), withAccess, false],
      ['its access', having(true), without, true],
      ['its grants', having(true, { access: { arn, hasAccess: true, grants: [] } }), withAccess, true],
      ['its reach', having(true, { reach: reachOf(['s3'], [2]) }), withAccess, true],
      ['the catalogue of its reach', having(true, { reach: reachOf(['s3'], [1], 'd') }), withAccess, true],
      ['its keys', having(true, { keys: ['AKIAEXAMPLEEXAMPLE01'] }), withAccess, true],
      ['its unique id', having(true, { principalId: 'AIDAother' }), withAccess, true],
      [
        'no more than the time, which cannot have been',
        having(true),
        { ...withAccess, takenAt: '2099-01-01T00:00:00.000Z' },
        true,
      ],
    ])('of a principal: %s', (_, found, before, expected) => {
      expect(takeSnapshots(reading([found]), known(before)).snapshots).toHaveLength(expected ? 1 : 0);
    });

    it('and all else too, where not all could be read: nothing else says that they hold', () => {
      expect(takeSnapshots(reading([having(true)], now, false), known(withAccess)).snapshots).toHaveLength(1);
    });
  });

  it.each<[string, readonly FoundPrincipal[], EarlierSnapshot]>([
    ['that says no access', [having(false)], withAccess],
    ['that says access', [having(true)], without],
    ['that does not have it', [], withAccess],
  ])(
    'says nothing of a principal by an old reading %s, where a newer snapshot is there',
    (_, principals, before) => {
      const newer = known({ ...before, takenAt: '2026-10-02T06:05:00.000Z' });
      expect(takeSnapshots(reading(principals), newer)).toEqual({ snapshots: [], ...nothing });
    },
  );

  it('knows a principal by its name, not by its path', () => {
    const moved = having(true, { access: { arn: arnOf('etl/loader'), hasAccess: true, grants: [] } });
    expect(takeSnapshots(reading([moved]), known(withAccess)).gained).toEqual([]);
  });
});
