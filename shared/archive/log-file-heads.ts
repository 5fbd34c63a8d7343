const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const openingBrace = 0x7b;
const closingBrace = 0x7d;
const openingBracket = 0x5b;
const recordsName = '"Records"';

/** Bytes in which the beginning of a log file is looked for. */
export const headBytes = 256;
/** How a log file begins. Within a text of JSON it cannot stand: its quotes would be escaped. */
export const logFileHead = /^\{[\t\n\r ]*"Records"[\t\n\r ]*:[\t\n\r ]*\[/;

/** The bytes from a position on in which it is to be looked for. */
export function headOf(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + headBytes);
}

/** Where, from a position on, a log file begins, or a line does as JSON; -1 where none does. */
export function nextBeginning(bytes: Buffer, from: number): number {
  const lines = [openingBrace, openingBracket].map((bracket) =>
    bytes.indexOf(Buffer.from([lineFeed, bracket])),
  );
  const [logFile = -1] = logFilesIn(bytes, from);
  const found = [...lines.filter((at) => at !== -1).map((at) => at + 1), logFile].filter((at) => at !== -1);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** Whether an item has log files in it where JSON can have none: in a text, or right behind an object. It was cut off then. */
export function swallowsLogFile(item: Buffer): boolean {
  let state: JsonState = { at: 0, inText: false, previous: 0 };
  for (const head of logFilesIn(item, 1)) {
    state = followed(item, state, head);
    if (state.inText || state.previous === closingBrace) return true;
  }
  return false;
}

/** Where JSON is followed to: whether that is within a text, and the last byte before it that is no blank. */
interface JsonState {
  readonly at: number;
  readonly inText: boolean;
  readonly previous: number;
}

function followed(bytes: Buffer, { at, inText, previous }: JsonState, end: number): JsonState {
  const state = { at, inText, previous };
  for (; state.at < end; state.at++) {
    const byte = bytes[state.at] ?? 0;
    if (byte === quote) state.inText = !state.inText;
    else if (state.inText && byte === backslash) state.at++;
    if (byte > 0x20) state.previous = byte;
  }
  return state;
}

function* logFilesIn(bytes: Buffer, from: number): Generator<number> {
  for (
    let name = bytes.indexOf(recordsName, from);
    name !== -1;
    name = bytes.indexOf(recordsName, name + 1)
  ) {
    const start = Math.max(from, name - headBytes);
    const brace = bytes.subarray(start, name).lastIndexOf(openingBrace);
    if (brace !== -1 && logFileHead.test(headOf(bytes, start + brace))) yield start + brace;
  }
}
