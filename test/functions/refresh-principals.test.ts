import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { RuleBook } from '../../shared/evaluation/rule-book.ts';
import { requesterHasNoAccess } from '../../shared/rules/requester-has-no-access.ts';
import { accountOf, arnOf } from '../support/access/accounts.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { type Invocation, type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { memoryStore } from '../support/functions/memory-store.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const name = 'refresh-principals';
const change = sqsEvent({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', detail: {} });
const powerless: readonly string[] = ['sts:AssumeRole'];
const powerful: readonly string[] = ['s3:GetObject'];

type Users = Readonly<Record<string, readonly string[]>>;

interface Looks {
  readonly store: ReturnType<typeof memoryStore>;
  /** Looks at an account an hour after it did so before. */
  readonly look: (users: Users | object, options?: InvokeOptions) => Promise<Invocation>;
}

/** One account, looked at again and again. */
function looks(book?: RuleBook): Looks {
  const store = memoryStore();
  let hour = 0;
  return {
    store,
    look: (account, options = {}) => {
      const now = new Date(Date.UTC(2026, 9, 1, hour++));
      const details = 'UserDetailList' in account ? account : accountOf(account as Users);
      return invoke(name, change, {
        ...(book && { book }),
        ...options,
        account: { store, now: () => now, readAccountDetails: async () => details, ...options.account },
      });
    },
  };
}

/** What was published: the type, and whom it is about. */
function news({ published }: Invocation): string[] {
  return published.map(({ detailType, detail }) => `${detailType}: ${requesterOf(detail)}`);
}

function requesterOf(detail: BusEvent['detail']): string | undefined {
  const { subject, arn = subject?.requester } = detail as Partial<Violation> & { readonly arn?: string };
  return arn?.split('/').at(-1);
}

function idsOf({ published }: Invocation): string[] {
  return published.map(({ detail }) => (detail as Violation).id);
}

const gained = (user: string) => `Temporary Credentials Violation: ${user}`;
const cleared = (user: string) => `Requester Access Cleared: ${user}`;

describe('a first look', () => {
  it('tells nobody of those who have access, and keeps what everybody may do', async () => {
    const { look, store } = looks();
    const invocation = await look({ a: powerful, b: powerless });
    expect(news(invocation)).toEqual([]);
    expect(invocation.counted).toEqual({ PrincipalsAnalysed: 2, flushes: 1 });
    const takenAt = '2026-10-01T00:00:00.000Z';
    expect([...store.snapshots.values()]).toMatchObject([
      { access: { arn: arnOf('a'), hasAccess: true }, takenAt, accessSince: takenAt },
      { access: { arn: arnOf('b'), hasAccess: false }, takenAt, accessSince: undefined },
    ]);
  });

  it('tells of the requesters that the policy names, and of no others', async () => {
    const { look, store } = looks(bookOf({ scope: { requesters: ['*:user/mapping-*'] } }));
    expect(news(await look({ 'mapping-a': powerful, 'mapping-b': powerless, admin: powerful }))).toEqual([
      gained('mapping-a'),
    ]);
    expect(store.snapshots.size).toBe(3);
  });
});

describe('a later look', () => {
  it('tells of a user that gained access, with what and by what', async () => {
    const { look } = looks();
    await look({ a: powerless, b: powerless });
    const invocation = await look({ a: ['s3:GetObject', 'sqs:SendMessage'], b: powerless });
    expect(invocation.published).toHaveLength(1);
    expect(invocation.published[0]).toMatchObject({
      detailType: 'Temporary Credentials Violation',
      detail: {
        ruleId: 'requester-has-no-access',
        severity: 'high',
        status: 'violation',
        observedAt: '2026-10-01T01:00:00.000Z',
        subject: { requester: arnOf('a'), requesterType: 'IAMUser', accountId: '123456789012' },
        evidence: {
          principal: arnOf('a'),
          grants: [expect.stringContaining('inline')],
          services: ['s3', 'sqs'],
          actionCount: 2,
          exampleActions: ['s3:GetObject', 'sqs:SendMessage'],
        },
      },
    });
    expect(invocation.counted).toMatchObject({ 'requester-has-no-access high': 1 });
    // Ids are kept in stores: printf '["requester-has-no-access","access","<arn>","<taken before>"]' | sha256sum | cut -c1-40
    expect(idsOf(invocation)).toEqual(['v1-32c8ecd7ed35e72722458245e287c1f3ab56bc6c']);
  });

  it('tells of one that lost it, and since when it had it', async () => {
    const { look } = looks();
    await look({ a: powerful });
    const { published } = await look({ a: powerless });
    expect(published).toEqual([
      {
        detailType: 'Requester Access Cleared',
        detail: {
          schemaVersion: '1',
          arn: arnOf('a'),
          accessSince: '2026-10-01T00:00:00.000Z',
          clearedAt: '2026-10-01T01:00:00.000Z',
        },
      },
    ]);
  });

  it('tells of nothing where nothing changed, and of nobody twice', async () => {
    const { look } = looks();
    await look({ a: powerless, b: powerful });
    await look({ a: powerful, b: powerful });
    expect(news(await look({ a: powerful, b: ['sqs:SendMessage'] }))).toEqual([]);
  });

  it('takes a user that gains access once more for a new finding', async () => {
    const { look } = looks();
    await look({ a: powerless });
    const first = await look({ a: powerful });
    expect(news(await look({ a: powerless }))).toEqual([cleared('a')]);
    const second = await look({ a: powerful });
    expect([...news(first), ...news(second)]).toEqual([gained('a'), gained('a')]);
    expect(idsOf(first)).not.toEqual(idsOf(second));
  });

  it.each<[string, object | undefined, readonly string[]]>([
    ['nobody, where the policy names no requesters', undefined, []],
    ['requesters that it names', { scope: { requesters: ['*:user/new'] } }, [gained('new')]],
  ])('tells of new users with access: %s', async (_, policy, expected) => {
    const { look } = looks(bookOf(policy));
    await look({ a: powerless });
    expect(news(await look({ a: powerless, new: powerful }))).toEqual(expected);
  });

  it.each<[string, object]>([
    ['another account', { scope: { accounts: ['999999999999'] } }],
    ['other requesters', { scope: { requesters: ['*:user/b'] } }],
  ])('keeps what everybody may do, and tells of nobody where the policy is about %s', async (_, policy) => {
    const { look, store } = looks(bookOf(policy));
    const all = [await look({ a: powerless }), await look({ a: powerful }), await look({ a: powerless })];
    expect(all.flatMap(news)).toEqual([]);
    expect([...store.snapshots.values()]).toMatchObject([{ takenAt: '2026-10-01T02:00:00.000Z' }]);
  });

  it('tells of nobody, and asks nobody else, where the rule is off', async () => {
    const { look } = looks(bookOf({ rules: { 'requester-has-no-access': { mode: 'off' } } }));
    const secondOpinion = () => Promise.reject(new Error('asked'));
    await look({ a: powerless, b: powerful });
    expect(news(await look({ a: powerful, b: powerless }, { account: { secondOpinion } }))).toEqual([]);
  });

  it('takes what it cannot decide for no change', async () => {
    const { look, store } = looks();
    const unknown = accountOf({ a: powerless, b: powerless });
    const undecided = {
      UserDetailList: unknown.UserDetailList.map((user) => ({
        ...user,
        AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::123456789012:policy/unseen' }],
      })),
    };
    await look({ a: powerful, b: powerless });
    expect(news(await look(undecided))).toEqual([]);
    expect([...store.snapshots.values()].map(({ access }) => access.hasAccess)).toEqual([null, null]);
    expect(news(await look({ a: powerless, b: powerful }))).toEqual([gained('b'), cleared('a')]);
  });
});

describe('nothing is lost, and nothing gets a second id, where', () => {
  it('the bus takes nothing', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerful });
    const publish = async () => {
      throw new Error('not taken');
    };
    await expect(look({ a: powerful, b: powerless }, { publish })).rejects.toThrow('not taken');
    expect([...store.snapshots.values()].map(({ access }) => access.hasAccess)).toEqual([false, true]);
    expect(news(await look({ a: powerful, b: powerless }))).toEqual([gained('a'), cleared('b')]);
  });

  it('the table takes nothing: what was published is published again, under the same id', async () => {
    const { look, store } = looks();
    await look({ a: powerless });
    const published: BusEvent[] = [];
    const publish = async (events: readonly BusEvent[]) => void published.push(...events);
    const put = async () => {
      throw new Error('no table');
    };
    const failing = look({ a: powerful }, { publish, account: { store: { ...store, put } } });
    await expect(failing).rejects.toThrow('no table');
    const again = await look({ a: powerful });
    expect(idsOf(again)).toHaveLength(1);
    expect(idsOf(again)).toEqual(published.map(({ detail }) => (detail as Violation).id));
  });

  it('the rule throws on one principal: the others’ changes are told, and its own when it no longer throws', async () => {
    const { look, store } = looks();
    await look({ a: powerless, b: powerless });
    const faulty = ruleWith(
      {
        principal: (access) => {
          if (access.arn === arnOf('a')) throw new RangeError('of the rule');
          return requesterHasNoAccess.checks.principal(access);
        },
      },
      requesterHasNoAccess.meta,
    );
    const published: BusEvent[] = [];
    const meter = countingMeter();
    const failing = look(
      { a: powerful, b: powerful },
      { book: bookOf({}, [faulty]), publish: async (events) => void published.push(...events), meter },
    );
    await expect(failing).rejects.toThrow('rules faulted: requester-has-no-access');
    expect(meter.counted).toMatchObject({ Faults: 1, PrincipalsAnalysed: 2, flushes: 1 });
    expect(published.map(({ detail }) => requesterOf(detail))).toEqual(['b']);
    const known = [...store.snapshots.values()].map(({ access }) => access.hasAccess);
    expect(known).toEqual([false, true]);
    expect(news(await look({ a: powerful, b: powerful }))).toEqual([gained('a')]);
  });

  it('one rule throws, whatever another finds: the change stays one', async () => {
    const { look, store } = looks();
    await look({ a: powerless });
    const throwing = ruleWith({
      principal: () => {
        throw new RangeError('of the rule');
      },
    });
    const book = bookOf({}, [requesterHasNoAccess, throwing]);
    await expect(look({ a: powerful }, { book })).rejects.toThrow('rules faulted: duration-covers-run');
    expect([...store.snapshots.values()].map(({ access }) => access.hasAccess)).toEqual([false]);
  });

  it.each<[string, NonNullable<InvokeOptions['account']>]>([
    ['IAM answers nothing', { readAccountDetails: () => Promise.reject(new Error('no answer')) }],
    ['IAM answers something else', { readAccountDetails: async () => ({ Users: [] }) }],
  ])('%s: the batch comes back, and what was known before stays', async (_, account) => {
    const { look, store } = looks();
    await look({ a: powerful });
    const before = [...store.snapshots];
    await expect(look({}, { account })).rejects.toThrow();
    expect([...store.snapshots]).toEqual(before);
  });
});

it('a principal that cannot be read hides no other, and a line of the log says how many there are', async () => {
  const { look, store } = looks();
  const { UserDetailList: users } = accountOf({ a: powerful });
  const { logged } = await look({ UserDetailList: [{ UserName: 'no-arn' }, ...users, 7] });
  expect([...store.snapshots.keys()]).toEqual(['123456789012:user/a']);
  const [[level, message, more] = [], ...others] = logged;
  expect(others).toEqual([]);
  expect([level, message]).toEqual(['warn', 'parts of the authorization details cannot be read']);
  expect(more).toMatchObject({ count: 2, faults: [expect.anything(), expect.anything()] });
});

it('of many parts that cannot be read, the first ten are in the log', async () => {
  const { look } = looks();
  const { UserDetailList: users } = accountOf({ a: powerful });
  const { logged } = await look({ UserDetailList: [...users, ...Array(12).fill(7)] });
  expect(logged).toMatchObject([['warn', expect.anything(), { count: 12, faults: { length: 10 } }]]);
});

it('a principal that cannot be read has lost nothing; one that is gone has', async () => {
  const { look } = looks();
  await look({ a: powerful, b: powerless });
  const { UserDetailList: others } = accountOf({ b: powerless });
  expect(news(await look({ UserDetailList: [{ UserName: 'a' }, ...others] }))).toEqual([]);
  expect(news(await look({ b: powerless }))).toEqual([cleared('a')]);
});

it('what somebody else says of the policies is evidence beside our own', async () => {
  const { look } = looks();
  const asked: string[] = [];
  const secondOpinion = async (_: RuleBook, { arn }: { readonly arn: string }) => {
    asked.push(arn);
    return { accessAnalyzer: ['FAIL inline'] };
  };
  await look({ a: powerless, b: powerful }, { account: { secondOpinion } });
  const { published } = await look({ a: powerful, b: powerful }, { account: { secondOpinion } });
  expect(published).toMatchObject([
    { detail: { evidence: { accessAnalyzer: ['FAIL inline'], actionCount: 1 } } },
  ]);
  expect(asked).toEqual([arnOf('a')]);
});

it.each<[string, unknown]>([
  ['an empty batch', { Records: [] }],
  ['messages of any content', sqsEvent('', '{', 'null', { detail: null })],
])('has all principals read anew: %s', async (_, event) => {
  const { response, counted } = await invoke(name, event);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(counted.PrincipalsAnalysed).toBe(2);
});

it.each([null, [], {}, { Records: 'none' }])('rejects what is no batch of a queue: %j', async (event) => {
  await expect(invoke(name, event)).rejects.toThrow();
});

it('an account without users and roles was not read rightly: the messages come back', async () => {
  const { look } = looks();
  await expect(look({})).rejects.toThrow('no user or role');
});
