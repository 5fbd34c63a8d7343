import { describe, expect, it } from 'vitest';
import type { IndexedKey } from '../../../shared/aws/facts/key-index.ts';
import { keyOwners } from '../../../shared/aws/facts/key-owners.ts';
import { absent, type Fact, known, unavailable } from '../../../shared/json/fact.ts';

const key = 'AKIAEXAMPLEEXAMPLE01';
const account = '123456789012';
const other = '999999999999';
const start = Date.parse('2026-10-01T06:00:00.000Z');
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
const loader = { arn: 'arn:aws:iam::123456789012:user/loader', principalId: 'AIDAEXAMPLEEXAMPLE01' };
const root = known({ arn: 'arn:aws:iam::123456789012:root' });
const listing = { listedAt: at(-10), keysListedAt: at(-10), rootHasKeys: true };
/** Sought a while before the listing. */
const sought = { owner: undefined, soughtAt: at(-60), listing };

interface Known {
  readonly indexed?: Partial<IndexedKey>;
  readonly accountOf?: Fact<string>;
  readonly otherListing?: IndexedKey['listing'];
  readonly partition?: string;
  /** Whether nobody asked to have the keys listed lately. */
  readonly mayRequest?: boolean;
}

function lookup(given: Known = {}) {
  const { accountOf = known(account), partition = 'aws', mayRequest = true } = given;
  const state = {
    indexed: { owner: undefined, soughtAt: undefined, listing, ...given.indexed } as IndexedKey,
  };
  const done: string[] = [];
  const reported: unknown[] = [];
  let seconds = 0;
  const ownerOf = keyOwners({
    index: {
      find: async (accessKeyId, accountId) => {
        done.push(`find ${accessKeyId} ${accountId}`);
        return state.indexed;
      },
      listing: async () => given.otherListing,
      note: async (accessKeyId) => void done.push(`note ${accessKeyId}`),
      mayRequest: async () => mayRequest,
    },
    accountOfKey: async () => {
      done.push('account');
      return accountOf;
    },
    ownAccount: account,
    partition,
    maxAge: 3600,
    request: async (accountId) => void done.push(`request ${accountId}`),
    now: () => new Date(start + seconds * 1000),
    report: async (fact, error) => void reported.push([fact, (error as Error).name]),
  });
  const wait = (more: number) => {
    seconds += more;
  };
  return { ownerOf, done, reported, wait, state };
}

describe('the owner of an access key', () => {
  it('is whom the listing names, by name and unique id, and nobody else is asked', async () => {
    const { ownerOf, done } = lookup({ indexed: { owner: loader } });
    expect(await ownerOf(key)).toEqual(known(loader));
    expect(done).toEqual([`find ${key} ${account}`]);
  });

  it.each<[string, Known, Fact<unknown>]>([
    ['nobody, where it was deleted', { indexed: { owner: 'gone' } }, absent],
    ['root, where a later listing does not have it and root has keys', { indexed: sought }, root],
    [
      'root, in its partition',
      { indexed: sought, partition: 'aws-cn' },
      known({ arn: 'arn:aws-cn:iam::123456789012:root' }),
    ],
    [
      'nobody, where a later listing does not have it and root has no keys',
      { indexed: { ...sought, listing: { ...listing, rootHasKeys: false } } },
      absent,
    ],
    [
      'nobody that anybody here could tell, where its account is not listed',
      { accountOf: known(other) },
      absent,
    ],
    [
      'nobody that anybody here could tell, where its account is not listed any more',
      { accountOf: known(other), otherListing: { ...listing, hasLeft: true }, indexed: sought },
      absent,
    ],
    ['nobody, where it is no key', { accountOf: absent }, absent],
    [
      'root of another account that is listed',
      { accountOf: known(other), otherListing: listing, indexed: { soughtAt: at(-60), listing: undefined } },
      known({ arn: 'arn:aws:iam::999999999999:root' }),
    ],
  ])('is %s', async (_, given, expected) => {
    const { ownerOf, reported, done } = lookup(given);
    expect(await ownerOf(key)).toEqual(expected);
    expect(reported).toEqual([]);
    expect(done.join()).not.toMatch(/note|request/);
  });

  it.each<[string, Known]>([
    ['nobody has sought it before', {}],
    ['it was sought after the listing', { indexed: { ...sought, soughtAt: at(-5) } }],
    [
      'it was sought so shortly before that IAM need not have shown it',
      { indexed: { ...sought, soughtAt: at(-24) } },
    ],
    ['it was sought at no time', { indexed: { ...sought, soughtAt: 'once' } }],
    ['nothing is listed', { indexed: { ...sought, listing: undefined } }],
    ['no keys are listed', { indexed: { ...sought, listing: { ...listing, keysListedAt: undefined } } }],
    ['nobody knows of root', { indexed: { ...sought, listing: { ...listing, rootHasKeys: undefined } } }],
    [
      'the listing is too old',
      { indexed: { soughtAt: at(-9000), listing: { ...listing, keysListedAt: at(-3601) } } },
    ],
    [
      'the listing cannot have been made',
      { indexed: { ...sought, listing: { ...listing, keysListedAt: '2099-01-01T00:00:00.000Z' } } },
    ],
  ])('is unavailable, and the keys are to be listed, where %s', async (_, given) => {
    const { ownerOf, done, reported } = lookup(given);
    expect(await ownerOf(key)).toBe(unavailable);
    expect(done).toEqual([`find ${key} ${account}`, 'account', `note ${key}`, `request ${account}`]);
    expect(reported).toEqual([['key-owner', 'NoAnswerError']]);
  });

  it('is unavailable, and nothing is asked for, where somebody asked lately', async () => {
    const { ownerOf, done } = lookup({ mayRequest: false });
    expect(await ownerOf(key)).toBe(unavailable);
    expect(done.at(-1)).toBe(`note ${key}`);
  });

  it('is noted once a minute, however often it is asked for', async () => {
    const { ownerOf, done, wait } = lookup();
    const notes = () => done.filter((one) => one.startsWith('note')).length;
    await ownerOf(key);
    wait(59);
    await ownerOf(key);
    expect([notes(), done.filter((one) => one.startsWith('find')).length]).toEqual([1, 2]);
    wait(1);
    await ownerOf(key);
    expect(notes()).toBe(2);
  });

  it('is unavailable of another account whose listing does not tell, and its keys are to be listed', async () => {
    const { ownerOf, done } = lookup({ accountOf: known(other), otherListing: listing });
    expect(await ownerOf(key)).toBe(unavailable);
    expect(done).toEqual([`find ${key} ${account}`, 'account', `note ${key}`, `request ${other}`]);
  });

  it('is unavailable where its account is, which somebody else has reported', async () => {
    const { ownerOf, reported } = lookup({ accountOf: unavailable });
    expect(await ownerOf(key)).toBe(unavailable);
    expect(reported).toEqual([]);
  });

  it('is unavailable where the table does not answer', async () => {
    const { ownerOf, state, reported } = lookup();
    Object.defineProperty(state, 'indexed', {
      get: () => {
        throw new RangeError('no table');
      },
    });
    expect(await ownerOf(key)).toBe(unavailable);
    expect(reported).toEqual([['key-owner', 'RangeError']]);
  });

  it('is not looked up of a temporary key', async () => {
    const { ownerOf, done } = lookup();
    expect(await ownerOf('ASIAEXAMPLEEXAMPLE01')).toBe(absent);
    expect(done).toEqual([]);
  });

  it('is remembered for a minute, and not at all that there was no answer', async () => {
    const { ownerOf, state, wait } = lookup();
    expect(await ownerOf(key)).toBe(unavailable);
    state.indexed = { ...sought, owner: loader };
    expect(await ownerOf(key)).toEqual(known(loader));
    state.indexed = { ...sought, owner: 'gone' };
    wait(59);
    expect(await ownerOf(key)).toEqual(known(loader));
    wait(1);
    expect(await ownerOf(key)).toBe(absent);
  });
});
