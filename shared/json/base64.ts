import { isUtf8 } from 'node:buffer';

/** The UTF-8 text that Base64 (RFC 4648, section 4) stands for; `undefined` where it is no Base64, or of no such text. */
export function textOfBase64(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded && isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

export const notBase64 = 'expected the Base64 of UTF-8 text';
