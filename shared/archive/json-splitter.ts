import { counted } from '../json/counted.ts';
import { NotJsonError, parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import { HeldBytes } from './held-bytes.ts';
import { JsonEnd } from './json-end.ts';
import { headBytes, headOf, logFileHead, nextBeginning, swallowsLogFile } from './log-file-heads.ts';
import type { RecordScanner, ScannedUnit, Stop } from './record-scanner.ts';
import { UnreadableFileError } from './unreadable-file.ts';

const lineFeed = 0x0a;
const comma = 0x2c;
const openingBrace = 0x7b;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const logFileHeadSoFar =
  /^\{[\t\n\r ]*(?:"(?:R(?:e(?:c(?:o(?:r(?:d(?:s(?:"[\t\n\r ]*(?::[\t\n\r ]*)?)?)?)?)?)?)?)?)?)?$/;
/** A document that has come to so many bytes is looked at: it may be a line that was cut off and swallows the others. */
const suspiciousBytes = 8 * 1024 * 1024;
/** Bytes that are read again behind lists that were cut off, all of a text's together: each may cost the whole rest. */
const mostReadAgain = 1024 * 1024 * 1024;

/** Takes what text consists of. `place` says where: `record 3` of the lists of the text, `line 17` of its lines. */
export interface Parts {
  /** A record in JSON, as CloudTrail writes it, that a rule may concern. */
  readonly record: (json: string, place: string) => void;
  /** A JSON value that is no such record, or not plainly one. `isItem`: of a log file's list, which holds records alone. */
  readonly value: (value: unknown, place: string, isItem: boolean) => void;
  /** A line that does not begin as JSON. */
  readonly line: (text: string, place: string) => void;
  readonly malformed: (reason: string, place: string) => void;
}

type State = 'between' | 'sequence' | 'list' | 'rest';

/**
 * Splits a text of JSON documents, one after the other or a line each, and of other lines, as it comes piece by piece.
 * Log files (`{"Records": […]}`) and lists of any size come apart into their items. Records that no rule concerns are
 * passed over: the scanner counts them. What is damaged hides nothing behind it.
 */
export class JsonSplitter {
  readonly #scanner: RecordScanner;
  readonly #parts: Parts;
  readonly #mostBytes: number;
  readonly #held = new HeldBytes();
  #state: State = 'between';
  #at = 0;
  /** Lists so far, and their items. */
  #lists = 0;
  #items = 0;
  /** Of the list that is open: whether a log file is around it. */
  #isLogFile = false;
  #end: JsonEnd | undefined;
  #restFrom = 0;
  /** Bytes that were read again. */
  #readAgain = 0;
  /** The start of the document or item that was found to be none that swallows others, and how large it was then. */
  #trusted = -1;
  #trustedBytes = 0;

  /** `mostBytes`: of one document or line. */
  constructor(scanner: RecordScanner, parts: Parts, mostBytes: number) {
    this.#scanner = scanner;
    this.#parts = parts;
    this.#mostBytes = mostBytes;
  }

  /** How many lists there were, empty ones too. */
  get lists(): number {
    return this.#lists;
  }

  /** Takes the next piece. Throws {@link UnreadableFileError} where a document is larger than the limit. */
  push(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#advance(false);
  }

  /** The text has ended. Throws {@link UnreadableFileError} where it ends within a list. */
  end(): void {
    this.#advance(true);
  }

  #advance(isLast: boolean): void {
    while (this.#step(isLast));
    const needed = this.#neededFrom();
    this.#held.release(needed);
    if (this.#held.end - needed > this.#mostBytes)
      throw new UnreadableFileError(
        `holds a document or line of more than ${counted(this.#mostBytes, 'byte')} (raise --max-file-size)`,
      );
  }

  #neededFrom(): number {
    if (this.#state === 'between') return this.#at;
    if (this.#state === 'rest') return this.#restFrom;
    if (this.#end !== undefined) return this.#at;
    return this.#scanner.isOpen ? this.#scanner.open.start : this.#scanner.position;
  }

  /** Does what can be done; whether there is more to do. */
  #step(isLast: boolean): boolean {
    if (this.#state === 'between') return this.#stepBetween(isLast);
    if (this.#state === 'sequence') return this.#stepSequence(isLast);
    return this.#state === 'list' ? this.#stepList(isLast) : this.#stepRest(isLast);
  }

  #stepBetween(isLast: boolean): boolean {
    this.#skipBlanks();
    const byte = this.#held.byteAt(this.#at);
    if (byte === undefined) return false;
    if (byte === openingBrace) return this.#beginDocument(isLast);
    if (byte === openingBracket) return this.#beginList(this.#at + 1, false);
    return this.#takeLine(isLast);
  }

  #skipBlanks(): void {
    for (let byte = this.#held.byteAt(this.#at); isBlank(byte); byte = this.#held.byteAt(++this.#at)) {
      if (byte === lineFeed) this.#scanner.addLines(1);
    }
  }

  #beginDocument(isLast: boolean): boolean {
    const head = headOf(this.#held.slice(this.#at, Math.min(this.#at + headBytes, this.#held.end)), 0);
    const logFile = logFileHead.exec(head);
    if (logFile !== null) return this.#beginList(this.#at + logFile[0].length, true);
    if (!isLast && head.length < headBytes && logFileHeadSoFar.test(head)) return false;
    this.#scanner.beginSequence(this.#at);
    this.#state = 'sequence';
    return true;
  }

  #beginList(position: number, isLogFile: boolean): boolean {
    this.#lists++;
    this.#isLogFile = isLogFile;
    this.#scanner.beginList(position, this.#items, false);
    this.#state = 'list';
    return true;
  }

  #takeLine(isLast: boolean): boolean {
    const feed = this.#held.indexOf(lineFeed, this.#at);
    if (feed === -1 && !isLast) return false;
    const end = feed === -1 ? this.#held.end : feed;
    const document = this.#held.indexOf(openingBrace, this.#at);
    // Behind a time or a name a document may begin that goes on in the next lines.
    if (document !== -1 && document < end && !this.#endsWithin(document, end)) {
      this.#at = document;
      return true;
    }
    const place = this.#linePlace();
    this.#readText(this.#at, end, place, (text) => this.#parts.line(text.trimEnd(), place));
    this.#at = end;
    return true;
  }

  #endsWithin(document: number, end: number): boolean {
    const found = new JsonEnd(document, { depth: 0, endsAtComma: false }).find(this.#held);
    return found !== undefined && found < end;
  }

  #stepSequence(isLast: boolean): boolean {
    const stop = this.#scan(isLast);
    if (stop === 'glue') return this.#goOnBetween(this.#scanner.position);
    if (stop === 'cut') {
      // What had begun before the line may have swallowed others.
      const { start, line } = this.#scanner.open;
      this.#takeLines(start, this.#scanner.position, line, 'not JSON: the line ends within a text');
      return this.#goOnBetween(this.#scanner.position);
    }
    if (!this.#scanner.isOpen) return false;
    const { start, line } = this.#scanner.open;
    if (isLast) {
      this.#takeLines(start, this.#held.end, line, 'not JSON: the text ends too early');
      return this.#goOnBetween(this.#held.end);
    }
    if (this.#held.end - start < suspiciousBytes || this.#trusted === start) return false;
    this.#trusted = start;
    return this.#swallowsLines(start) && this.#giveUpLine(start, line);
  }

  #goOnBetween(position: number): boolean {
    this.#at = position;
    this.#state = 'between';
    return true;
  }

  /** Whether a document's second line is one of its own, and the first is not: that one was cut off. */
  #swallowsLines(start: number): boolean {
    const first = this.#held.indexOf(lineFeed, start);
    const second = first === -1 ? -1 : this.#held.indexOf(lineFeed, first + 1);
    if (second === -1) return false;
    return !isDocument(this.#held.slice(start, first)) && isDocument(this.#held.slice(first + 1, second));
  }

  #giveUpLine(start: number, line: number): boolean {
    this.#parts.malformed('not JSON: the line ends too early', `line ${line}`);
    this.#scanner.addLines(line - 1 - this.#scanner.lines);
    return this.#goOnBetween(this.#held.indexOf(lineFeed, start));
  }

  #stepList(isLast: boolean): boolean {
    if (this.#end !== undefined) return this.#endItem(isLast);
    const stop = this.#scan(isLast);
    this.#items = this.#scanner.units;
    if (stop !== 'glue') return (isLast || this.#isCutOff()) && this.#goOnBehindCut();
    this.#at = this.#scanner.position;
    const byte = this.#held.byteAt(this.#at);
    const { endsWithComma, endsWithItem } = this.#scanner;
    if (byte === closingBracket) {
      if (endsWithComma) this.#tellGlue();
      return this.#endList();
    }
    if (byte === comma || endsWithItem) {
      this.#tellGlue();
      this.#skipGlue();
      return true;
    }
    this.#end = new JsonEnd(this.#at, { depth: 0, endsAtComma: true });
    return true;
  }

  #tellGlue(): void {
    this.#parts.malformed('not JSON: unexpected character', `behind record ${this.#items}`);
  }

  /** Goes on at the next item or at the list's end. */
  #skipGlue(): void {
    const isGlue = (byte: number | undefined) =>
      byte !== undefined && byte !== openingBrace && byte !== closingBracket;
    while (isGlue(this.#held.byteAt(this.#at))) this.#at++;
    this.#scanner.beginList(this.#at, this.#items, false);
  }

  /** An item that is no object: whatever it is, somebody else says what is wrong with it. */
  #endItem(isLast: boolean): boolean {
    const end = this.#end?.find(this.#held);
    if (end === undefined) return isLast && this.#goOnBehindCut();
    this.#end = undefined;
    const place = `record ${++this.#items}`;
    this.#readText(this.#at, end, place, (text) => this.#readJson(text, place));
    this.#scanner.beginList(end, this.#items, true);
    return true;
  }

  /** Whether an item of the list has come to a suspicious size, and swallows log files. It is asked whenever that doubles. */
  #isCutOff(): boolean {
    if (!this.#scanner.isOpen) return false;
    const { start } = this.#scanner.open;
    const size = this.#held.end - start;
    if (this.#trusted !== start) this.#trustedBytes = suspiciousBytes / 2;
    if (size < this.#trustedBytes * 2) return false;
    this.#trusted = start;
    this.#trustedBytes = size;
    return swallowsLogFile(this.#held.slice(start, this.#held.end));
  }

  /** A list ends too early: it was cut off, and what it swallowed begins at a log file or at a line. */
  #goOnBehindCut(): boolean {
    const from = this.#neededFrom();
    const rest = this.#held.slice(from, this.#held.end);
    this.#readAgain += rest.length;
    const next = this.#readAgain > mostReadAgain ? -1 : nextBeginning(rest, this.#state === 'rest' ? 0 : 1);
    if (next === -1) throw endsTooEarly();
    this.#parts.malformed('not JSON: the list ends too early', `behind record ${this.#items}`);
    this.#end = undefined;
    this.#at = from + next;
    const isItem =
      this.#state === 'list' && rest[next] === openingBrace && !logFileHead.test(headOf(rest, next));
    if (!isItem) return this.#goOnBetween(this.#at);
    this.#scanner.beginList(this.#at, this.#items, false);
    return true;
  }

  #endList(): boolean {
    if (!this.#isLogFile) return this.#goOnBetween(this.#at + 1);
    this.#restFrom = this.#at + 1;
    this.#end = new JsonEnd(this.#restFrom, { depth: 1, endsAtComma: false });
    this.#state = 'rest';
    return true;
  }

  /** What stands behind the list in a log file: mostly a brace, else members of no interest that must be JSON. */
  #stepRest(isLast: boolean): boolean {
    const end = this.#end?.find(this.#held);
    if (end === undefined) return isLast && this.#goOnBehindCut();
    this.#end = undefined;
    if (end > this.#restFrom) {
      const place = `behind record ${this.#items}`;
      const rest = this.#held.slice(this.#restFrom, end + 1);
      this.#readMembers(rest, place);
    }
    return this.#goOnBetween(end + 1);
  }

  #readMembers(rest: Buffer, place: string): void {
    try {
      const { Records: _, ...members } = parseJson(`{"Records":[]${textOf(rest)}`) as Record<string, unknown>;
      if (Object.values(members).some((member) => typeof member === 'object' && member !== null))
        this.#parts.value(members, place, false);
    } catch (error) {
      if (!(error instanceof NotJsonError)) throw error;
      this.#parts.malformed(error.message, place);
    }
  }

  #scan(isLast: boolean): Stop {
    const copy = (position: number, into: Uint8Array) => this.#held.copy(position, into);
    return this.#scanner.scan(copy, isLast, (unit) => this.#takeUnit(unit));
  }

  #takeUnit({ start, end, isConcerning, number }: ScannedUnit): void {
    const isLine = this.#state === 'sequence';
    const place = isLine ? `line ${number}` : `record ${number}`;
    this.#readText(start, end, place, (text) => {
      if (isConcerning) this.#parts.record(text, place);
      else if (isLine && text.includes('\n')) this.#readLines(text, number, undefined);
      else this.#readJson(text, place);
    });
  }

  #takeLines(start: number, end: number, line: number, reason: string): void {
    this.#readText(start, end, `line ${line}`, (text) => this.#readLines(text, line, reason));
  }

  /** A document of several lines, or where it is none whatever of its lines is one. `reason`: why it is none. */
  #readLines(text: string, firstLine: number, reason: string | undefined): void {
    const document = reason === undefined ? parsed(text) : { reason };
    if ('value' in document) {
      this.#parts.value(document.value, `line ${firstLine}`, false);
      return;
    }
    const lines = text
      .split('\n')
      .map((line, index) => ({ line, number: firstLine + index }))
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, number }) => ({ number, ...parsed(line) }));
    if (!lines.some((line) => 'value' in line && isObject(line.value))) {
      this.#parts.malformed(document.reason, `line ${firstLine}`);
      return;
    }
    for (const line of lines) {
      if ('value' in line) this.#parts.value(line.value, `line ${line.number}`, false);
      else this.#parts.malformed(line.reason, `line ${line.number}`);
    }
  }

  #readJson(text: string, place: string): void {
    const document = parsed(text);
    const isItem = this.#state === 'list' && this.#isLogFile;
    if ('value' in document) this.#parts.value(document.value, place, isItem);
    else this.#readDamagedItem(text, document.reason, place);
  }

  /** An item that was cut off may go on in a later line, which was cut off too: those between are whole. */
  #readDamagedItem(text: string, reason: string, place: string): void {
    this.#parts.malformed(reason, place);
    if (!text.includes('\n')) return;
    for (const line of text.split('\n')) {
      const document = parsed(line);
      if ('value' in document && isObject(document.value)) this.#parts.value(document.value, place, false);
    }
  }

  #readText(start: number, end: number, place: string, read: (text: string) => void): void {
    const bytes = this.#held.slice(start, end);
    const text = textOf(bytes);
    if (text === undefined)
      this.#parts.malformed(`one JSON document of ${bytes.length} bytes is more than a text can hold`, place);
    else read(text);
  }

  #linePlace(): string {
    return `line ${this.#scanner.lines + 1}`;
  }
}

function parsed(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (error instanceof NotJsonError) return { reason: error.message };
    throw error;
  }
}

function isDocument(bytes: Buffer): boolean {
  const text = textOf(bytes);
  const document = text === undefined ? undefined : parsed(text);
  return document !== undefined && 'value' in document && isObject(document.value);
}

/** `undefined` where it is more than a text can hold. */
function textOf(bytes: Buffer): string | undefined {
  try {
    return bytes.toString('utf8');
  } catch {
    return undefined;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsTooEarly(): UnreadableFileError {
  return new UnreadableFileError('not JSON: the text ends too early');
}
