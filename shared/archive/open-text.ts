import { parseJson } from '../json/parse.ts';
import { damagedText } from './damaged-text.ts';
import { intoText, type Way } from './descent-limits.ts';
import { beginsAsBase64, bytesOfBase64, textOfBytes } from './encoded-text.ts';
import type { Found } from './found.ts';
import { DamagedBytesError } from './inflate-part.ts';
import { openDocuments } from './open-documents.ts';
import { firstOf } from './prefixed-line.ts';
import type { TextOptions } from './text-options.ts';

const quote = 0x22;
const openBrace = 0x7b;
const openBracket = 0x5b;
/** A shorter text holds no record. */
const shortest = 20;
const notBase64 = 'expected Base64';

/** Opens what a text holds: JSON, documents one after the other, Base64, or JSON with something around it. */
export function* openText(text: string, way: Way, options: TextOptions): Generator<Found> {
  const inside = intoText(way);
  const code = text.charCodeAt(firstOf(text));
  if (code === openBrace || code === openBracket || code === quote) yield* openJson(text, inside, options);
  else if (options.slot === 'encoded' || beginsAsBase64(text)) yield* openBase64(text, inside, options);
  else yield* openDocuments(text, inside, options);
}

/** Whether a text of which nothing is known may hold records. */
export function mayHoldRecords(text: string): boolean {
  if (text.length < shortest) return false;
  const first = firstOf(text);
  switch (text.charCodeAt(first)) {
    case openBrace:
      return true;
    case openBracket:
    case quote: {
      const next = text.charCodeAt(firstOf(text, first + 1));
      return next === openBrace || next === openBracket || next === quote;
    }
    default:
      return beginsAsBase64(text);
  }
}

/** Whether a text has in it what JSON objects or their Base64 begin with. */
export function namesJson(text: string): boolean {
  return text.includes('{') || beginsAsBase64(text);
}

function* openJson(text: string, way: Way, options: TextOptions): Generator<Found> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    yield* openDocuments(text, way, options);
    return;
  }
  yield* options.open(value, way, options.expected);
}

function* openBase64(text: string, way: Way, options: TextOptions): Generator<Found> {
  const bytes = bytesOfBase64(text);
  if (bytes === undefined) {
    yield* damagedText(notBase64, way, text, options);
    return;
  }
  let opened: { text: string; way: Way };
  try {
    opened = textOfBytes(bytes, way);
  } catch (error) {
    if (!(error instanceof DamagedBytesError)) throw error;
    yield* damagedText(`expected Base64 of text: ${error.message}`, way, text, options);
    return;
  }
  const slot = options.slot === 'encoded' ? 'whole' : options.slot;
  yield* openText(opened.text, opened.way, { ...options, slot });
}
