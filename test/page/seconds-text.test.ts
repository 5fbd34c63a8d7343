import { expect, it } from 'vitest';
import { secondsText } from '../../shared/page/seconds-text.ts';

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [900, '15 min'],
  [3660, '1 h 1 min'],
  [3601, '1 h 1 s'],
  [90_061, '1 d 1 h'],
  [59.6, '1 min'],
])('says %d seconds as %s', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});
