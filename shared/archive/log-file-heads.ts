const lineFeed = 0x0a;
const blank = 0x20;
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

/** Whether an item has a log file right behind an object in it, where JSON can have none. It was cut off then. */
export function swallowsLogFile(item: Buffer): boolean {
  for (const head of logFilesIn(item, 1)) {
    let before = head - 1;
    while (before > 0 && (item[before] ?? 0) <= blank) before--;
    if (item[before] === closingBrace) return true;
  }
  return false;
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
