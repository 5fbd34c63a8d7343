import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainTable } from '../../shared/report/plain-table.ts';
import { plainText, printable } from '../../shared/report/plain-text.ts';

describe('plainText', () => {
  it.each<[string, string, string]>([
    ['leaves text alone', 'Größe “x” → 🎉', 'Größe “x” → 🎉'],
    ['ends escape sequences', '\u001b[31mred', '�[31mred'],
    ['ends those of one character', '\u009b31mred', '�31mred'],
    ['keeps a line one line', 'a\r\nb\tc', 'a��b�c'],
    ['drops nothing', '\0\b\u007f', '���'],
    ['commands no runner of GitHub', 'a ##[add-mask]b', 'a ##�add-mask]b'],
    ['keeps text in its order', '\u202eabc\u2066def\u2069', '�abc�def�'],
  ])('%s', (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it('leaves no control character, and as many characters as there were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plainText(text)).not.toMatch(/\p{Cc}/u);
        expect(plainText(text)).toHaveLength(text.length);
      }),
    );
  });
});

describe('printable', () => {
  it('makes every text in a value plain, and leaves the rest', () => {
    const value = { a: '\u001bx', list: ['\0', 1, true, null], inner: { b: 'ok', absent: undefined } };
    expect(printable(value)).toEqual({ a: '�x', list: ['�', 1, true, null], inner: { b: 'ok' } });
    expect(value.a).toBe('\u001bx');
  });
});

describe('plainTable', () => {
  it('aligns columns, numbers to the right, and leaves no blanks at line ends', () => {
    const text = plainTable(
      ['Rule', 'Count', 'Why'],
      [
        ['short', 7, ''],
        ['much-longer', 1234, 'because'],
      ],
    );
    expect(text).toBe(
      ['Rule         Count  Why', 'short            7', 'much-longer   1234  because'].join('\n'),
    );
  });

  it('has its head where there are no rows', () => {
    expect(plainTable(['A', 'B'], [])).toBe('A  B');
  });

  it('prints text that looks like markup as it is', () => {
    expect(plainTable(['A'], [['{{x}} %s $1 <b>']])).toBe('A\n{{x}} %s $1 <b>');
  });
});
