import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallBaselines } from '../../shared/access/call-baselines.ts';
import { ObservedAccess, type ObservedAccessOptions } from '../../shared/audit/observed-access.ts';
import { callerKey, type ObservedCall } from '../../shared/cloudtrail/observed-call.ts';
import { parseRequester } from '../../shared/cloudtrail/parse-record.ts';
import { formatTime } from '../../shared/cloudtrail/time.ts';

const anything: CallBaselines = { isBeyond: () => true, namesOf: () => [] };
const callers = ['a', 'b', 'c', 'd', 'e'];
const arnOf = (name: string) => `arn:aws:iam::123456789012:user/${name}`;

function call(delta: Partial<ObservedCall> = {}): ObservedCall {
  return {
    principalArn: arnOf('a'),
    principalId: 'AIDAEXAMPLEEXAMPLE12',
    eventId: 'id',
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    time: 100,
    region: 'eu-central-1',
    ...delta,
  };
}

function observed(calls: readonly ObservedCall[], options: Partial<ObservedAccessOptions> = {}) {
  const access = new ObservedAccess({ baselines: anything, ...options });
  for (const one of calls) access.add(one);
  return access;
}

const requesterOf = (name: string) =>
  parseRequester({ type: 'IAMUser', arn: arnOf(name), principalId: 'AIDAEXAMPLEEXAMPLE12' });
const callsOf = (access: ObservedAccess, name = 'a') => access.facts.of(requesterOf(name))?.calls ?? [];
const eventsOf = (access: ObservedAccess, name = 'a') =>
  callsOf(access, name).map((text) => text.split(' ').slice(4).join(' '));
const told = (access: ObservedAccess) => ({
  calls: callers.map((name) => callsOf(access, name)),
  coverage: access.coverage,
});

/** Calls with many that are alike: few callers, names and times. */
const anyCall = fc
  .record({
    principalArn: fc.constantFrom(...callers).map(arnOf),
    eventId: fc.integer({ min: 0, max: 30 }).map(String),
    eventSource: fc.constantFrom('s3.amazonaws.com', 'ec2.amazonaws.com'),
    eventName: fc.constantFrom('A', 'B', 'C', 'D'),
    time: fc.integer({ min: 100, max: 110 }),
    region: fc.constantFrom('eu-central-1', undefined),
  })
  .map(call);
const shuffles = fc
  .array(anyCall, { maxLength: 60 })
  .chain((calls) => fc.tuple(fc.constant(calls), fc.shuffledSubarray(calls, { minLength: calls.length })));

describe('ObservedAccess', () => {
  it('keeps the first calls by time that differ in source or name, at most 5', () => {
    const names = ['F', 'E', 'D', 'C', 'B', 'A'];
    const calls = names.map((eventName, index) => call({ eventName, eventId: eventName, time: 100 - index }));
    expect(eventsOf(observed(calls))).toEqual(['A', 'B', 'C', 'D', 'E']);
    const again = call({ eventName: 'A', eventId: 'A again', time: 200 });
    const sooner = call({ eventName: 'F', eventId: 'F sooner', time: 1 });
    expect(eventsOf(observed([...calls, again, sooner]))).toEqual(['F sooner', 'A', 'B', 'C', 'D']);
    const other = call({ eventName: 'A', eventSource: 'ec2.amazonaws.com', eventId: 'other', time: 99 });
    expect(eventsOf(observed([...calls, other]))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(eventsOf(observed([...calls.slice(3), other]))).toEqual(['A', 'B', 'C', 'other']);
  });

  it('leaves out what is not beyond the baseline', () => {
    const baselines = { ...anything, isBeyond: ({ eventName }: { eventName: string }) => eventName === 'B' };
    const access = observed([call({ eventName: 'A' })], { baselines });
    expect(access.facts.of(requesterOf('a'))).toBeUndefined();
    expect(access.coverage).toEqual({ callers: 0, isComplete: true });
    access.add(call({ eventName: 'B', eventId: 'b' }));
    expect(eventsOf(access)).toEqual(['b']);
  });

  it('tells who called, under which baselines, and what', () => {
    const baselines = { ...anything, namesOf: (arn: string) => [`of ${arn}`] };
    expect(observed([call()], { baselines }).facts.of(requesterOf('a'))).toEqual({
      principal: arnOf('a'),
      baselines: [`of ${arnOf('a')}`],
      services: ['s3.amazonaws.com'],
      calls: ['1970-01-01T00:01:40Z eu-central-1 s3.amazonaws.com ListBuckets id'],
    });
  });

  it('tells each service once, and a call without a region', () => {
    const calls = [
      call({ eventName: 'A', eventId: 'a', region: undefined }),
      call({ eventName: 'B', eventId: 'b' }),
      call({ eventSource: 'ec2.amazonaws.com', eventId: 'c', time: 101 }),
    ];
    const access = observed(calls);
    expect(access.facts.of(requesterOf('a'))?.services).toEqual(['s3.amazonaws.com', 'ec2.amazonaws.com']);
    expect(callsOf(access)[0]).toBe('1970-01-01T00:01:40Z - s3.amazonaws.com A a');
  });

  it('tells nothing of others, nor of who is no caller', () => {
    const { facts } = observed([call()]);
    expect(facts.of(requesterOf('b'))).toBeUndefined();
    expect(facts.of({ ...requesterOf('a'), principalId: 'AIDAEXAMPLEEXAMPLE99' })).toBeUndefined();
    expect(facts.of({ ...requesterOf('a'), type: 'FederatedUser' })).toBeUndefined();
  });

  it('is the same in whichever order calls are added, and however often', () => {
    fc.assert(
      fc.property(shuffles, fc.integer({ min: 1, max: 5 }), ([calls, shuffled], mostCallers) => {
        const one = told(observed(calls, { mostCallers }));
        expect(told(observed(shuffled, { mostCallers }))).toEqual(one);
        expect(told(observed([...shuffled, ...calls], { mostCallers }))).toEqual(one);
      }),
    );
  });

  it('is what a slow reading of the definition says', () => {
    fc.assert(
      fc.property(shuffles, ([calls]) => {
        const access = observed(calls);
        for (const name of callers) {
          const own = calls.filter(({ principalArn }) => principalArn === arnOf(name));
          const first = Map.groupBy(own, ({ eventSource, eventName }) => `${eventSource} ${eventName}`);
          const times = [...first.values()].map((alike) => Math.min(...alike.map(({ time }) => time)));
          const earliest = times.sort((a, b) => a - b).slice(0, 5);
          expect(callsOf(access, name).map((text) => text.split(' ')[0])).toEqual(earliest.map(formatTime));
        }
        expect(access.coverage.callers).toBe(new Set(calls.map(callerKey)).size);
      }),
    );
  });

  it('needs of a reader’s calls only those that the reader’s own kept', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyCall)), fc.integer({ min: 1, max: 5 }), (parts, mostCallers) => {
        const kept = parts.flatMap((part) => {
          const reader = observed([], { mostCallers });
          return part.filter((one) => reader.add(one));
        });
        expect(told(observed(kept, { mostCallers }))).toEqual(told(observed(parts.flat(), { mostCallers })));
      }),
    );
  });

  describe('of more callers than it keeps', () => {
    const calls = ['d', 'b', 'e', 'a', 'c'].map((name) => call({ principalArn: arnOf(name), eventId: name }));

    it('says so, and says nothing of those whose ARNs come last', () => {
      const access = observed(calls, { mostCallers: 2 });
      expect(callers.map((name) => eventsOf(access, name))).toEqual([['a'], ['b'], [], [], []]);
      expect(access.coverage).toEqual({ callers: 2, isComplete: false });
      expect(observed(calls, { mostCallers: 5 }).coverage).toEqual({ callers: 5, isComplete: true });
    });

    it('keeps on telling of those that it keeps', () => {
      const access = observed(calls, { mostCallers: 2 });
      expect(
        access.add(call({ principalArn: arnOf('a'), eventName: 'Other', eventId: 'a later', time: 101 })),
      ).toBe(true);
      expect(access.add(call({ principalArn: arnOf('f') }))).toBe(false);
      expect(eventsOf(access)).toEqual(['a', 'a later']);
    });

    it('holds no more than twice as many', () => {
      const access = observed([], { mostCallers: 3 });
      const added = Array.from({ length: 100 }, (_, n) =>
        access.add(call({ principalArn: arnOf(String(n).padStart(3, '0')) })),
      );
      // In the order of their ARNs: once some have been left out, none of the rest is taken in.
      expect(added.filter(Boolean)).toHaveLength(6);
    });
  });

  it('drops a call whose record was brought up to date, whichever was read first', () => {
    const calls = [call({ eventId: 'old' }), call({ eventName: 'Other', eventId: 'stands' })];
    const before = observed([]);
    before.overrule('old');
    for (const one of calls) before.add(one);
    const after = observed(calls);
    after.overrule('old');
    for (const access of [before, after]) expect(eventsOf(access)).toEqual(['stands']);
    after.overrule('stands');
    expect(after.coverage.callers).toBe(0);
  });
});
