import { isUtf8 } from 'node:buffer';
import { intoCompressed, type Way } from './descent-limits.ts';
import { DamagedBytesError, inflatePart, isCompressed } from './inflate-part.ts';

/** How Base64 of gzip and of Zstandard begins. */
const compressed = ['H4sI', 'KLUv'];
/** How Base64 of a JSON object or list begins, with and without white space. */
const json = ['eyJ', 'eyA', 'ewo', 'ew0', 'W3s', 'WyJ', 'W1s', 'Wwo'];
const alphabet = /^[A-Za-z0-9+/]+={0,2}$/;
const blanks = /\s/;

/** Whether a text begins as Base64 of compressed bytes does. */
export function beginsAsCompressed(text: string): boolean {
  return compressed.some((beginning) => text.startsWith(beginning));
}

/** Whether a text begins as Base64 of something that may hold records does. */
export function beginsAsBase64(text: string): boolean {
  return json.some((beginning) => text.startsWith(beginning)) || beginsAsCompressed(text);
}

/**
 * The bytes that Base64 (RFC 4648, section 4) stands for, with or without padding and breaks of lines; `undefined` where a
 * text is none.
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  const encoded = blanks.test(text) ? text.replaceAll(/\s+/g, '') : text;
  if (!alphabet.test(encoded)) return undefined;
  const length = encoded.length - (encoded.endsWith('==') ? 2 : Number(encoded.endsWith('=')));
  if (length % 4 === 1 || (length !== encoded.length && encoded.length % 4 !== 0)) return undefined;
  return Buffer.from(encoded, 'base64');
}

/**
 * The text that bytes are once every compression is undone, and the way there. Throws {@link DamagedBytesError} where they
 * are none, `LimitError` where they pass a limit.
 */
export function textOfBytes(bytes: Buffer, way: Way): { readonly text: string; readonly way: Way } {
  let [plain, inside] = [bytes, way];
  while (isCompressed(plain)) {
    inside = intoCompressed(inside);
    plain = inflatePart(plain, inside);
  }
  if (!isUtf8(plain)) throw new DamagedBytesError('bytes that are no UTF-8 text');
  return { text: plain.toString('utf8'), way: inside };
}
