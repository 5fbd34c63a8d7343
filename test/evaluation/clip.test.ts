import { describe, expect, it } from 'vitest';
import { clipTexts } from '../../shared/evaluation/clip.ts';

const megabyte = 'x'.repeat(1_000_000);
const cut = `${'x'.repeat(2048)}…`;

describe('clipTexts', () => {
  it.each([
    ['a text of a megabyte', megabyte, cut],
    ['a text of one character too many', 'x'.repeat(2049), cut],
    ['every text of a list', ['short', megabyte], ['short', cut]],
  ])('cuts %s, and marks the cut', (_, value, expected) => {
    expect(clipTexts({ value })).toEqual({ value: expected });
  });

  it.each([
    ['a text of 2,048 characters', 'x'.repeat(2048)],
    ['an empty text', ''],
    ['a number', 7],
    ['a flag', false],
    ['an empty list', []],
    ['a text beyond the basic plane', '😀'],
  ])('leaves %s as it is', (_, value) => {
    expect(clipTexts({ value })).toEqual({ value });
  });

  it('drops absent members', () => {
    expect(Object.keys(clipTexts({ here: 0, gone: undefined }))).toEqual(['here']);
  });

  it.each([
    ['by its cut', `${'x'.repeat(2047)}😀`, `${'x'.repeat(2047)}�…`],
    ['by its author', 'a\ud800b', 'a�b'],
    ['in a list', ['\udc00'], ['�']],
  ])('leaves no half of a surrogate pair, which no event can carry: %s', (_, value, expected) => {
    expect(clipTexts({ value })).toEqual({ value: expected });
  });
});
