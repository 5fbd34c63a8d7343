import { describe, expect, it } from 'vitest';
import { isAfter, lastHeld, latestBeside } from '../../shared/access/reading-time.ts';

const now = '2026-10-01T06:00:00.000Z';
const [before, after, later] = [
  '2026-10-01T05:00:00.000Z',
  '2026-10-01T06:15:00.000Z',
  '2099-01-01T00:00:00.000Z',
];

describe('the times of readings', () => {
  it('that are under way at once are at most a quarter of an hour apart', () => {
    expect(latestBeside(now)).toBe(after);
  });

  it.each([
    ['before it', before, false],
    ['at its time', now, false],
    ['while it is under way', after, true],
    ['when it cannot have been', later, false],
    ['at no time', 'zzzz', false],
  ])('something taken %s is after a reading: %s', (_, taken, expected) => {
    expect(isAfter(taken, now)).toBe(expected);
  });

  it.each([
    ['when it was taken', before, undefined, before],
    ['when all was listed since', before, now, now],
    ['when it was taken, after all was listed', now, before, now],
    ['when it was taken, where the listing cannot have been', before, later, before],
    ['when it was taken, where the listing has no time', before, 'zzzz', before],
    ['never, where it cannot have been taken, whatever was listed', later, now, undefined],
    ['never, where it has no time', '', now, undefined],
  ])('something was last known to hold %s', (_, taken, listed, expected) => {
    expect(lastHeld(taken, listed, now)).toBe(expected);
  });
});
