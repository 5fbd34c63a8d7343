import { expect, it } from 'vitest';
import { decodeText } from '../../shared/archive/decode-text.ts';

const text = '{"name": "Zürich \u{1f511}"}';
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

it.each<[string, Buffer, string]>([
  ['UTF-8', Buffer.from(text), text],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`), text],
  ['UTF-16, little-endian', Buffer.from(`\ufeff${text}`, 'utf16le'), text],
  ['UTF-16, big-endian', swapped(Buffer.from(`\ufeff${text}`, 'utf16le')), text],
  ['UTF-16 cut short', Buffer.from('\ufeff{}', 'utf16le').subarray(0, 5), '{\ufffd'],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), '{\ufffd}'],
  ['a byte of a mark', Buffer.from([0xff]), '\ufffd'],
  ['nothing', Buffer.alloc(0), ''],
])('%s', (_, bytes, expected) => {
  expect(decodeText(bytes)).toBe(expected);
});
