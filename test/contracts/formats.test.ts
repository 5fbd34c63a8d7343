import { fullFormats } from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../shared/contracts/formats.ts';

/** What ajv-formats says of a text. */
function isOf(name: keyof typeof formats, text: string): boolean {
  const format = fullFormats[name];
  if (typeof format !== 'object' || !('validate' in format) || typeof format.validate !== 'function')
    throw new TypeError(`ajv-formats has no function for ${name}`);
  return format.validate(text as never) === true;
}

const digits = (most: number) =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'));
const year = fc.oneof(
  fc.constantFrom('1900', '2000', '2023', '2024', '0000'),
  digits(9999).map((text) => text.padStart(4, '0')),
);
const day = fc.oneof(
  fc.tuple(year, digits(13), digits(32)).map((parts) => parts.join('-')),
  year.map((text) => `${text}-02-29`),
);
const second = fc
  .tuple(fc.oneof(digits(61), fc.constant('60')), fc.constantFrom('', '.5', '.'))
  .map((parts) => parts.join(''));
const offset = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+', ' '),
  fc
    .tuple(
      fc.constantFrom('+', '-'),
      digits(25),
      fc.constantFrom('', ':'),
      fc.oneof(digits(61), fc.constant('')),
    )
    .map((parts) => parts.join('')),
);
const time = fc
  .tuple(
    fc.tuple(digits(26), digits(61), second).map((parts) => parts.join(':')),
    offset,
  )
  .map((parts) => parts.join(''));
const moment = fc
  .tuple(day, fc.constantFrom('T', 't', ' ', '\n', '', 'TT'), time, fc.constantFrom('', '\n', ' '))
  .map((parts) => parts.join(''));

describe('the formats of contracts', () => {
  it.each(['date', 'date-time'] as const)('%s is what ajv-formats takes for one', (name) => {
    const text = fc.oneof(day, moment, time, fc.string());
    fc.assert(
      fc.property(text, (one) => {
        expect(formats[name](one)).toBe(isOf(name, one));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['2026-10-01T08:00:05Z', true],
    ['2026-10-01t08:00:05.25+02:00', true],
    ['2026-02-29T08:00:05Z', false],
    ['2024-02-29T08:00:05Z', true],
    ['1900-02-29T08:00:05Z', false],
    ['2026-13-01T08:00:05Z', false],
    ['2026-10-00T08:00:05Z', false],
    ['2026-10-01T08:00:05', false],
    ['2026-10-01T24:00:00Z', false],
    ['2026-10-01T08:00:05+24:00', false],
    ['2026-10-01T08:00:05+00:60', false],
    ['2016-12-31T23:59:60Z', true],
    ['2017-01-01T05:29:60+05:30', true],
    ['2016-12-31T15:59:60-08:00', true],
    ['2016-12-31T22:59:60Z', false],
    ['2016-12-31T23:59:61Z', false],
  ])('%s as a date-time: %s', (text, is) => {
    expect(formats['date-time'](text)).toBe(is);
    expect(isOf('date-time', text)).toBe(is);
  });
});
