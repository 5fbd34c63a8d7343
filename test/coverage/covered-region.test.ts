import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoveredRegion, heardAgain, silenceOf } from '../../shared/coverage/covered-region.ts';

const hour = 3600;
const day = 24 * hour;
const place = { accountId: '123456789012', region: 'eu-central-1' };
const start = Date.parse('2026-10-05T00:00:00Z') / 1000;

/** What is known after records of these times, in seconds after the start. */
function heard(times: readonly number[]): CoveredRegion {
  let known: CoveredRegion | undefined;
  for (const time of times) known = heardAgain(known, place, start + time);
  if (known === undefined) throw new TypeError('expected a time');
  return known;
}

const each = (step: number, until: number) =>
  Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => index * step);
const verdictAt = (known: CoveredRegion, time: number) => silenceOf(known, start + time, day).verdict;

describe('records that used to come', () => {
  it('are lost after a day of silence, and not before', () => {
    const known = heard(each(hour, 8 * day));
    expect(verdictAt(known, 9 * day)).toBe('covered');
    expect(verdictAt(known, 9 * day + 1)).toBe('lost');
    expect(silenceOf(known, start + 9 * day + 1, day)).toEqual({
      seconds: day + 1,
      toleratedSeconds: day,
      verdict: 'lost',
    });
  });

  it('are not lost within twice the longest silence of the last weeks', () => {
    // On working days, from nine to five.
    const working = each(hour, 21 * day).filter(
      (time) => time % (7 * day) < 5 * day && time % day < 8 * hour,
    );
    const known = heard(working);
    const weekend = 3 * day - 7 * hour;
    expect(silenceOf(known, start, day).toleratedSeconds).toBe(2 * weekend);
    expect(verdictAt(known, known.lastAt - start + weekend)).toBe('covered');
    expect(verdictAt(known, known.lastAt - start + 2 * weekend + 1)).toBe('lost');
  });

  it('say nothing by their absence before they have come for a week', () => {
    expect(verdictAt(heard(each(hour, 7 * day - hour)), 60 * day)).toBe('learning');
    expect(verdictAt(heard(each(hour, 7 * day)), 60 * day)).toBe('lost');
  });

  it('are known again by the next record, and its silence is usual for a while only', () => {
    const known = heard([...each(hour, 8 * day), 18 * day]);
    expect(verdictAt(known, 18 * day)).toBe('covered');
    expect(silenceOf(known, start + 18 * day, day).toleratedSeconds).toBe(20 * day);
    const later = heard([...each(hour, 8 * day), ...each(hour, 80 * day).filter((time) => time >= 18 * day)]);
    expect(silenceOf(later, start + 80 * day, day).toleratedSeconds).toBe(day);
  });

  it('come to the same where one of them is late or comes twice', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30 * day), { minLength: 1 }), fc.nat(100), (times, from) => {
        const ordered = times.toSorted((one, other) => one - other);
        const again = ordered.flatMap((time, index) =>
          index % 3 === 0 ? [time, ordered[Math.min(from, index)] ?? time] : [time],
        );
        expect(heard(again)).toEqual(heard(ordered));
      }),
    );
  });
});
