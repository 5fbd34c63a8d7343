import { describe, expect, it } from 'vitest';
import type { AccessSnapshot } from '../../../shared/access/access-snapshot.ts';
import { principalKey } from '../../../shared/access/principal.ts';
import { accessOfRequesters } from '../../../shared/aws/facts/access-of-requesters.ts';

const user = 'arn:aws:iam::123456789012:user/loader';
const role = 'arn:aws:iam::123456789012:role/agent';
const session = 'arn:aws:sts::123456789012:assumed-role/agent/run-1';
const userKey = '123456789012:user/loader';
const roleKey = '123456789012:role/agent';
const takenAt = '2026-10-01T06:00:00.000Z';
const snapshot = (arn: string): AccessSnapshot => ({
  access: { arn, hasAccess: false, grants: [] },
  takenAt,
  accessSince: undefined,
});

function lookup(known: readonly AccessSnapshot[], maxAge = 3600) {
  const asked: string[] = [];
  let seconds = 0;
  const accessOf = accessOfRequesters({
    store: {
      find: async (principal) => {
        asked.push(principal);
        if (principal.endsWith('broken')) throw new Error('no answer');
        return known.find(({ access }) => principalKey(access.arn) === principal);
      },
    },
    maxAge,
    now: () => new Date(Date.parse(takenAt) + seconds * 1000),
  });
  const wait = (more: number) => {
    seconds += more;
  };
  return { accessOf, asked, wait };
}

describe('accessOfRequesters', () => {
  it('gives what the snapshots say, by any ARN of a principal', async () => {
    const { accessOf, asked } = lookup([snapshot(user), snapshot(role)]);
    const access = await accessOf([user, session, role, undefined, 'arn:aws:iam::123456789012:root']);
    expect(access.of(user)).toEqual(snapshot(user).access);
    expect(access.of(session)).toEqual(snapshot(role).access);
    expect(asked).toEqual([userKey, roleKey]);
  });

  it('knows nothing of one without a snapshot', async () => {
    const access = await lookup([]).accessOf([user]);
    expect(access.of(user)).toBeUndefined();
  });

  it.each([
    [3600, false, undefined],
    [3601, null, ['recent-iam-policies']],
  ])('after %i seconds', async (seconds, hasAccess, missing) => {
    const { accessOf, wait } = lookup([snapshot(user)]);
    wait(seconds);
    const access = (await accessOf([user])).of(user);
    expect([access?.hasAccess, access?.missing]).toEqual([hasAccess, missing]);
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

  it('rejects where there is no answer, and asks again the next time', async () => {
    const { accessOf, asked } = lookup([]);
    await expect(accessOf([`${user}-broken`])).rejects.toThrow('no answer');
    await expect(accessOf([`${user}-broken`])).rejects.toThrow('no answer');
    expect(asked).toHaveLength(2);
  });
});
