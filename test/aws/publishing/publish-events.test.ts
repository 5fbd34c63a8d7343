import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import {
  eventPublisher,
  PublishError,
  type PublisherOptions,
} from '../../../shared/aws/publishing/publish-events.ts';

const bus = mockClient(EventBridgeClient);
const client = new EventBridgeClient({ region: 'eu-central-1' });
const publisher = (options: Partial<PublisherOptions> = {}) =>
  eventPublisher({ client: async () => client, busName: 'wardens', backoff: 0, ...options });

const named = (name: string, text = ''): BusEvent => ({ detailType: 'Test', detail: { name, text } });
const many = (count: number, prefix = 'e') =>
  Array.from({ length: count }, (_, index) => named(`${prefix}${index}`));
const nameOf = (detail = ''): string => JSON.parse(detail).name;
/** The names of the events in each call, in order. */
const calls = () =>
  bus
    .commandCalls(PutEventsCommand)
    .map(({ args }) => (args[0].input.Entries ?? []).map(({ Detail }) => nameOf(Detail)));

/** Answers every entry by the tries that it has had; `undefined` is success. */
function answering(codeOf: (name: string, attempt: number) => string | undefined) {
  const tries = new Map<string, number>();
  bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Detail: string }[] }) => ({
    Entries: Entries.map(({ Detail }): PutEventsResultEntry => {
      const name = nameOf(Detail);
      const attempt = (tries.get(name) ?? 0) + 1;
      tries.set(name, attempt);
      const code = codeOf(name, attempt);
      return code === undefined ? { EventId: name } : { ErrorCode: code, ErrorMessage: 'MUST-NEVER-LEAVE' };
    }),
  }));
}

beforeEach(() => {
  bus.reset();
  answering(() => undefined);
});
afterEach(() => void vi.restoreAllMocks());

describe('what is sent', () => {
  it('is the detail as JSON, on the bus, by the project’s own source', async () => {
    const detail = { name: 'v1', text: 'ü' };
    await publisher()([{ detailType: 'Temporary Credentials Violation', detail }]);
    expect(bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input)).toEqual([
      {
        Entries: [
          {
            EventBusName: 'wardens',
            Source: 'sts-warden',
            DetailType: 'Temporary Credentials Violation',
            Detail: '{"name":"v1","text":"ü"}',
          },
        ],
      },
    ]);
  });

  it('is nothing for no events', async () => {
    await publisher()([]);
    expect(calls()).toEqual([]);
  });

  it.each([
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('%i events go in calls of %j', async (count, sizes) => {
    await publisher()(many(count));
    expect(calls().map(({ length }) => length)).toEqual(sizes);
    expect(calls().flat()).toEqual(many(count).map(({ detail }) => (detail as { name: string }).name));
  });

  it.each<[string, string, number[]]>([
    ['two of 600 KB apart', 'x'.repeat(600_000), [1, 1]],
    ['two of 500 KB together', 'x'.repeat(500_000), [2]],
    ['two of 300,000 characters of 2 bytes apart', 'ü'.repeat(300_000), [1, 1]],
  ])('a call stays below 1 MB: %s', async (_, text, sizes) => {
    await publisher()([named('a', text), named('b', text)]);
    expect(calls().map(({ length }) => length)).toEqual(sizes);
  });

  it('counts an entry as EventBridge does: time, source, detail type, detail', async () => {
    const overhead = 14 + 'sts-warden'.length + 'Test'.length + JSON.stringify(named('a').detail).length;
    const half = 1_048_576 / 2 - overhead;
    await publisher()([named('a', 'x'.repeat(half)), named('b', 'x'.repeat(half - 1))]);
    await publisher()([named('c', 'x'.repeat(half)), named('d', 'x'.repeat(half))]);
    expect(calls()).toEqual([['a', 'b'], ['c'], ['d']]);
  });

  it('is sent alone where it is too large for any call, and fails alone', async () => {
    answering((name) => (name === 'huge' ? 'ValidationException' : undefined));
    const publish = publisher();
    const huge = publish([named('huge', 'x'.repeat(2_000_000))]);
    const small = publish([named('small')]);
    await expect(huge).rejects.toThrow(PublishError);
    await expect(small).resolves.toBeUndefined();
    expect(calls()).toEqual([['huge'], ['small']]);
  });
});

describe('an entry that failed', () => {
  it.each(['InternalFailure', 'InternalException', 'ThrottlingException'])(
    'with %s is put again, and it alone',
    async (code) => {
      answering((name, attempt) => (name === 'e1' && attempt < 3 ? code : undefined));
      await publisher()(many(3));
      expect(calls()).toEqual([['e0', 'e1', 'e2'], ['e1'], ['e1']]);
    },
  );

  it.each(['InvalidArgument', 'MalformedDetail', 'AccessDeniedException', 'NotAuthorizedForSourceException'])(
    'with %s is not put again',
    async (code) => {
      answering((name) => (name === 'e1' ? code : undefined));
      await expect(publisher()(many(3))).rejects.toThrow(`1 of 3 events not taken: ${code}`);
      expect(calls()).toHaveLength(1);
    },
  );

  it.each([1, 2, 4])('is put %i times at most', async (attempts) => {
    answering(() => 'ThrottlingException');
    await expect(publisher({ attempts })(many(2))).rejects.toThrow(
      '2 of 2 events not taken: ThrottlingException',
    );
    expect(calls()).toEqual(Array(attempts).fill(['e0', 'e1']));
  });

  it('is put four times where nothing else is said', async () => {
    answering(() => 'InternalFailure');
    await expect(publisher()(many(1))).rejects.toThrow(PublishError);
    expect(calls()).toHaveLength(4);
  });

  it('for good is told of beside those that were taken later', async () => {
    answering((name, attempt) => {
      if (name === 'bad') return 'InvalidArgument';
      return name === 'slow' && attempt === 1 ? 'ThrottlingException' : undefined;
    });
    await expect(publisher()([named('bad'), named('slow'), named('good')])).rejects.toThrow(
      '1 of 3 events not taken: InvalidArgument',
    );
    expect(calls()).toEqual([['bad', 'slow', 'good'], ['slow']]);
  });

  it('first passing, then for good, is not put a third time', async () => {
    answering((_, attempt) => (attempt === 1 ? 'ThrottlingException' : 'InvalidArgument'));
    await expect(publisher()(many(1))).rejects.toThrow('InvalidArgument');
    expect(calls()).toHaveLength(2);
  });

  it('is told of by its kinds, each once, and by nothing of what it says', async () => {
    answering((name) => (name === 'e2' ? 'MalformedDetail' : 'InvalidArgument'));
    const error = await publisher()(many(3)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PublishError);
    expect(error).toHaveProperty('name', 'PublishError');
    expect((error as Error).message).toBe('3 of 3 events not taken: InvalidArgument, MalformedDetail');
  });
});

describe('between two tries', () => {
  it('passes a random part of a time that doubles', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    const times: number[] = [];
    answering(() => {
      times.push(performance.now());
      return 'ThrottlingException';
    });
    await expect(publisher({ attempts: 3, backoff: 40 })(many(1))).rejects.toThrow('ThrottlingException');
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThan(35);
    expect(third - second).toBeGreaterThan(70);
  });

  it('passes none where there is nothing left to put', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.99);
    const started = performance.now();
    await publisher({ backoff: 10_000 })(many(1));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('an answer that is not what it should be', () => {
  it.each<[string, object]>([
    ['without entries', {}],
    ['with no entries', { Entries: [] }],
    ['with entries that say nothing', { Entries: [{}, {}] }],
  ])('%s counts as failed, and the entries are put again', async (_, answer) => {
    bus.reset();
    bus
      .on(PutEventsCommand)
      .resolvesOnce(answer)
      .resolves({ Entries: [{ EventId: 'a' }, { EventId: 'b' }] });
    await publisher()(many(2));
    expect(calls()).toEqual([
      ['e0', 'e1'],
      ['e0', 'e1'],
    ]);
  });

  it('with one entry for two counts as failed for the other', async () => {
    bus.reset();
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'a' }] });
    await expect(publisher({ attempts: 1 })(many(2))).rejects.toThrow('1 of 2 events not taken: NoAnswer');
  });

  it('with an id and an error code counts as failed', async () => {
    bus.reset();
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: 'a', ErrorCode: 'InvalidArgument' }] });
    await expect(publisher()(many(1))).rejects.toThrow('InvalidArgument');
  });
});

describe('a call that fails as a whole', () => {
  const failure = (name: string) => Object.assign(new Error('MUST-NEVER-LEAVE'), { name });

  it('fails its entries, by the error’s name alone', async () => {
    bus.on(PutEventsCommand).rejects(failure('AccessDeniedException'));
    await expect(publisher()(many(2))).rejects.toThrow('2 of 2 events not taken: AccessDeniedException');
    expect(calls()).toHaveLength(1);
  });

  it('is repeated where the error may pass', async () => {
    bus.reset();
    bus
      .on(PutEventsCommand)
      .rejectsOnce(failure('ThrottlingException'))
      .resolves({ Entries: [{ EventId: 'a' }, { EventId: 'b' }] });
    await publisher()(many(2));
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ['is repeated where the connection broke', 'ECONNRESET', 2],
    ['is not repeated where the time was up', 'ETIMEDOUT', 1],
  ])('%s', async (_, code, tries) => {
    bus.reset();
    bus
      .on(PutEventsCommand)
      .rejectsOnce(Object.assign(failure('TimeoutError'), { code }))
      .resolves({ Entries: [{ EventId: 'a' }] });
    await publisher()(many(1)).catch((error) => expect(error.message).toContain('TimeoutError'));
    expect(calls()).toHaveLength(tries);
  });

  it('takes no time from the other calls: all of a turn are under way at once', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    bus.reset();
    bus.on(PutEventsCommand).callsFake(async ({ Entries }: { Entries: object[] }) => {
      if (calls().length === 3) answer();
      await answered;
      return { Entries: Entries.map(() => ({ EventId: 'a' })) };
    });
    await publisher()(many(25));
    expect(calls().map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('leaves the other calls of the same turn alone', async () => {
    bus.reset();
    bus
      .on(PutEventsCommand)
      .rejectsOnce(failure('AccessDeniedException'))
      .resolves({ Entries: [{ EventId: 'a' }] });
    const publish = publisher();
    const [first, second] = await Promise.allSettled([publish(many(10)), publish(many(1, 'x'))]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  it.each<[string, unknown, string]>([
    ['a text', 'MUST-NEVER-LEAVE', 'UnknownError'],
    ['a client that cannot be made', undefined, 'RangeError'],
  ])('%s is told of without its content', async (_, thrown, kind) => {
    const broken = async () => {
      if (thrown === undefined) throw new RangeError('MUST-NEVER-LEAVE');
      return { send: () => Promise.reject(thrown) };
    };
    await expect(publisher({ client: broken })(many(1))).rejects.toThrow(`1 of 1 event not taken: ${kind}`);
  });
});

describe('several callers', () => {
  it('share calls where they publish in the same turn', async () => {
    const publish = publisher();
    await Promise.all([publish(many(3, 'a')), publish(many(4, 'b')), publish(many(5, 'c'))]);
    expect(calls().map(({ length }) => length)).toEqual([10, 2]);
  });

  it('learn of their own events only', async () => {
    answering((name) => (name === 'b1' ? 'InvalidArgument' : undefined));
    const publish = publisher();
    const results = await Promise.allSettled([
      publish(many(2, 'a')),
      publish(many(2, 'b')),
      publish(many(2, 'c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason.message).toBe(
      '1 of 2 events not taken: InvalidArgument',
    );
  });

  it('that come while others wait for another try are served, each event once', async () => {
    const publish = publisher();
    let later: Promise<void> | undefined;
    answering((name, attempt) => {
      if (name !== 'slow0' || attempt > 1) return undefined;
      later = publish(many(1, 'later'));
      return 'ThrottlingException';
    });
    await publish(many(1, 'slow'));
    await later;
    expect(calls().flat().sort()).toEqual(['later0', 'slow0', 'slow0']);
  });

  it('one after the other are served anew, also after a failure', async () => {
    answering((name) => (name === 'a0' ? 'InvalidArgument' : undefined));
    const publish = publisher();
    await expect(publish(many(1, 'a'))).rejects.toThrow(PublishError);
    await publish(many(1, 'b'));
    expect(calls()).toEqual([['a0'], ['b0']]);
  });

  it('one whose event is no JSON fails alone', async () => {
    const publish = publisher();
    const circular: { self?: object } = {};
    circular.self = circular;
    const results = await Promise.allSettled([
      publish([{ detailType: 'Test', detail: circular }]),
      publish(many(1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(calls()).toEqual([['e0']]);
  });
});
