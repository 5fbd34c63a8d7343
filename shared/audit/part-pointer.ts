import { gunzipSync, gzipSync } from 'node:zlib';
import { parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';

const textLength = 40;
/** What is stored, and not compressed, always has as many bytes. */
const stored = { level: 0 };

/** The last member of a part: how many bytes the one before it has, which is the end. */
export function pointerTo(endBytes: number): Uint8Array {
  return gzipSync(`${JSON.stringify({ endBytes }).padEnd(textLength - 1)}\n`, stored);
}

/** Bytes of a pointer. */
export const pointerBytes = pointerTo(0).length;

/** How many bytes the end has, by the last bytes of a part; `undefined` where they are no pointer. */
export function endBytesOf(pointer: Uint8Array): number | undefined {
  try {
    const value = parseJson(gunzipSync(pointer, { maxOutputLength: textLength }).toString());
    return isObject(value) && Number.isSafeInteger(value.endBytes) ? (value.endBytes as number) : undefined;
  } catch {
    return undefined;
  }
}
