import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../shared/sessions/run.ts';
import { type CoveringSession, coverOf, type RunCover } from '../../shared/sessions/run-cover.ts';

const roleArn = 'arn:aws:iam::123456789012:role/stage';

/** A run from 1,000 s to 2,000 s, with a delta. */
function run(delta: Partial<Run> = {}): Run {
  return {
    id: 'run-1',
    taskId: 'task-1',
    startedAt: 1_000_000,
    endedAt: 2_000_000,
    outcome: 'success',
    errorMessage: undefined,
    ...delta,
  };
}

function session(issuedAt: number, expiresAt: number | undefined, delta: Partial<CoveringSession> = {}) {
  return {
    issuedAt,
    expiresAt,
    eventId: `issued-at-${issuedAt}`,
    accessKeyId: `ASIA${issuedAt}`,
    sessionName: 'orders',
    sourceIdentity: undefined,
    requesterKeyId: 'AKIA1',
    ...delta,
  };
}

function cover(sessions: CoveringSession[], delta: Partial<Run> = {}, knownUntil = 5000): RunCover {
  return coverOf(run(delta), roleArn, sessions, knownUntil);
}

function stretches({ stretches: found }: RunCover): (readonly [number, number])[] {
  return found.map(({ from, to }) => [from, to]);
}

describe('the sessions of a run', () => {
  it.each([
    ['a minute before its start', 940, 1],
    ['a second more', 939, 0],
    ['at its end', 2000, 1],
    ['a second after its end', 2001, 0],
  ])('begin %s', (_, issuedAt, count) => {
    expect(cover([session(issuedAt, 9000)]).sessions).toHaveLength(count);
  });

  it.each([
    ['session name', { sessionName: 'orders' }, { sessionName: 'other' }],
    ['source identity', { sourceIdentity: 'etl' }, { sourceIdentity: undefined }],
    ['key of the requester', { accessKeyId: 'AKIA1' }, { requesterKeyId: 'AKIA2' }],
  ])('have the %s that it names', (_, named, other) => {
    const own = session(1000, 2000, { sourceIdentity: 'etl' });
    const both = [own, { ...own, ...other }];
    expect(cover(both, named)).toMatchObject({ sessions: [own], isItsOwn: true });
    expect(cover(both)).toMatchObject({ sessions: both, isItsOwn: false });
  });

  it('are found among many', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => session(index, index + 900));
    expect(cover(many).sessions.map(({ issuedAt }) => issuedAt)).toEqual(
      Array.from({ length: 1061 }, (_, index) => 940 + index),
    );
  });
});

describe('a stretch that no session covers', () => {
  it.each<[string, CoveringSession[], (readonly [number, number])[]]>([
    ['is none before the first session', [session(1900, 2900)], []],
    ['reaches the end of the run', [session(1000, 1900)], [[1900, 2000]]],
    ['is more than two seconds', [session(1000, 1998)], []],
    ['is three seconds', [session(1000, 1997)], [[1997, 2000]]],
    ['ends with the next session', [session(1000, 1500), session(1600, 2500)], [[1500, 1600]]],
    ['begins where the last of all expired', [session(1000, 1800), session(1100, 1200)], [[1800, 2000]]],
    [
      'may be one of several',
      [session(1000, 1100), session(1200, 1300), session(1400, 1500)],
      [
        [1100, 1200],
        [1300, 1400],
        [1500, 2000],
      ],
    ],
    ['is none where sessions follow each other', [session(1000, 1500), session(1502, 2000)], []],
  ])('%s', (_, sessions, expected) => {
    expect(stretches(cover(sessions))).toEqual(expected);
  });

  it('names the session that ended, and the one that came too late', () => {
    const [ended, renewed] = [session(1000, 1500), session(1600, 2500)];
    expect(cover([ended, renewed]).stretches).toEqual([{ from: 1500, to: 1600, ended, renewed }]);
  });

  it('of a run without an end reaches as far as anything is known', () => {
    const goesOn = { endedAt: undefined, outcome: undefined };
    expect(stretches(cover([session(1000, 1900)], goesOn, 3000))).toEqual([[1900, 3000]]);
    expect(stretches(cover([session(1000, 1900)], goesOn, 1900))).toEqual([]);
  });

  it.each([
    ['to its end', {}, 2000, true],
    ['not to its end', {}, 1999, false],
    ['as far as it went', { endedAt: undefined, outcome: undefined }, 1500, true],
  ])('is of a run that is seen %s', (_, delta, knownUntil, isSeenToItsEnd) => {
    expect(cover([session(1000, 1500)], delta, knownUntil)).toMatchObject({ isSeenToItsEnd });
  });

  it('is what the seconds say, one by one', () => {
    const lives = fc.record({
      at: fc.integer({ min: 940, max: 2000 }),
      lasts: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(lives, { minLength: 1, maxLength: 12 }), (some) => {
        const sessions = some
          .sort((one, other) => one.at - other.at)
          .map(({ at, lasts }) => session(at, at + lasts));
        expect(stretches(cover(sessions))).toEqual(bareStretches(sessions));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The stretches of more than two seconds before 2,000 s, found second by second. */
function bareStretches(sessions: readonly CoveringSession[]): (readonly [number, number])[] {
  const isBare = (second: number) =>
    sessions.every(({ issuedAt, expiresAt = 0 }) => second < issuedAt || second >= expiresAt);
  const start = sessions[0]?.issuedAt ?? 0;
  const seconds = Array.from({ length: 2000 - start }, (_, index) => start + index).filter(isBare);
  const starts = seconds.filter((second) => !seconds.includes(second - 1));
  const ends = seconds.filter((second) => !seconds.includes(second + 1)).map((second) => second + 1);
  return starts
    .map((from, index) => [from, ends[index] ?? from] as const)
    .filter(([from, to]) => to - from > 2);
}

describe('sessions without a readable expiration', () => {
  it.each<[string, CoveringSession[], boolean]>([
    ['leave it open where they alone are known', [session(1000, undefined)], true],
    ['leave it open where others leave a stretch', [session(1000, 1500), session(1400, undefined)], true],
    ['leave it open before the others', [session(1000, undefined), session(1200, 2500)], true],
    ['leave nothing open where others cover it', [session(1000, 2500), session(1200, undefined)], false],
  ])('%s', (_, sessions, isOpen) => {
    expect(cover(sessions).isOpen).toBe(isOpen);
  });
});
