import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packText, unpackText } from '../../shared/json/packed-text.ts';

it('a text is what was packed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(unpackText(packText(text), 10_000)).toBe(text);
    }),
  );
});

it('a text that says the same again and again gets small', () => {
  expect(packText('exemption '.repeat(100_000)).length).toBeLessThan(1000);
});

it.each<[string, Uint8Array]>([
  ['what is no packed text', new TextEncoder().encode('schemaVersion: "1"')],
  ['nothing', new Uint8Array()],
  ['more than so many bytes', packText('a'.repeat(10_001))],
])('%s is refused', (_, packed) => {
  expect(() => unpackText(packed, 10_000)).toThrow();
});
