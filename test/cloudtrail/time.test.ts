import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, parseTime } from '../../shared/cloudtrail/time.ts';

const morning = Date.UTC(2026, 9, 1, 8, 10, 5) / 1000;
const anyTime = fc.integer({ min: Date.UTC(2000, 0, 2) / 1000, max: Date.UTC(2099, 11, 30) / 1000 });
const american = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  dateStyle: 'medium',
  timeStyle: 'medium',
});

describe('parseTime', () => {
  it.each([
    ['ISO 8601 in UTC', '2026-10-01T08:10:05Z'],
    ['a missing zone as UTC', '2026-10-01T08:10:05'],
    ['a blank for the T', '2026-10-01 08:10:05'],
    ['a blank for the T, with a zone', '2026-10-01 08:10:05Z'],
    ['a fraction of one digit', '2026-10-01T08:10:05.9Z'],
    ['a fraction in nanoseconds, which it drops', '2026-10-01T08:10:05.999999999Z'],
    ['a fraction without a zone', '2026-10-01 08:10:05.123'],
    ['an offset east of Greenwich', '2026-10-01T10:10:05+02:00'],
    ['an offset west of Greenwich', '2026-10-01T03:40:05-04:30'],
    ['an offset without its colon', '2026-10-01T10:10:05+0200'],
    ['an offset into another day', '2026-09-30T22:10:05-10:00'],
    ['the older English form', 'Oct 1, 2026 8:10:05 AM'],
    ['the newer English form, with a comma behind the year', 'Oct 1, 2026, 8:10:05 AM'],
    ['English digits padded with zeros', 'Oct 01, 2026, 08:10:05 AM'],
    ['a narrow no-break space before AM', 'Oct 1, 2026, 8:10:05\u202fAM'],
  ])('reads %s', (_, text) => {
    expect(parseTime(text)).toBe(morning);
  });

  it.each([
    ['12 AM is midnight', 'Jul 30, 2021 12:56:03 AM', '2021-07-30T00:56:03Z'],
    ['12 PM is noon', 'Jul 30, 2021, 12:56:03 PM', '2021-07-30T12:56:03Z'],
    ['1 PM is 13 h', 'Jul 30, 2024, 1:46:15 PM', '2024-07-30T13:46:15Z'],
    ['11 PM is 23 h', 'Dec 31, 2024, 11:59:59 PM', '2024-12-31T23:59:59Z'],
    ['a date alone is its midnight', '2026-10-01', '2026-10-01T00:00:00Z'],
    ['a leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['a leap second is the second after it', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['the first second it reads', '2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
    ['the last second it reads', '2099-12-31T23:59:59Z', '2099-12-31T23:59:59Z'],
  ])('%s', (_, text, iso) => {
    expect(parseTime(text)).toBe(Date.parse(iso) / 1000);
  });

  it.each([
    ['nothing', ''],
    ['words', 'soon'],
    ['seconds since 1970', '1790842205'],
    ['a month 13', '2026-13-01T08:10:05Z'],
    ['a month 0', '2026-00-01T08:10:05Z'],
    ['a day 0', '2026-10-00T08:10:05Z'],
    ['a 31st of September', '2026-09-31T08:10:05Z'],
    ['a 29th of February in a common year', '2026-02-29T08:10:05Z'],
    ['a 30th of February', 'Feb 30, 2028, 8:10:05 AM'],
    ['an hour 24', '2026-10-01T24:00:00Z'],
    ['a minute 60', '2026-10-01T08:60:05Z'],
    ['a second 61', '2026-10-01T08:10:61Z'],
    ['an offset of 24 hours', '2026-10-01T08:10:05+24:00'],
    ['an offset of 60 minutes', '2026-10-01T08:10:05+00:60'],
    ['an hour without minutes', '2026-10-01T08'],
    ['a fraction without digits', '2026-10-01T08:10:05.Z'],
    ['a fraction of ten digits', '2026-10-01T08:10:05.0123456789Z'],
    ['text before a time', 'at 2026-10-01T08:10:05Z'],
    ['text behind a time', '2026-10-01T08:10:05Z!'],
    ['a line break behind a time', '2026-10-01T08:10:05Z\n'],
    ['an English hour 0', 'Oct 1, 2026, 0:10:05 AM'],
    ['an English hour 13', 'Oct 1, 2026, 13:10:05 PM'],
    ['an English month that there is not', 'Okt 1, 2026, 8:10:05 AM'],
    ['an English time without AM or PM', 'Oct 1, 2026, 8:10:05'],
    ['the year 1999', '1999-12-31T23:59:59Z'],
    ['the year 2100', '2100-01-01T00:00:00Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['a year of five digits', '12026-10-01T08:10:05Z'],
    ['an English year 9999', 'Oct 1, 9999, 8:10:05 AM'],
    ['digits of another script', '２０２６-10-01T08:10:05Z'],
  ])('does not read %s', (_, text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('reads what formatTime writes', () => {
    fc.assert(
      fc.property(anyTime, (time) => {
        expect(parseTime(formatTime(time))).toBe(time);
      }),
    );
  });

  it('reads both English forms of every time', () => {
    fc.assert(
      fc.property(anyTime, fc.boolean(), (time, comma) => {
        const text = american.format(time * 1000);
        expect(parseTime(comma ? text : text.replace(/(\d{4}),/, '$1'))).toBe(time);
      }),
    );
  });

  it('reads the same moment at every offset', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    fc.assert(
      fc.property(anyTime, offset, (time, minutes) => {
        const local = formatTime(time + minutes * 60).slice(0, -1);
        const [hh, mm] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        expect(parseTime(`${local}${minutes < 0 ? '-' : '+'}${hh}:${mm}`)).toBe(time);
      }),
    );
  });
});

describe('formatTime', () => {
  it('writes whole seconds in UTC', () => {
    expect(formatTime(morning)).toBe('2026-10-01T08:10:05Z');
  });
});
