import { type NotJsonError, parseJson } from '../json/parse.ts';
import { damagedText } from './damaged-text.ts';
import { at, LimitError, limits, type Way } from './descent-limits.ts';
import type { Aside, Found } from './found.ts';
import { firstOf, jsonSpans, type Span } from './prefixed-line.ts';
import { foundAside } from './report-found.ts';
import type { TextOptions } from './text-options.ts';
import type { TextSlot } from './text-slots.ts';

const quote = 0x22;
const openBracket = 0x5b;
/** A longer text that is no object, list or text is no JSON, or a number that nobody writes. */
const longestPrimitive = 20;
const noJson = 'not JSON: unexpected character';
const cutOff = 'not JSON: the text ends too early';
const torn = 'not JSON: text that belongs to no document';
/** Lines that `--output text` of the AWS CLI writes beside those of events. */
const textOutput = /^(RESOURCES|NEXTTOKEN|SEARCHEDLOGSTREAMS)(\t|\s*$)/;
const lineOfTextOutput: Aside = { kind: 'line of the AWS CLI beside its events', treatment: 'ignored' };

/** Opens the JSON documents of a text that is not one by itself, and tells what stands around them and is damaged. */
export function* openDocuments(text: string, way: Way, options: TextOptions): Generator<Found> {
  const spans = [...jsonSpans(text)];
  if (spans.length === 0) yield* openLine(text, way, options);
  else yield* countingDamage(openSpans(spans, text, way, options));
}

function* openSpans(spans: readonly Span[], text: string, way: Way, options: TextOptions): Generator<Found> {
  let behind = 0;
  for (const [index, span] of spans.entries()) {
    const part = spans.length === 1 ? way : at(way, `document ${index + 1}`);
    if (isTorn(text.slice(behind, span.start))) yield* damagedText(torn, part, text, options);
    yield* openDocument(text, span, part, options);
    behind = span.end === -1 ? (spans[index + 1]?.start ?? text.length) : span.end;
  }
  if (isTorn(text.slice(behind))) yield* damagedText(torn, way, text, options);
}

/** Whether what stands around documents is the rest of one. */
function isTorn(text: string): boolean {
  return text.includes('":');
}

/** Throws {@link LimitError} where more is damaged than a text may have. */
function* countingDamage(all: Iterable<Found>): Generator<Found> {
  let damaged = 0;
  for (const found of all) {
    yield found;
    if ('malformed' in found) damaged++;
    if (damaged > limits.damaged) throw new LimitError(`holds more than ${limits.damaged} damaged parts`);
  }
}

function openDocument(text: string, { start, end }: Span, way: Way, options: TextOptions): Iterable<Found> {
  return end === -1
    ? damagedText(cutOff, way, text, options)
    : openValue(text.slice(start, end), text, way, options);
}

/** A text without an object: what it is by itself, as `null`, or nothing. */
function* openLine(text: string, way: Way, options: TextOptions): Generator<Found> {
  if (textOutput.test(text)) yield foundAside(lineOfTextOutput, way.place);
  else if (mayBeJson(text, options.slot)) yield* openValue(text, text, way, options);
  else yield* damagedText(noJson, way, text, options);
}

/** Most lines that are no JSON are so from their first character on. To find that out by parsing them takes long. */
function mayBeJson(text: string, slot: TextSlot): boolean {
  const code = text.charCodeAt(firstOf(text));
  return (slot !== 'raw' && text.length <= longestPrimitive) || code === openBracket || code === quote;
}

/** A JSON value within a text. */
function* openValue(json: string, text: string, way: Way, options: TextOptions): Generator<Found> {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch (error) {
    yield* damagedText((error as NotJsonError).message, way, text, options);
    return;
  }
  yield* options.open(value, way, options.expected);
}
