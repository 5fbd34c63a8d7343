import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { accountOf, allowing, arnOf } from '../support/access/accounts.ts';
import { iamEvent } from '../support/access/iam-events.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { type Invocation, type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { memoryStore } from '../support/functions/memory-store.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const name = 'refresh-principals';
const accountId = '123456789012';
const schedule = { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} };
const powerless: readonly string[] = ['sts:AssumeRole'];
const reads: readonly string[] = ['s3:Get*'];
const everything: readonly string[] = ['*'];
const all = bookOf();
const named = bookOf({ scope: { requesters: ['*:user/mapping-*'] } });
const key = (number: number) => `AKIAEXAMPLEEXAMPLE0${number}`;

type Users = Readonly<Record<string, readonly string[]>>;
type Account = NonNullable<InvokeOptions['account']>;

/** One account, looked at again and again, an hour apart, each time after some messages. */
function looks(book: RuleBook = all, store = memoryStore()) {
  let hour = 0;
  const look = (users: Users | object, events: readonly object[] = [], options: InvokeOptions = {}) => {
    const now = new Date(Date.UTC(2026, 9, 1, hour++));
    const details = 'UserDetailList' in users ? users : accountOf(users as Users);
    const account: Account = {
      store,
      now: () => now,
      readAccountDetails: async () => details,
      ...options.account,
    };
    return invoke(name, sqsEvent(...(events.length > 0 ? events : [schedule])), {
      book,
      ...options,
      account,
    });
  };
  return { store, look };
}

const violationsIn = (published: readonly BusEvent[]) =>
  published.flatMap(({ detail }) => ('ruleId' in detail ? [detail as Violation] : []));
const messagesIn = ({ published }: Invocation) => violationsIn(published).map(({ message }) => message);
const idsIn = ({ published }: Invocation) => violationsIn(published).map(({ id }) => id);

describe('access that escalates', () => {
  it.each<[string, RuleBook, string, readonly string[], readonly string[], RegExp | undefined]>([
    [
      'of a requester that the policy names: a further action',
      named,
      'mapping-a',
      ['s3:GetObject'],
      reads,
      /may now itself use more than before, \d+ actions of s3/,
    ],
    ['of one that it names: a further service', named, 'mapping-a', reads, [...reads, 'sqs:*'], /of s3, sqs/],
    [
      'of one that it names: another action, and fewer',
      named,
      'mapping-a',
      reads,
      ['s3:PutObject'],
      /more than before/,
    ],
    ['of one that it names: everything', named, 'mapping-a', reads, everything, /more than before/],
    ['of one that it does not name', named, 'admin', reads, everything, undefined],
    [
      'of anybody, where the policy names nobody: everything',
      all,
      'a',
      reads,
      everything,
      /more than before/,
    ],
    ['of anybody: somewhat more, as everyday changes bring', all, 'a', reads, [...reads, 'sqs:*'], undefined],
    ['of anybody that could do everything before', all, 'a', ['*:*'], everything, undefined],
    ['of one that it names: less', named, 'mapping-a', everything, reads, undefined],
    [
      'of one that it names: the same, written otherwise',
      named,
      'mapping-a',
      ['s3:GetObject', 's3:PutObject'],
      ['s3:PutObject', 's3:GetObject'],
      undefined,
    ],
  ])('%s', async (_, book, user, before, after, expected) => {
    const { look } = looks(book);
    await look({ [user]: before });
    const messages = messagesIn(await look({ [user]: after }));
    expect(messages).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
  });

  it('is told once, and says to what services it came, and by what call', async () => {
    const { look } = looks(named);
    await look({ 'mapping-a': reads });
    const put = iamEvent('PutUserPolicy', {
      userName: 'mapping-a',
      policyName: 'inline',
      policyDocument: JSON.stringify(allowing(['s3:Get*', 'sqs:*'])),
    });
    const { published } = await look({ 'mapping-a': [...reads, 'sqs:*'] }, [put]);
    expect(violationsIn(published)).toMatchObject([
      {
        ruleId: 'requester-has-no-access',
        subject: { kind: 'principal', requester: arnOf('mapping-a') },
        evidence: {
          furtherServices: ['sqs'],
          eventName: 'PutUserPolicy',
          eventId: 'event-PutUserPolicy',
          eventTime: '2026-10-01T00:30:00Z',
          actor: arnOf('operator'),
          sourceIp: '192.0.2.44',
          granted: 'inline',
        },
      },
    ]);
    expect((await look({ 'mapping-a': [...reads, 'sqs:*'] }, [put])).published).toEqual([]);
  });
});

describe('a requester that had access between two calls to IAM', () => {
  const policyArn = `arn:aws:iam::${accountId}:policy/StageAccess`;
  const policies = [
    {
      Arn: policyArn,
      PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: allowing(reads) }],
    },
  ];
  const attach = (userName: string) => iamEvent('AttachUserPolicy', { userName, policyArn });
  const detach = (userName: string) => iamEvent('DetachUserPolicy', { userName, policyArn });
  const withPolicy = (users: Users) => ({ ...accountOf(users), Policies: policies });

  it('is told, with the call, who made it, and what it gave', async () => {
    const { look } = looks();
    await look(withPolicy({ a: powerless }));
    const { published, counted } = await look(withPolicy({ a: powerless }), [attach('a'), detach('a')]);
    expect(violationsIn(published)).toMatchObject([
      {
        severity: 'high',
        message: expect.stringMatching(
          /user\/a could for a while itself use \d+ actions of s3 beyond the baseline/,
        ),
        observedAt: '2026-10-01T00:30:00Z',
        subject: { kind: 'principal', requester: arnOf('a') },
        evidence: {
          eventName: 'AttachUserPolicy',
          eventId: 'event-AttachUserPolicy',
          actor: arnOf('operator'),
          granted: policyArn,
          grants: [`${policyArn} #1`],
        },
      },
    ]);
    expect(counted).toMatchObject({ 'requester-has-no-access high': 1 });
  });

  it('has one id, however often and in whatever company its call is seen', async () => {
    const { look } = looks();
    await look(withPolicy({ a: powerless }));
    const first = await look(withPolicy({ a: powerless }), [attach('a'), attach('a')]);
    const again = await look(withPolicy({ a: powerless }), [detach('a'), schedule, attach('a')]);
    // Ids are kept in stores: printf '["requester-has-no-access","access","<arn>","event","<event>"]' | sha256sum | cut -c1-40
    expect(idsIn(first)).toEqual(['v1-5b36dd5bd09e6d2a7e3c60183052dc55a1a60987']);
    expect(idsIn(again)).toEqual(idsIn(first));
  });

  it('is told by what is there where it still is: once', async () => {
    const { look } = looks();
    await look({ a: powerless });
    const put = iamEvent('PutUserPolicy', {
      userName: 'a',
      policyName: 'inline',
      policyDocument: JSON.stringify(allowing(reads)),
    });
    const messages = messagesIn(await look({ a: reads }, [put]));
    expect(messages).toEqual([expect.stringContaining('may now itself use')]);
    expect(messagesIn(await look({ a: reads }, [put]))).toEqual([]);
  });

  it.each<[string, RuleBook, Users, string, number]>([
    ['a requester that the policy names', named, { 'mapping-a': powerless }, 'mapping-a', 1],
    ['one that it names, new, and gone again', named, { other: powerless }, 'mapping-gone', 1],
    ['one that it names, with less than that before', named, { 'mapping-a': ['sqs:*'] }, 'mapping-a', 1],
    ['one that it names, with as much', named, { 'mapping-a': reads }, 'mapping-a', 0],
    ['one that it does not name', named, { admin: powerless }, 'admin', 0],
    ['anybody without access before', all, { a: powerless }, 'a', 1],
    ['anybody with some: everyday changes', all, { a: ['sqs:*'] }, 'a', 0],
    ['one that nobody has seen', all, { other: powerless }, 'gone', 0],
    [
      'anybody, where the rule is off',
      bookOf({ rules: { 'requester-has-no-access': { mode: 'off' } } }),
      { a: powerless },
      'a',
      0,
    ],
  ])('of %s', async (_, book, users, user, told) => {
    const { look } = looks(book);
    await look(withPolicy(users));
    expect(messagesIn(await look(withPolicy(users), [attach(user), detach(user)]))).toHaveLength(told);
  });

  it('of anybody, with some before: everything is no everyday change', async () => {
    const { look } = looks();
    await look({ a: reads });
    const put = iamEvent('PutUserPolicy', {
      userName: 'a',
      policyName: 'p',
      policyDocument: JSON.stringify(allowing(everything)),
    });
    expect(messagesIn(await look({ a: reads }, [put]))).toHaveLength(1);
  });

  it('by a policy that the account does not show: it is asked for', async () => {
    const { look } = looks();
    await look({ a: powerless });
    const owned = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const asked: string[] = [];
    const readManagedPolicy: Account['readManagedPolicy'] = async (version) => {
      asked.push(version.policyArn);
      return { name: owned, missing: owned };
    };
    const attached = iamEvent('AttachUserPolicy', { userName: 'a', policyArn: owned });
    const { published, counted, logged } = await look({ a: powerless }, [attached], {
      account: { readManagedPolicy },
    });
    expect(asked).toEqual([owned]);
    expect(published).toEqual([]);
    expect(counted).toMatchObject({ Undecided: 1 });
    expect(logged).toEqual([
      ['warn', 'nobody can read any more what changes in IAM gave', { events: ['event-AttachUserPolicy'] }],
    ]);
  });

  it('by a policy that IAM does not give now: all else is kept, and the messages come back', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerless });
    const attached = iamEvent('AttachUserPolicy', { userName: 'a', policyArn });
    const published: BusEvent[] = [];
    const failing = look({ a: powerless, b: reads }, [attached], {
      publish: async (events) => void published.push(...events),
      account: { readManagedPolicy: () => Promise.reject(new Error('throttled')) },
    });
    await expect(failing).rejects.toThrow('throttled');
    expect(violationsIn(published).map(({ subject }) => subject.requester)).toEqual([arnOf('b')]);
    expect(store.snapshots.get(`${accountId}:user/b`)?.access.hasAccess).toBe(true);
  });

  it('is nothing of another account’s', async () => {
    const { look } = looks();
    await look(withPolicy({ a: powerless }));
    const other = iamEvent(
      'AttachUserPolicy',
      { userName: 'a', policyArn },
      { recipientAccountId: '999999999999' },
    );
    expect((await look(withPolicy({ a: powerless }), [other])).published).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is what changed, and that the account was listed', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: reads });
    const first = store.written.length;
    await look({ a: powerless, b: reads });
    expect(store.written).toHaveLength(first);
    expect(await store.listing(accountId)).toMatchObject({ listedAt: '2026-10-01T01:00:00.000Z' });
    await look({ a: powerless, b: everything });
    expect(store.written.slice(first)).toMatchObject([{ access: { arn: arnOf('b') } }]);
  });

  it('is everything that was found, and no listing, where not all could be read', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: reads });
    const { UserDetailList: users } = accountOf({ a: powerless });
    await look({ UserDetailList: [...users, { UserName: 'b' }] });
    expect(await store.listing(accountId)).toMatchObject({ listedAt: '2026-10-01T00:00:00.000Z' });
    expect(store.snapshots.get(`${accountId}:user/a`)?.takenAt).toBe('2026-10-01T01:00:00.000Z');
    expect(store.snapshots.get(`${accountId}:user/b`)?.takenAt).toBe('2026-10-01T00:00:00.000Z');
  });

  it('is no listing where the table has not taken everything', async () => {
    const { look, store } = looks();
    const put = () => Promise.reject(new Error('1 of 2 items not taken'));
    await expect(look({ a: powerless }, [], { account: { store: { ...store, put } } })).rejects.toThrow(
      'not taken',
    );
    expect(await store.listing(accountId)).toBeUndefined();
  });

  it('is read anew where a later refresh was done sooner', async () => {
    const { look, store } = looks();
    await look({ a: powerless });
    let readings = 0;
    const putListing: typeof store.putListing = async (id, listing) =>
      ++readings > 1 && store.putListing(id, listing);
    const { counted } = await look({ a: powerless }, [], { account: { store: { ...store, putListing } } });
    expect([readings, counted.PrincipalsAnalysed]).toEqual([2, 2]);
    const never = async () => false;
    await expect(
      look({ a: powerless }, [], { account: { store: { ...store, putListing: never } } }),
    ).rejects.toThrow('later refreshes were done sooner');
  });
});

describe('one that has another’s name', () => {
  const renamed = (
    ...users: readonly (readonly [name: string, id: string, actions: readonly string[]])[]
  ) => ({
    UserDetailList: users.map(([user, UserId, actions]) => ({
      ...accountOf({ [user]: actions }).UserDetailList[0],
      UserId,
    })),
  });

  it('inherits no clean snapshot: that it has access is told', async () => {
    const { look, store } = looks();
    await look(renamed(['requester', 'AIDA1', powerless], ['admin', 'AIDA2', everything]));
    const { published } = await look(renamed(['requester', 'AIDA2', everything]), [
      iamEvent('UpdateUser', { userName: 'admin', newUserName: 'requester' }),
    ]);
    expect(violationsIn(published).map(({ subject }) => subject.requester)).toEqual([arnOf('requester')]);
    expect(store.snapshots.get(`${accountId}:user/requester`)).toMatchObject({
      principalId: 'AIDA2',
      access: { hasAccess: true },
    });
    expect(store.snapshots.get(`${accountId}:user/admin`)).toMatchObject({ isGone: true });
  });

  it('keeps its keys', async () => {
    const { look, store } = looks();
    const readAccessKeys: Account['readAccessKeys'] = async (users) =>
      new Map(users.map((user) => [user, [key(1)]]));
    await look(renamed(['admin', 'AIDA2', everything]), [], { account: { readAccessKeys } });
    await look(renamed(['requester', 'AIDA2', everything]), [iamEvent('UpdateUser', {})], {
      account: { readAccessKeys },
    });
    expect(store.keys.get(key(1))?.owner).toEqual({ arn: arnOf('requester'), principalId: 'AIDA2' });
  });
});

describe('access keys', () => {
  /** Keys by user, as IAM has them now, and whose it was asked for. */
  function keysOf(keys: Readonly<Record<string, readonly string[]>>) {
    const asked: string[] = [];
    const readAccessKeys: Account['readAccessKeys'] = async (users) => {
      asked.push(...users);
      return new Map(users.filter((user) => user !== 'vanished').map((user) => [user, keys[user] ?? []]));
    };
    return { asked, account: { readAccessKeys } };
  }
  const created = (userName: string) => iamEvent('CreateAccessKey', { userName });

  it('are listed by the clock, all of them, and kept with their owners', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerless }, [], keysOf({ a: [key(1), key(2)] }));
    const { asked, account } = keysOf({ a: [key(2)], b: [key(3)] });
    await look({ a: powerless, b: powerless }, [schedule], { account });
    expect(asked).toEqual(['a', 'b']);
    const owners = [...store.keys.values()].map(({ accessKeyId, owner }) => [accessKeyId, owner?.arn]);
    expect(owners).toEqual([
      [key(1), undefined],
      [key(2), arnOf('a')],
      [key(3), arnOf('b')],
    ]);
    expect(await store.listing(accountId)).toMatchObject({ keysListedAt: '2026-10-01T01:00:00.000Z' });
  });

  it.each<[string, readonly object[], readonly string[]]>([
    ['of the user whose keys it changed', [created('b')], ['b']],
    ['of none, where it concerns no keys', [iamEvent('AttachUserPolicy', { userName: 'b' })], []],
    [
      'of none, where root made one for itself',
      [iamEvent('CreateAccessKey', {}, { userIdentity: { type: 'Root' } })],
      [],
    ],
    [
      'of all, where there is another message too',
      [created('b'), { 'detail-type': 'Access Keys Sought', detail: {} }],
      ['a', 'b'],
    ],
    ['of all, where a message says something else', [created('b'), { 'detail-type': 'other' }], ['a', 'b']],
  ])('after a change in IAM are asked for: %s', async (_, events, expected) => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerless }, [], keysOf({}));
    const { asked, account } = keysOf({ b: [key(1)] });
    await look({ a: powerless, b: powerless }, events, { account });
    expect(asked).toEqual(expected);
    const isAll = expected.length === 2;
    expect(await store.listing(accountId)).toMatchObject({
      listedAt: '2026-10-01T01:00:00.000Z',
      keysListedAt: isAll ? '2026-10-01T01:00:00.000Z' : '2026-10-01T00:00:00.000Z',
    });
    expect(store.keys.has(key(1))).toBe(expected.includes('b'));
  });

  it('of a new user are asked for, whatever the message says', async () => {
    const { look, store } = looks();
    await look({ a: powerless }, [], keysOf({}));
    const { asked, account } = keysOf({ new: [key(4)] });
    await look({ a: powerless, new: powerless }, [iamEvent('CreateUser', { userName: 'new' })], { account });
    expect(asked).toEqual(['new']);
    expect(store.keys.get(key(4))?.owner?.arn).toBe(arnOf('new'));
  });

  it('of all are asked for where nobody has listed them', async () => {
    const { look } = looks();
    const { asked, account } = keysOf({});
    await look({ a: powerless, b: powerless }, [created('b')], { account });
    expect(asked).toEqual(['a', 'b']);
  });

  it('of a user that vanishes meanwhile stay what they were, and are not listed', async () => {
    const { look, store } = looks();
    await look({ a: powerless, vanished: powerless }, [], keysOf({ a: [key(1)] }));
    expect((await store.listing(accountId))?.keysListedAt).toBeUndefined();
    expect(store.keys.has(key(1))).toBe(true);
    const { asked, account } = keysOf({ a: [key(1)] });
    await look({ a: powerless, vanished: powerless }, [created('a')], { account });
    expect(asked).toEqual(['a', 'vanished']);
  });

  it('of users that cannot be read stay theirs', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerless }, [], keysOf({ a: [key(1)] }));
    const { UserDetailList: users } = accountOf({ b: powerless });
    await look({ UserDetailList: [...users, { UserName: 'a' }] }, [], keysOf({}));
    expect(store.keys.get(key(1))?.owner?.arn).toBe(arnOf('a'));
  });

  it.each<[string, Account]>([
    ['IAM names no keys', { readAccessKeys: () => Promise.reject(new Error('not now')) }],
    ['IAM says nothing of root’s', { readRootKeys: () => Promise.reject(new Error('not now')) }],
  ])('are what they were where %s: all else is kept, and the messages come back', async (_, account) => {
    const { look, store } = looks();
    await look({ a: powerless }, [], {
      account: { ...keysOf({ a: [key(1)] }).account, readRootKeys: async () => true },
    });
    await expect(look({ a: reads }, [], { account })).rejects.toThrow('not now');
    expect(store.keys.get(key(1))?.owner?.arn).toBe(arnOf('a'));
    expect(store.snapshots.get(`${accountId}:user/a`)).toMatchObject({
      keys: [key(1)],
      access: { hasAccess: true },
    });
    expect(await store.listing(accountId)).toEqual({
      listedAt: '2026-10-01T01:00:00.000Z',
      keysListedAt: '2026-10-01T00:00:00.000Z',
      rootHasKeys: true,
    });
  });

  it('of the root user are there or not, at once', async () => {
    const { look, store } = looks();
    for (const rootHasKeys of [false, true, false]) {
      await look({ a: powerless }, [iamEvent('DeleteAccessKey', {}, { userIdentity: { type: 'Root' } })], {
        account: { readRootKeys: async () => rootHasKeys },
      });
      expect(await store.listing(accountId)).toMatchObject({ rootHasKeys });
    }
  });
});
