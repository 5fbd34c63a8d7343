import { type NotJsonError, parseJson } from '../json/parse.ts';
import { at, intoText, type Way } from './descent-limits.ts';
import { beginsAsBase64, beginsAsCompressed, bytesOfBase64, textOfBytes } from './encoded-text.ts';
import type { Expected } from './expected.ts';
import type { Aside, Found } from './found.ts';
import { DamagedBytesError } from './inflate-part.ts';
import { isBlank, jsonSpans, type Span } from './prefixed-line.ts';
import { foundAside, foundMalformed } from './report-found.ts';
import type { TextSlot } from './text-slots.ts';

const quote = 0x22;
const openBrace = 0x7b;
const openBracket = 0x5b;
/** A shorter text holds no record. */
const shortest = 20;
/** Of a text of which nothing is known, what it must name to be a damaged record. */
const hints = ['eventSource', 'eventName', 'userIdentity'];
const notBase64 = 'expected Base64';
const cutOff = 'not JSON: the text ends too early';
/** Lines that `--output text` of the AWS CLI writes beside those of events. */
const textOutput = /^(RESOURCES|NEXTTOKEN|SEARCHEDLOGSTREAMS)(\t|\s*$)/;
const lineOfTextOutput: Aside = { kind: 'line of the AWS CLI beside its events', treatment: 'ignored' };

/** What is known of a text, and how the values in it are opened. */
export interface TextOptions {
  readonly slot: TextSlot;
  readonly expected: Expected;
  readonly open: (value: unknown, way: Way, expected: Expected) => Iterable<Found>;
}

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

function* openDocuments(text: string, way: Way, options: TextOptions): Generator<Found> {
  const spans = [...jsonSpans(text)];
  if (spans.length === 0) yield* openLine(text, way, options);
  let behind = 0;
  for (const [index, span] of spans.entries()) {
    const part = spans.length === 1 ? way : at(way, `document ${index + 1}`);
    if (isTorn(text.slice(behind, span.start)))
      yield* damage('not JSON: text that belongs to no document', part, text, options);
    yield* openDocument(text, span, part, options);
    behind = span.end === -1 ? (spans[index + 1]?.start ?? text.length) : span.end;
  }
  if (spans.length > 0 && isTorn(text.slice(behind)))
    yield* damage('not JSON: text that belongs to no document', way, text, options);
}

/** Whether what stands around documents is the rest of one. */
function isTorn(text: string): boolean {
  return text.includes('":');
}

function* openDocument(text: string, { start, end }: Span, way: Way, options: TextOptions): Generator<Found> {
  if (end === -1) {
    yield* damage(cutOff, way, text, options);
    return;
  }
  let value: unknown;
  try {
    value = parseJson(text.slice(start, end));
  } catch (error) {
    yield* damage((error as NotJsonError).message, way, text, options);
    return;
  }
  yield* options.open(value, way, options.expected);
}

/** A text without an object: what it is by itself, as `null`, or nothing. */
function* openLine(text: string, way: Way, options: TextOptions): Generator<Found> {
  if (textOutput.test(text)) {
    yield foundAside(lineOfTextOutput, way.place);
    return;
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    yield* damage((error as NotJsonError).message, way, text, options);
    return;
  }
  yield* options.open(value, way, options.expected);
}

function* openBase64(text: string, way: Way, options: TextOptions): Generator<Found> {
  const bytes = bytesOfBase64(text);
  if (bytes === undefined) {
    yield* damage(notBase64, way, text, options);
    return;
  }
  let opened: { text: string; way: Way };
  try {
    opened = textOfBytes(bytes, way);
  } catch (error) {
    if (!(error instanceof DamagedBytesError)) throw error;
    yield* damage(`expected Base64 of text: ${error.message}`, way, text, options);
    return;
  }
  const slot = options.slot === 'encoded' ? 'whole' : options.slot;
  yield* openText(opened.text, opened.way, { ...options, slot });
}

/** Of a text that may be anything, only what names a record’s members, or is compressed, is a damaged record. */
function* damage(reason: string, { place }: Way, text: string, { slot }: TextOptions): Generator<Found> {
  const isOurs = slot !== 'raw' || beginsAsCompressed(text) || hints.some((hint) => text.includes(hint));
  if (isOurs) yield foundMalformed(reason, place);
}

function firstOf(text: string, from = 0): number {
  let start = from;
  while (isBlank(text.charCodeAt(start))) start++;
  return start;
}
