import { describe, expect, it } from 'vitest';
import { principalKey } from '../../../shared/access/principal.ts';
import { type AccessOptions, accessOfRequesters } from '../../../shared/aws/facts/access-of-requesters.ts';
import type { KnownAccess } from '../../../shared/aws/facts/snapshot-store.ts';
import { absent, known, unavailable } from '../../../shared/json/fact.ts';

const user = 'arn:aws:iam::123456789012:user/loader';
const role = 'arn:aws:iam::123456789012:role/agent';
const session = 'arn:aws:sts::123456789012:assumed-role/agent/run-1';
const theirs = 'arn:aws:iam::999999999999:user/loader';
const userKey = '123456789012:user/loader';
const roleKey = '123456789012:role/agent';
const takenAt = '2026-10-01T06:00:00.000Z';
const snapshot = (arn: string, more: Partial<KnownAccess> = {}): KnownAccess => ({
  access: { arn, hasAccess: false, grants: [] },
  takenAt,
  ...more,
});

function lookup(
  snapshots: readonly KnownAccess[],
  {
    maxAge = 3600,
    whenOld = 'unavailable',
    listedAt = takenAt,
    hasLeft = false,
  }: Partial<Pick<AccessOptions, 'maxAge' | 'whenOld'>> & {
    readonly listedAt?: string;
    readonly hasLeft?: boolean;
  } = {},
) {
  const asked: string[] = [];
  const reported: unknown[] = [];
  let seconds = 0;
  const accessOf = accessOfRequesters({
    store: {
      find: async (principal) => {
        asked.push(principal);
        if (principal.endsWith('broken')) throw new Error('no answer');
        return {
          snapshot: snapshots.find(({ access }) => principalKey(access.arn) === principal),
          listing:
            listedAt === ''
              ? undefined
              : {
                  listedAt,
                  keysListedAt: undefined,
                  rootHasKeys: undefined,
                  ...(hasLeft && { hasLeft: true as const }),
                },
        };
      },
    },
    ownAccount: '123456789012',
    maxAge,
    whenOld,
    report: async (fact, error) => void reported.push([fact, (error as Error).name]),
    now: () => new Date(Date.parse(takenAt) + seconds * 1000),
  });
  const wait = (more: number) => {
    seconds += more;
  };
  return { accessOf, asked, reported, wait };
}

describe('accessOfRequesters', () => {
  it('gives what the snapshots say, by any ARN of a principal', async () => {
    const { accessOf, asked } = lookup([snapshot(user), snapshot(role)]);
    const access = await accessOf([user, session, role, undefined, 'arn:aws:iam::123456789012:root']);
    expect(access.of(user)).toEqual(known(snapshot(user).access));
    expect(access.of(session)).toEqual(known(snapshot(role).access));
    expect(asked).toEqual([userKey, roleKey]);
  });

  it('knows nothing of one without a snapshot', async () => {
    const access = await lookup([]).accessOf([user]);
    expect(access.of(user)).toBe(absent);
  });

  it.each([
    ['never', '', 'unavailable', user, unavailable],
    ['long ago', '2026-10-01T04:59:59.000Z', 'unavailable', user, unavailable],
    ['an hour ago', '2026-10-01T05:00:00.000Z', 'unavailable', user, absent],
    ['in a time to come', '2099-01-01T00:00:00.000Z', 'unavailable', user, unavailable],
    ['never, of a record', '', 'undecided', user, absent],
    ['long ago, as another’s', '2026-10-01T04:59:59.000Z', 'unavailable', theirs, unavailable],
    ['an hour ago, as another’s', '2026-10-01T05:00:00.000Z', 'unavailable', theirs, absent],
    ['long ago, as another’s, of a record', '2026-10-01T04:59:59.000Z', 'undecided', theirs, absent],
  ] as const)(
    'of an account that was listed %s it knows who is not in it, or nobody does',
    async (...row) => {
      const [, listedAt, whenOld, arn, fact] = row;
      const { accessOf, reported } = lookup([], { listedAt, whenOld });
      expect((await accessOf([arn])).of(arn)).toBe(fact);
      expect(reported).toEqual(fact === unavailable ? [['iam-policies', 'NoAnswerError']] : []);
    },
  );

  const unread = known({ arn: theirs, hasAccess: null, missing: ['account-not-read'], grants: [] });

  it.each([
    ['nobody has ever read', { listedAt: '' }, []],
    ['nobody reads any more', { hasLeft: true }, [snapshot(theirs)]],
  ])('knows of an account that %s that this is what is missing', async (_, options, snapshots) => {
    for (const whenOld of ['unavailable', 'undecided'] as const) {
      const { accessOf, reported } = lookup(snapshots, { ...options, whenOld });
      expect((await accessOf([theirs])).of(theirs)).toEqual(unread);
      expect(reported).toEqual([]);
    }
  });

  const old = known({ arn: user, hasAccess: null, missing: ['recent-iam-policies'], grants: [] });

  it.each([
    [3600, 'unavailable', known(snapshot(user).access), []],
    [3601, 'unavailable', unavailable, [['iam-policies', 'NoAnswerError']]],
    [3600, 'undecided', known(snapshot(user).access), []],
    [3601, 'undecided', old, []],
  ] as const)(
    'after %i seconds, where an old snapshot leaves it %s',
    async (seconds, whenOld, fact, told) => {
      const { accessOf, reported, wait } = lookup([snapshot(user)], { whenOld });
      wait(seconds);
      expect((await accessOf([user])).of(user)).toEqual(fact);
      expect(reported).toEqual(told);
    },
  );

  const listed = '2026-10-01T06:30:00.000Z';
  const forged = '2099-01-01T00:00:00.000Z';
  it.each<[string, Partial<KnownAccess>, string, number, string]>([
    ['held when the account was listed', {}, listed, 1800 + 3600, 'known'],
    ['held then, and that is too long ago', {}, listed, 1800 + 3601, 'unavailable'],
    ['changed after the account was listed', {}, '2026-10-01T05:00:00.000Z', 3600, 'known'],
    ['is of an account that was never listed', {}, '', 3600, 'known'],
    ['cannot have been taken yet', { takenAt: forged }, takenAt, 0, 'unavailable'],
    ['has no time', { takenAt: '' }, takenAt, 0, 'unavailable'],
    ['was listed when it cannot have been', {}, forged, 3601, 'unavailable'],
    ['is of one that is no more', { isGone: true }, takenAt, 0, 'absent'],
  ])('says of a snapshot that %s', async (_, more, listedAt, seconds, state) => {
    const { accessOf, wait } = lookup([snapshot(user, more)], { listedAt });
    wait(seconds);
    expect((await accessOf([user])).of(user).state).toBe(state);
  });

  it('is that of the unique id, where that is known: no other of the same name has it', async () => {
    const { arn } = snapshot(user).access;
    const access = { arn, principalId: 'AIDAEXAMPLEEXAMPLE01', hasAccess: false, grants: [] };
    const found = await lookup([{ ...snapshot(user), access }]).accessOf([user]);
    expect(found.of(user)).toEqual(known(access));
    expect(found.of(user, 'AIDAEXAMPLEEXAMPLE01')).toEqual(known(access));
    expect(found.of(user, 'AIDAEXAMPLEEXAMPLE02')).toBe(absent);
  });

  it('asks once a minute for the same principal, also where there is no snapshot', async () => {
    const { accessOf, asked, wait } = lookup([]);
    await accessOf([user]);
    wait(59);
    await accessOf([user, user]);
    expect(asked).toEqual([userKey]);
    wait(1);
    await accessOf([user]);
    expect(asked).toEqual([userKey, userKey]);
  });

  it('is unavailable where there is no answer, and asks again the next time', async () => {
    const { accessOf, asked, reported } = lookup([]);
    for (const _ of [1, 2])
      expect((await accessOf([`${user}-broken`])).of(`${user}-broken`)).toBe(unavailable);
    expect(asked).toHaveLength(2);
    expect(reported).toEqual(Array(2).fill(['iam-policies', 'Error']));
  });
});
