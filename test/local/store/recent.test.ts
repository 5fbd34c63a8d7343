import { describe, expect, it } from 'vitest';
import { liveRuns } from '../../../shared/local/store/live-runs.ts';
import { recent } from '../../../shared/local/store/recent.ts';
import { lateSeconds } from '../../../shared/sessions/session-store.ts';
import { run } from '../../support/records/session-cases.ts';

describe('what came last', () => {
  it('is found by its name and when it came, each id once', () => {
    const { put, of } = recent<string>(10, 0);
    put(1, 'a', 'one', 'first');
    put(2, 'a', 'two', 'second');
    put(2, 'b', 'three', 'other');
    put(2, 'a', 'two', 'again');
    expect(of('a', 0, 9)).toEqual(['first', 'again']);
    expect(of('a', 2, 2)).toEqual(['again']);
    expect(of('nobody', 0, 9)).toEqual([]);
  });

  it('is held as far back as there is room for, and it is known how far', () => {
    const { put, of, reaches } = recent<number>(3, Number.NEGATIVE_INFINITY);
    put(1, 'a', '1', 1);
    put(1, 'b', '2', 2);
    put(2, 'a', '3', 3);
    expect(reaches(-5)).toBe(true);
    put(3, 'a', '4', 4);
    expect([reaches(1), reaches(2)]).toEqual([false, true]);
    expect(of('a', 0, 9)).toEqual([3, 4]);
    // Of a slot of which a part was forgotten nothing is held, or somebody would take it for all.
    put(1, 'a', '5', 5);
    expect(of('a', 0, 9)).toEqual([3, 4]);
    put(3, 'b', '6', 6);
    expect(reaches(2)).toBe(true);
    for (const id of ['7', '8']) put(3, 'd', id, 7);
    expect(of('d', 0, 9)).toEqual([]);
    expect([reaches(3), reaches(4)]).toEqual([false, true]);
    put(4, 'd', '9', 9);
    expect(of('d', 0, 9)).toEqual([9]);
  });

  it('is forgotten with its time', () => {
    const { put, of, reaches, forgetBefore } = recent<number>(3, Number.NEGATIVE_INFINITY);
    for (const slot of [4, 5]) put(slot, 'a', 'one', slot);
    forgetBefore(5);
    expect([of('a', 0, 9), reaches(4), reaches(5)]).toEqual([[5], false, true]);
    forgetBefore(9);
    put(5, 'a', 'late', 6);
    expect(of('a', 0, 9)).toEqual([]);
  });

  it('does not reach to what was in the file before', () => {
    const { put, reaches, of } = recent<number>(3, 7);
    put(6, 'a', '1', 1);
    put(7, 'a', '2', 2);
    expect([reaches(6), reaches(7)]).toEqual([false, true]);
    expect(of('a', 0, 9)).toEqual([2]);
  });
});

describe('runs that go on', () => {
  const kept = (id: string, more: object = {}) => ({
    ...{ key: id, told: [], roles: ['a', 'b'], expiresAt: 1000 },
    run: run({ id, ...more }),
  });

  it('are found by their key and roles until they are removed', () => {
    const live = liveRuns();
    live.put(kept('1'));
    live.put(kept('2'));
    expect([...live.of('a')].map(({ key }) => key)).toEqual(['1', '2']);
    live.remove('1');
    expect([...live.of('b')].map(({ key }) => key)).toEqual(['2']);
    expect([live.get('1'), live.get('2')?.key]).toEqual([undefined, '2']);
    expect([...live.of('nobody')]).toEqual([]);
  });

  it('are forgotten where they never ended, and a day after an end that was still to come', () => {
    const live = liveRuns();
    live.put(kept('open'));
    live.put(kept('ended', { endedAt: 5000 }));
    live.forgetPast(999);
    expect([live.get('open')?.key, live.get('ended')?.key]).toEqual(['open', 'ended']);
    live.forgetPast(1000);
    expect([live.get('open'), live.get('ended')?.key]).toEqual([undefined, 'ended']);
    live.forgetPast(5 + lateSeconds);
    expect([...live.of('a')]).toEqual([]);
  });
});
