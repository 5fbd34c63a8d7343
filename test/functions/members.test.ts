import { describe, expect, it } from 'vitest';
import type { AccountReaders } from '../../shared/aws/facts/account-readers.ts';
import { accountOf, allowing, arnOf } from '../support/access/accounts.ts';
import { iamEvent } from '../support/access/iam-events.ts';
import { findingsOf, type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { memoryStore } from '../support/functions/memory-store.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const own = '123456789012';
const one = '111111111111';
const other = '222222222222';
const powerless = ['sts:AssumeRole'];
const powerful = ['s3:GetObject'];
const at = (hour: number) => `2026-10-01T0${hour}:00:00.000Z`;
const due = (accountId: string, hour = 0) => ({ dueMember: { accountId, isDueSince: at(hour) } });
const schedule = { 'detail-type': 'Scheduled Event', source: 'aws.events', account: own, detail: {} };

type Users = Readonly<Record<string, readonly string[]>>;

/** The details of an account, in its own ARNs. */
function detailsOf(accountId: string, users: Users): object {
  return JSON.parse(JSON.stringify(accountOf(users)).replaceAll(own, accountId));
}

/** Our account, and others that somebody has found before. */
async function organization(accounts: Readonly<Record<string, Users | Error>>) {
  const store = memoryStore();
  const members = Object.keys(accounts).filter((accountId) => accountId !== own);
  await store.putMembers(members, at(0));
  const read: string[] = [];
  const sent: string[] = [];
  let hour = 0;
  const readersOf = (accountId: string): AccountReaders => ({
    readAccountDetails: async () => {
      read.push(accountId);
      const users = accounts[accountId] ?? {};
      if (users instanceof Error) throw users;
      return detailsOf(accountId, users);
    },
    readAccessKeys: async (users) => new Map(users.map((user) => [user, [`AKIA${accountId}${user}`]])),
    readRootKeys: async () => accountId === one,
    readManagedPolicy: async ({ policyArn }) => ({ name: policyArn, missing: policyArn }),
  });
  const account = {
    store,
    readersOf,
    findMembers: async () => members,
    sendAll: async (bodies: readonly string[]) => void sent.push(...bodies),
    now: () => new Date(at(hour)),
  };
  return {
    store,
    read,
    sent,
    accounts,
    get: (bodies: readonly unknown[], more: InvokeOptions['account'] = {}) => {
      hour++;
      return invoke('refresh-principals', sqsEvent(...bodies), { account: { ...account, ...more } });
    },
  };
}

function refused(name = 'AccessDenied'): Error {
  return Object.assign(new Error('not authorized to perform: sts:AssumeRole'), { name });
}

const attached = (accountId: string, delta: object = {}) => ({
  ...iamEvent(
    'PutUserPolicy',
    { userName: 'a', policyName: 'inline', policyDocument: JSON.stringify(allowing(powerful)) },
    { recipientAccountId: accountId },
  ),
  account: accountId,
  ...delta,
});

describe('the clock', () => {
  it('has our own account read at once, and each other by a message of its own', async () => {
    const { get, read, sent } = await organization({ [own]: { a: powerless }, [one]: {}, [other]: {} });
    const { response, counted } = await get([schedule]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(read).toEqual([own]);
    expect(sent.map((body) => JSON.parse(body))).toEqual([due(one, 1), due(other, 1)]);
    expect(counted).toMatchObject({ PrincipalsAnalysed: 1 });
    expect(counted.MembersRead).toBeUndefined();
  });

  it('takes our own account for no member, whoever lists it, and nobody for two', async () => {
    const { get, sent, store } = await organization({ [own]: { a: powerless } });
    await get([schedule], { findMembers: async () => [one, own, one] });
    expect(sent).toHaveLength(1);
    expect(await store.members()).toEqual([one]);
  });

  it('makes what is known of an account that left say nothing any more, until it is there again', async () => {
    const { get, store } = await organization({ [own]: { a: powerless }, [one]: { a: powerless } });
    await get([due(one)]);
    await get([schedule], { findMembers: async () => [] });
    expect(await store.listing(one)).toMatchObject({ hasLeft: true, keysListedAt: undefined });
    expect(await store.members()).toEqual([]);
    await get([schedule]);
    await get([due(one, 4)]);
    expect(await store.listing(one)).toEqual({ listedAt: at(4), keysListedAt: at(4), rootHasKeys: true });
  });

  it('goes by the accounts that were found before, where nobody can tell them: none of them has left', async () => {
    const { get, store, sent } = await organization({ [own]: { a: powerless }, [one]: { a: powerless } });
    await get([due(one)]);
    const { counted, logged, response } = await get([schedule], {
      findMembers: () => Promise.reject(refused('TooManyRequestsException')),
    });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(sent).toHaveLength(1);
    expect(await store.listing(one)).toEqual({ listedAt: at(1), keysListedAt: at(1), rootHasKeys: true });
    expect(counted).toMatchObject({ RefreshFailures: 1, PrincipalsAnalysed: 1 });
    expect(logged).toMatchObject([['error', 'nobody can tell which accounts are members', {}]]);
  });

  it('comes again where the queue has not taken all messages; our own account is read all the same', async () => {
    const { get, read } = await organization({ [own]: { a: powerless }, [one]: {} });
    const { response } = await get([schedule], { sendAll: () => Promise.reject(new Error('1 of 1')) });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-0' }] });
    expect(read).toEqual([own]);
  });
});

describe('a member account', () => {
  it('is read with its own credentials, and kept beside the others', async () => {
    const { get, store } = await organization({ [one]: { a: powerful }, [other]: { a: powerless } });
    const { counted } = await get([due(one), due(other)]);
    expect([...store.snapshots].map(([key, { access }]) => [key, access.hasAccess])).toEqual([
      [`${one}:user/a`, true],
      [`${other}:user/a`, false],
    ]);
    expect(store.keys.get(`AKIA${one}a`)?.owner?.arn).toBe(`arn:aws:iam::${one}:user/a`);
    expect(await store.listing(one)).toEqual({ listedAt: at(1), keysListedAt: at(1), rootHasKeys: true });
    expect(counted).toMatchObject({ MembersRead: 2 });
    // By this, somebody hears that our own account has not been read.
    expect(counted.PrincipalsAnalysed).toBeUndefined();
  });

  it('that gives a requester access violates by itself, and names the call', async () => {
    const { get, accounts } = await organization({ [one]: { a: powerless } });
    await get([due(one)]);
    Object.assign(accounts, { [one]: { a: powerful } });
    expect(findingsOf(await get([attached(one)]))).toMatchObject([
      {
        subject: { kind: 'principal', requester: `arn:aws:iam::${one}:user/a`, accountId: one },
        evidence: { eventName: 'PutUserPolicy', granted: 'inline' },
      },
    ]);
  });

  it('is not read again where it was since the clock asked: messages come twice, and late', async () => {
    const { get, read } = await organization({ [one]: { a: powerless } });
    await get([due(one)]);
    await get([due(one)]);
    await get([due(one, 0), due(one, 0)]);
    expect(read).toEqual([one]);
    await get([due(one, 3)]);
    await get([due(one), attached(one)]);
    expect(read).toEqual([one, one, one]);
  });

  it('whose keys are sought has them listed, and is the only one that is read', async () => {
    const { get, read } = await organization({ [own]: { a: powerless }, [one]: { a: powerless } });
    await get([due(one)]);
    const detail = { schemaVersion: '1', accountId: one };
    await get([{ 'detail-type': 'Access Keys Sought', source: 'sts-warden', account: own, detail }]);
    expect(read).toEqual([one, one]);
  });

  it.each([
    ['a change in IAM', attached('333333333333')],
    ['the clock', due('333333333333')],
  ])('that nobody is to read is not read, whatever it says: %s', async (_, message) => {
    const { get, read, store } = await organization({ [one]: {} });
    const { response, logged } = await get([message]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect([read, store.written]).toEqual([[], []]);
    expect(logged).toEqual([
      ['warn', 'events of accounts that nobody reads were left out', { accountIds: ['333333333333'] }],
    ]);
  });

  it.each<[string, object]>([
    ['of a member about our own', attached(own, { account: one })],
    ['of a member about another', attached(other, { account: one })],
    ['of our own about a member', attached(one, { account: own })],
    ['of no account', attached(one, { account: 'all' })],
  ])('is touched by no forged event: one %s', async (_, event) => {
    const { get, read, store } = await organization({ [own]: { a: powerful }, [one]: {}, [other]: {} });
    const { response, logged } = await get([event]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect([read, store.written]).toEqual([[], []]);
    expect(logged).toEqual([
      ['warn', 'events that speak of another account than their own were left out', { messageIds: ['m-0'] }],
    ]);
  });

  it('whose record nobody understands is read, and no other is', async () => {
    const { get, read, sent } = await organization({ [own]: { a: powerless }, [one]: { a: powerless } });
    await get([attached(one, { detail: {} })]);
    expect([read, sent]).toEqual([[one], []]);
  });
});

describe('where an account fails', () => {
  it('its messages alone come back, and the others are kept', async () => {
    const { get, store } = await organization({
      [own]: { a: powerless },
      [one]: refused('Throttling'),
      [other]: { a: powerless },
    });
    const { response, counted, logged } = await get([due(one), due(other), attached(one), attached(own)]);
    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0' }, { itemIdentifier: 'm-2' }],
    });
    expect([...store.snapshots.keys()]).toEqual([`${own}:user/a`, `${other}:user/a`]);
    expect(counted).toMatchObject({ RefreshFailures: 1, MembersRead: 1 });
    expect(logged).toMatchObject([
      ['error', 'an account was not refreshed', { accountId: one, error: { name: 'Throttling' } }],
    ]);
  });

  it('because it refuses, the clock asks again, and nobody else does; what was known before holds', async () => {
    const { get, store, accounts } = await organization({ [one]: { a: powerless } });
    await get([due(one)]);
    const known = [...store.snapshots];
    Object.assign(accounts, { [one]: refused() });
    const { response, counted } = await get([due(one, 2)]);
    expect(response).toEqual({ batchItemFailures: [] });
    expect(counted).toMatchObject({ RefreshFailures: 1 });
    expect([...store.snapshots]).toEqual(known);
    expect(await store.listing(one)).toMatchObject({ listedAt: at(1) });
  });

  it('our own comes back whatever the reason', async () => {
    const { get } = await organization({ [own]: refused(), [one]: { a: powerless } });
    const { response } = await get([due(one), attached(own)]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
  });

  it('and every one does, the function fails', async () => {
    const { get } = await organization({ [one]: refused('Throttling'), [other]: refused('Throttling') });
    await expect(get([due(one), due(other)])).rejects.toThrow('not authorized');
  });

  it('by being another one, nothing of it is kept', async () => {
    const { get, store } = await organization({ [one]: {}, [other]: { a: powerless } });
    const readersOf = () => ({
      readAccountDetails: async () => detailsOf(one, { a: powerful }),
      readAccessKeys: async () => new Map(),
      readRootKeys: async () => false,
      readManagedPolicy: async () => ({ name: '', missing: '' }),
    });
    await expect(get([due(other)], { readersOf })).rejects.toThrow('principals of another account');
    expect(store.written).toEqual([]);
    expect(arnOf('a')).not.toContain(one);
  });
});
