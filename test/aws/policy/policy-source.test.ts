import { describe, expect, it, vi } from 'vitest';
import { NothingDeployedError } from '../../../shared/aws/policy/app-config-document.ts';
import type { KeptPolicy } from '../../../shared/aws/policy/policy-keeper.ts';
import { policyRecorder } from '../../../shared/aws/policy/policy-recorder.ts';
import { NoPolicyError, policySource } from '../../../shared/aws/policy/policy-source.ts';
import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import { firstBook, openRuleBook, standInBook } from '../../../shared/evaluation/rule-book.ts';
import { packText } from '../../../shared/json/packed-text.ts';
import { BrokenPolicyError } from '../../../shared/policy/errors.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { rules } from '../../../shared/rules/index.ts';
import { countingMeter } from '../../support/functions/counting-meter.ts';
import { memoryKeeper } from '../../support/functions/memory-keeper.ts';

const ids = rules.map(({ meta }) => meta.id);
const open = async (document: string) => openRuleBook(rules, parsePolicy(document, ids));
const revisionOf = (document: string) => parsePolicy(document, ids).revision;
const broken = 'schemaVersion: "2"';
const plain = 'schemaVersion: "1"';
const strict = 'schemaVersion: "1"\nwhenUndecided: block';
const lax = 'schemaVersion: "1"\nwhenUndecided: allow';
const disarmed = `schemaVersion: "1"\nrules: { ${ids.map((id) => `${id}: { mode: off }`).join(', ')} }`;
const warning = `schemaVersion: "1"\nrules: { ${ids.map((id) => `${id}: { mode: warn }`).join(', ')} }`;
const unreachable = new Error('unreachable');
const nothingDeployed = new NothingDeployedError('no policy is deployed yet');
const start = Date.parse('2026-10-01T12:00:00.000Z');

type Answer = string | Error;

/** What instances of functions share: AWS AppConfig, the table, the bus, the time. */
function world() {
  const keeper = memoryKeeper();
  const published: BusEvent[] = [];
  const shared = {
    keeper,
    published,
    seconds: 0,
    appConfig: plain as Answer,
    bus: undefined as Error | undefined,
    asked: 0,
  };
  const now = () => new Date(start + shared.seconds * 1000);

  /** A function that starts now; `own` is what AWS AppConfig says to it alone. */
  function instance(options: { readonly standsIn?: boolean } = {}) {
    const meter = countingMeter();
    const logged: unknown[][] = [];
    const own: { answer: Answer | undefined } = { answer: undefined };
    const current = policySource({
      readDocument: async () => {
        shared.asked++;
        const answer = own.answer ?? shared.appConfig;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      open,
      keeper,
      record: policyRecorder({
        keeper,
        publish: async (events) => {
          if (shared.bus !== undefined) throw shared.bus;
          published.push(...events);
        },
        now,
      }),
      defaults: firstBook(rules),
      ...(options.standsIn === true && { standIn: standInBook(rules) }),
      now,
      meter,
      log: async (...words) => void logged.push(words),
    });
    const revision = async () => (await current()).policy.revision;
    return { current, revision, meter, logged, own };
  }
  return { instance, shared };
}

function kept(document: string, delta: Partial<KeptPolicy> = {}): KeptPolicy {
  return {
    document: packText(document),
    revision: revisionOf(document),
    previousRevision: undefined,
    changedAt: new Date(start - 3_600_000).toISOString(),
    settlesAt: new Date(start - 3_000_000).toISOString(),
    returns: 0,
    isAnnounced: true,
    ...delta,
  };
}

describe('where all is well', () => {
  it('the policy in AWS AppConfig is in force, and nothing is counted or logged', async () => {
    const { instance, shared } = world();
    shared.appConfig = strict;
    const { revision, meter, logged } = instance();
    expect(await revision()).toBe(revisionOf(strict));
    expect({ counted: meter.counted, logged }).toEqual({ counted: {}, logged: [] });
  });

  it('it is asked for again only after a minute', async () => {
    const { instance, shared } = world();
    const { revision } = instance();
    await revision();
    shared.appConfig = strict;
    shared.seconds = 59;
    expect(await revision()).toBe(revisionOf(plain));
    shared.seconds = 60;
    expect(await revision()).toBe(revisionOf(strict));
    expect([shared.asked, shared.keeper.reads]).toEqual([2, 2]);
  });

  it('it is the same for all who ask while it is asked for', async () => {
    const { instance, shared } = world();
    const { revision } = instance();
    expect(new Set(await Promise.all([revision(), revision(), revision()])).size).toBe(1);
    expect([shared.asked, shared.keeper.reads]).toEqual([1, 1]);
  });

  it('the table and AWS AppConfig are asked at once', async () => {
    const { instance, shared } = world();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    vi.spyOn(shared.keeper, 'read').mockReturnValue(promise);
    const { revision } = instance();
    const answer = revision();
    await Promise.resolve();
    expect(shared.asked).toBe(1);
    resolve(undefined);
    expect(await answer).toBe(revisionOf(plain));
  });
});

describe('a function that starts', () => {
  const failures: readonly [string, Answer][] = [
    ['is out of reach', unreachable],
    ['holds a broken document', broken],
  ];

  it.each(failures)('goes by the kept policy where AWS AppConfig %s', async (_, answer) => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict);
    shared.appConfig = answer;
    const { revision, meter, logged } = instance();
    expect(await revision()).toBe(revisionOf(strict));
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
    expect(logged).toMatchObject([['error', 'policy not renewed, the last good one stays in force', {}]]);
  });

  it.each(failures)('has no policy where AWS AppConfig %s and nothing is kept', async (_, answer) => {
    const { instance, shared } = world();
    shared.appConfig = answer;
    const { current, meter, logged } = instance();
    await expect(current()).rejects.toThrow(NoPolicyError);
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
    expect(logged).toMatchObject([['error', 'policy never read, nothing is decided', {}]]);
  });

  it('has none where the table does not answer either', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict);
    shared.keeper.failure = new Error('silent');
    shared.appConfig = unreachable;
    const { current, meter } = instance();
    await expect(current()).rejects.toThrow(NoPolicyError);
    expect(meter.counted).toEqual({ PolicyFailures: 1, PolicyRecordFailures: 1 });
  });

  it.each<[string, KeptPolicy]>([
    ['the code of today refuses', { ...kept(plain), document: packText(broken) }],
    ['is another one than it says', kept(lax, { revision: revisionOf(strict) })],
    ['cannot be unpacked', kept(strict, { document: new Uint8Array([1, 2, 3]) })],
  ])('has none where what is kept %s', async (_, item) => {
    const { instance, shared } = world();
    shared.keeper.kept = item;
    shared.appConfig = unreachable;
    const { current, logged } = instance();
    await expect(current()).rejects.toThrow(NoPolicyError);
    expect(logged[0]).toMatchObject(['error', 'the kept policy is refused', { revision: item.revision }]);
  });

  it('without a policy asks again after ten seconds, not at each call', async () => {
    const { instance, shared } = world();
    shared.appConfig = unreachable;
    const { revision } = instance();
    await expect(revision()).rejects.toThrow(NoPolicyError);
    shared.appConfig = strict;
    shared.seconds = 9;
    await expect(revision()).rejects.toThrow(NoPolicyError);
    expect(shared.asked).toBe(1);
    shared.seconds = 10;
    expect(await revision()).toBe(revisionOf(strict));
  });

  it('goes by AWS AppConfig where the table does not answer, which is counted and told', async () => {
    const { instance, shared } = world();
    shared.keeper.failure = new Error('silent');
    const { revision, meter, logged } = instance();
    expect(await revision()).toBe(revisionOf(plain));
    expect(meter.counted).toEqual({ PolicyRecordFailures: 1 });
    expect(logged).toMatchObject([['error', 'the kept policy cannot be read', {}]]);
  });

  it('that audits goes by the defaults, which is counted, logged, and in what it finds', async () => {
    const { instance, shared } = world();
    shared.appConfig = unreachable;
    const { current, meter, logged } = instance({ standsIn: true });
    const book = await current();
    expect(book.policy.revision).toBe(revisionOf(plain));
    expect(book.remark).toEqual({
      policyInForce: 'defaults: the policy that the operator set was never read',
    });
    expect(meter.counted).toEqual({ PolicyFailures: 1, JudgedByDefaults: 1 });
    expect(logged).toMatchObject([['error', 'policy never read, the defaults stand in for it', {}]]);
  });

  it('that audits goes by the kept policy rather than by the defaults', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict);
    shared.appConfig = unreachable;
    const { current, meter } = instance({ standsIn: true });
    expect(await current()).not.toHaveProperty('remark');
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
  });
});

describe('where no policy was ever deployed', () => {
  it('the defaults are in force, which is logged once, counted, and in what is found', async () => {
    const { instance, shared } = world();
    shared.appConfig = nothingDeployed;
    const { current, meter, logged } = instance();
    for (shared.seconds of [0, 60, 120]) {
      const book = await current();
      expect(book.policy.revision).toBe(revisionOf(plain));
      expect(book.remark).toEqual({ policyInForce: 'defaults: no policy is deployed yet' });
    }
    expect(meter.counted).toEqual({ JudgedByDefaults: 3 });
    expect(logged).toEqual([['warn', 'no policy is deployed yet, the defaults are in force']]);
    expect([shared.published, shared.keeper.kept]).toEqual([[], undefined]);
  });

  it('the first policy is in force within a minute, for certain', async () => {
    const { instance, shared } = world();
    shared.appConfig = nothingDeployed;
    const { current, revision, meter } = instance();
    await current();
    shared.appConfig = strict;
    shared.seconds = 60;
    expect(await revision()).toBe(revisionOf(strict));
    expect(meter.counted).toEqual({ JudgedByDefaults: 1 });
  });

  it('a policy that the table keeps, of an earlier stack, stays in force, and the alarm rings', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict);
    shared.appConfig = nothingDeployed;
    const { revision, meter } = instance();
    expect(await revision()).toBe(revisionOf(strict));
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
  });

  it('nothing is decided where the table does not say so too', async () => {
    const { instance, shared } = world();
    shared.keeper.failure = new Error('silent');
    shared.appConfig = nothingDeployed;
    await expect(instance().current()).rejects.toThrow(NoPolicyError);
  });

  it('a policy that was read before is not given up for the defaults', async () => {
    const { instance, shared } = world();
    shared.appConfig = strict;
    const { revision, meter } = instance();
    await revision();
    shared.keeper.kept = undefined;
    shared.appConfig = nothingDeployed;
    shared.seconds = 60;
    expect(await revision()).toBe(revisionOf(strict));
    expect(meter.counted).toEqual({ PolicyFailures: 1 });
  });
});

describe('a function that knows a policy', () => {
  it('keeps it while the new one is broken, which is counted all the while and logged once', async () => {
    const { instance, shared } = world();
    shared.appConfig = strict;
    const { revision, meter, logged } = instance();
    await revision();
    shared.appConfig = broken;
    for (shared.seconds of [60, 61, 120]) expect(await revision()).toBe(revisionOf(strict));
    expect(meter.counted).toEqual({ PolicyFailures: 3 });
    expect(logged).toEqual([
      [
        'error',
        'policy not renewed, the last good one stays in force',
        { revision: revisionOf(strict), error: expect.any(BrokenPolicyError) },
      ],
    ]);
    shared.appConfig = plain;
    shared.seconds = 180;
    expect(await revision()).toBe(revisionOf(plain));
    expect(meter.counted).toEqual({ PolicyFailures: 3 });
  });

  it('keeps it while nothing at all can be reached, and nobody waits in between', async () => {
    const { instance, shared } = world();
    shared.appConfig = strict;
    const { revision } = instance();
    await revision();
    shared.appConfig = unreachable;
    shared.keeper.failure = new Error('silent');
    for (shared.seconds of [60, 90]) expect(await revision()).toBe(revisionOf(strict));
    expect([shared.asked, shared.keeper.reads]).toEqual([2, 2]);
  });

  it('takes over what others have seen since it asked, where AWS AppConfig is out of reach', async () => {
    const { instance, shared } = world();
    const early = instance();
    await early.revision();
    shared.seconds = 30;
    shared.appConfig = strict;
    await instance().revision();
    shared.appConfig = unreachable;
    shared.seconds = 60;
    expect(await early.revision()).toBe(revisionOf(strict));
    expect(await instance().revision()).toBe(revisionOf(strict));
  });

  it('knows better than what was kept before it asked', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict, {
      previousRevision: revisionOf(plain),
      settlesAt: new Date(start + 60_000).toISOString(),
    });
    const { revision } = instance();
    expect(await revision()).toBe(revisionOf(plain));
    shared.appConfig = unreachable;
    shared.seconds = 60;
    expect(await revision()).toBe(revisionOf(plain));
  });

  it('keeps it where what others have seen is refused', async () => {
    const { instance, shared } = world();
    const { revision } = instance();
    await revision();
    shared.appConfig = unreachable;
    shared.keeper.kept = kept(lax, {
      revision: 'sha256:other',
      changedAt: new Date(start + 30_000).toISOString(),
    });
    shared.seconds = 60;
    expect(await revision()).toBe(revisionOf(plain));
  });
});

describe('a change of the policy', () => {
  const detailOf = (event: BusEvent | undefined) => event?.detail as Record<string, unknown> | undefined;
  const revisionsTold = (events: readonly BusEvent[]) =>
    events.map(({ detail }) => (detail as { revision: string }).revision);

  it('is kept and told by the first to read it, with both revisions', async () => {
    const { instance, shared } = world();
    const { revision } = instance();
    await revision();
    shared.appConfig = strict;
    shared.seconds = 60;
    await revision();
    expect(shared.keeper.kept).toMatchObject({
      revision: revisionOf(strict),
      previousRevision: revisionOf(plain),
      changedAt: '2026-10-01T12:01:00.000Z',
      isAnnounced: true,
    });
    expect(shared.published).toEqual([
      {
        detailType: 'Policy Changed',
        detail: {
          schemaVersion: '1',
          revision: revisionOf(plain),
          previousRevision: undefined,
          changedAt: '2026-10-01T12:00:00.000Z',
          enforced: ids,
          warned: [],
          disarmed: false,
        },
      },
      {
        detailType: 'Policy Changed',
        detail: {
          schemaVersion: '1',
          revision: revisionOf(strict),
          previousRevision: revisionOf(plain),
          changedAt: '2026-10-01T12:01:00.000Z',
          enforced: ids,
          warned: [],
          disarmed: false,
        },
      },
    ]);
  });

  it('is told once, however many functions read it at once', async () => {
    const { instance, shared } = world();
    const many = Array.from({ length: 10 }, () => instance());
    await Promise.all(many.map(({ revision }) => revision()));
    shared.appConfig = strict;
    shared.seconds = 60;
    await Promise.all(many.map(({ revision }) => revision()));
    shared.seconds = 200;
    await Promise.all(many.map(({ revision }) => revision()));
    expect(revisionsTold(shared.published)).toEqual([revisionOf(plain), revisionOf(strict)]);
  });

  it('is a few events where AWS AppConfig gives out both for ten minutes, to each function at random', async () => {
    const { instance, shared } = world();
    const many = Array.from({ length: 10 }, () => instance());
    for (let minute = 0; minute <= 60; minute++) {
      shared.seconds = minute * 60;
      many.forEach(({ own }, index) => {
        own.answer = minute > 12 || (minute > 1 && (index * 7 + minute) % 3 === 0) ? strict : plain;
      });
      await Promise.all(many.map(({ revision }) => revision()));
    }
    expect(shared.published.length).toBeLessThanOrEqual(5);
    expect(shared.keeper.kept?.revision).toBe(revisionOf(strict));
  });

  it('is told a minute later by whoever finds it untold', async () => {
    const { instance, shared } = world();
    shared.bus = new Error('no such bus');
    const first = instance();
    expect(await first.revision()).toBe(revisionOf(plain));
    expect(first.meter.counted).toEqual({ PolicyRecordFailures: 1 });
    expect(first.logged).toMatchObject([
      ['error', 'the policy is not kept, or its change not told', { revision: revisionOf(plain) }],
    ]);
    shared.bus = undefined;
    shared.seconds = 59;
    await instance().revision();
    expect(shared.published).toEqual([]);
    shared.seconds = 60;
    await instance().revision();
    await instance().revision();
    expect(revisionsTold(shared.published)).toEqual([revisionOf(plain)]);
    expect(detailOf(shared.published[0])?.changedAt).toBe('2026-10-01T12:00:00.000Z');
  });

  it('is told by nobody who goes by the policy before', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict, {
      previousRevision: revisionOf(plain),
      changedAt: new Date(start - 70_000).toISOString(),
      settlesAt: new Date(start + 50_000).toISOString(),
      isAnnounced: false,
    });
    expect(await instance().revision()).toBe(revisionOf(plain));
    expect(shared.published).toEqual([]);
  });

  it('is none where a function goes by what is kept', async () => {
    const { instance, shared } = world();
    shared.keeper.kept = kept(strict, { isAnnounced: false });
    shared.appConfig = unreachable;
    await instance().revision();
    expect(shared.published).toEqual([]);
  });
});

describe('a policy', () => {
  it.each<[string, string, object, object]>([
    ['without rules', disarmed, { enforced: [], warned: [], disarmed: true }, { PolicyDisarmed: 2 }],
    ['that only warns', warning, { enforced: [], warned: ids, disarmed: true }, { PolicyDisarmed: 2 }],
    ['that blocks', strict, { enforced: ids, warned: [], disarmed: false }, {}],
  ])('%s says so in its event, and each time that it is gone by', async (_, document, detail, counted) => {
    const { instance, shared } = world();
    shared.appConfig = document;
    const { revision, meter } = instance();
    await revision();
    await revision();
    expect(shared.published).toMatchObject([{ detail }]);
    expect(meter.counted).toEqual(counted);
  });
});
