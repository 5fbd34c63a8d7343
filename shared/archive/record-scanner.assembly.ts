/**
 * AssemblyScript, compiled to WebAssembly by `npm run generate`: finds where JSON values begin and end, and which of them
 * have to be parsed. It only ever widens: what it passes over is a CloudTrail record that no rule concerns, whatever else
 * stands in it (docs/decisions/0035).
 *
 * A unit is an object at depth 0 of what is scanned: a record of a `Records` list, or a document of a sequence. Bytes are
 * looked at 64 at a time, a bit each. Positions are relative to the input's first byte.
 */

const block: i32 = 64;
const entryBytes: i32 = 16;

/** Bytes that the host may write into, from `input` on, and entries of units that it has to parse, from `entries` on. */
const inputBytes: i32 = 256 * 1024;
const mostEntries: i32 = 4096;
const margin: i32 = 128;
const pageBytes: i32 = 65536;

/** Bytes that are searched for: quote, backslash, blank, braces, and of names `{ae}`, `d`, capitals. */
const patterns = memory.data<u8>([0x22, 0x5c, 0x20, 0x7b, 0x7d, 0x7b, 0x61, 0x64, 0x60, 0x40]) as i32;
const input: i32 = 4096;
const entries: i32 = input + inputBytes + margin;

/** Why `scan` came back: everything was looked at, the entries are full, or a byte stands where no unit may begin. */
const atEnd: i32 = 0;
const entriesFull: i32 = 1;
const atGlue: i32 = 2;
/** A line of a sequence ends within a text: it was cut off. */
const atCut: i32 = 3;

/** The unit concerns a rule; its structure is not that of a record as CloudTrail writes it. */
const concerning: i32 = 1;
const unclear: i32 = 2;

// The first eight bytes of names, as they are loaded.
const eventSource: u64 = 0x6f53746e65766522; // "eventSo
const eventName: u64 = 0x614e746e65766522; // "eventNa
const eventTime: u64 = 0x6954746e65766522; // "eventTi
const errorCode: u64 = 0x6f43726f72726522; // "errorCo
const addendum: u64 = 0x75646e6564646122; // "addendu
const records: u64 = 0x7364726f63655222; // "Records

let depth: i32 = 0;
/** All ones inside a text, else none. */
let textCarry: u64 = 0;
/** 1 where the byte before was a backslash that escapes. */
let escapeCarry: u64 = 0;
/** Whether units are the items of a list, with commas between them. */
let isList: bool = false;
/** In a list: whether an item has ended and no comma has come yet; whether one has come. */
let needsComma: bool = false;
let afterComma: bool = false;
/** Whether the next document of a sequence is a unit though it begins as a log file does. */
let takesAny: bool = false;
/** Line feeds seen between units of a sequence and within them. */
let lines: i32 = 0;
/** Units that ended. */
let units: i32 = 0;
/** Units that ended and that nobody has to parse. */
let passed: i32 = 0;

/** Whether nothing is passed over: somebody wants to see every record. */
let wantsAll: bool = false;

let unitStart: i32 = 0;
let unitLine: i32 = 0;
let unitFlags: i32 = 0;
let sources: i32 = 0;
let names: i32 = 0;
let times: i32 = 0;
/** The unit's time in digits, `20261001080005`: their order is that of time. */
let stamp: i64 = 0;
/** The first and last time of the units passed over; `first` above `last` where there is none. */
let first: i64 = i64.MAX_VALUE;
let last: i64 = 0;

let entryCount: i32 = 0;
let stoppedAt: i32 = 0;
let isCut: bool = false;

export function inputAt(): i32 {
  return input;
}

export function inputSize(): i32 {
  return inputBytes;
}

export function entriesAt(): i32 {
  return entries;
}

/** How many units were written to `entries` since this was asked last: start, end, flags, number, 32 bits each. */
export function takeEntries(): i32 {
  const count = entryCount;
  entryCount = 0;
  return count;
}

/** Where `scan` stopped. */
export function position(): i32 {
  return stoppedAt;
}

export function passedUnits(): i32 {
  return passed;
}

export function unitsSoFar(): i32 {
  return units;
}

export function linesSoFar(): i32 {
  return lines;
}

/** Whether a unit has begun that has not ended. */
export function isOpen(): bool {
  return depth > 0;
}

/** Where the unit begins that is open, or that was cut off. */
export function unitAt(): i32 {
  return unitStart;
}

/** The line on which it begins. */
export function lineOfUnit(): i32 {
  return unitLine;
}

/** In digits, `20261001080005`; none where it is after {@link lastTime}. */
export function firstTime(): f64 {
  return first as f64;
}

export function lastTime(): f64 {
  return last as f64;
}

/** In a list: whether the last thing in it was a comma; whether it was an item. */
export function endsWithComma(): bool {
  return afterComma;
}

export function endsWithItem(): bool {
  return needsComma;
}

/** Forgets all counts and times. */
export function reset(): void {
  lines = 0;
  passed = 0;
  first = i64.MAX_VALUE;
  last = 0;
}

/**
 * Starts between units: those of a list, after `number` others and perhaps an item without its comma, or of a sequence of
 * documents, the first of which is a unit whatever it looks like.
 */
export function begin(list: bool, number: i32, comma: bool): void {
  depth = 0;
  textCarry = 0;
  escapeCarry = 0;
  isList = list;
  needsComma = comma;
  afterComma = false;
  takesAny = !list;
  units = number;
}

/** Whether every unit is to be told, from now on. */
export function setWantsAll(all: bool): void {
  wantsAll = all;
}

/** Counts lines that the host passed over itself. */
export function addLines(count: i32): void {
  lines += count;
}

/** The input's first byte moved on by so many: what is open stays where it is. */
export function moveOn(bytes: i32): void {
  unitStart -= bytes;
}

/** Looks at the bytes from `from` to `end`; the 128 bytes after `end` must be there, blank where the input has ended. */
export function scan(from: i32, end: i32): i32 {
  isCut = false;
  // Read from memory they stay in registers; written here they would be made anew for each use.
  const quote = i8x16.splat(load<u8>(patterns));
  const backslash = i8x16.splat(load<u8>(patterns, 1));
  const fold = i8x16.splat(load<u8>(patterns, 2));
  const opening = i8x16.splat(load<u8>(patterns, 3));
  const closing = i8x16.splat(load<u8>(patterns, 4));
  const unfold = i8x16.splat(load<u8>(patterns, 5));
  const letter = i8x16.splat(load<u8>(patterns, 6));
  const small = i8x16.splat(load<u8>(patterns, 7));
  const row = i8x16.splat(load<u8>(patterns, 8));
  const capital = i8x16.splat(load<u8>(patterns, 9));
  for (let at = from; at < end; at += block) {
    if (entryCount + block > mostEntries) {
      stoppedAt = at;
      return entriesFull;
    }
    const address = input + at;
    const a = v128.load(address);
    const b = v128.load(address, 16);
    const c = v128.load(address, 32);
    const d = v128.load(address, 48);

    let hiding: u64 = 0;
    let quotes = mask(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote));
    const ea = i8x16.eq(a, backslash);
    const eb = i8x16.eq(b, backslash);
    const ec = i8x16.eq(c, backslash);
    const ed = i8x16.eq(d, backslash);
    if (v128.any_true(v128.or(v128.or(ea, eb), v128.or(ec, ed)))) {
      const backslashes = mask(ea, eb, ec, ed);
      const escaped = escapedBy(backslashes);
      quotes &= ~escaped;
      hiding = hidingEscapes(address, backslashes & ~escaped);
    } else {
      quotes &= ~escapeCarry;
      escapeCarry = 0;
    }
    const inText = prefixXor(quotes) ^ textCarry;
    textCarry = ((inText as i64) >> 63) as u64;

    // `[` and `{`, `]` and `}` differ by the bit of a blank.
    const fa = v128.or(a, fold);
    const fb = v128.or(b, fold);
    const fc = v128.or(c, fold);
    const fd = v128.or(d, fold);
    const opens =
      mask(i8x16.eq(fa, opening), i8x16.eq(fb, opening), i8x16.eq(fc, opening), i8x16.eq(fd, opening)) &
      ~inText;
    const closes =
      mask(i8x16.eq(fa, closing), i8x16.eq(fb, closing), i8x16.eq(fc, closing), i8x16.eq(fd, closing)) &
      ~inText;
    // Quotes before what may be a name: `"e` or `"a`, which differ by one bit, and a capital or `d` at the sixth place.
    const names = mask(
      nameAt(v128.load(address, 1), v128.load(address, 6), unfold, letter, row, capital, small),
      nameAt(v128.load(address, 17), v128.load(address, 22), unfold, letter, row, capital, small),
      nameAt(v128.load(address, 33), v128.load(address, 38), unfold, letter, row, capital, small),
      nameAt(v128.load(address, 49), v128.load(address, 54), unfold, letter, row, capital, small),
    );
    const hits = hiding | (quotes & names);
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    const hasControls = v128.any_true(i8x16.lt_u(least, fold));

    const closed = popcnt(closes) as i32;
    if (depth > closed && !hasControls) {
      for (let rest = hits; rest != 0; rest &= rest - 1)
        look(address, ctz(rest) as i32, inText, opens, closes, depth);
      depth += (popcnt(opens) as i32) - closed;
      continue;
    }
    const controls = hasControls ? controlsIn(a, b, c, d) : 0;
    const stopped = walk(address, at, inText, opens, closes, hits, controls);
    if (stopped >= 0) {
      stoppedAt = stopped;
      return isCut ? atCut : atGlue;
    }
  }
  stoppedAt = end;
  return atEnd;
}

function mask(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (i8x16.bitmask(a) as u64) |
    ((i8x16.bitmask(b) as u64) << 16) |
    ((i8x16.bitmask(c) as u64) << 32) |
    ((i8x16.bitmask(d) as u64) << 48)
  );
}

/** Whether what follows a quote may be a name, by its first and sixth bytes. */
function nameAt(
  first: v128,
  sixth: v128,
  unfold: v128,
  letter: v128,
  row: v128,
  capital: v128,
  small: v128,
): v128 {
  const isBig = i8x16.eq(v128.and(sixth, row), capital);
  return v128.and(i8x16.eq(v128.and(first, unfold), letter), v128.or(isBig, i8x16.eq(sixth, small)));
}

function controlsIn(a: v128, b: v128, c: v128, d: v128): u64 {
  const blank = i8x16.splat(0x20);
  return mask(i8x16.lt_u(a, blank), i8x16.lt_u(b, blank), i8x16.lt_u(c, blank), i8x16.lt_u(d, blank));
}

/** Goes through a block bit by bit where a unit begins or ends in it. */
function walk(address: i32, at: i32, inText: u64, opens: u64, closes: u64, hits: u64, controls: u64): i32 {
  const feeds = controls == 0 ? 0 : lineFeeds(address);
  let from: u64 = u64.MAX_VALUE;
  let level = depth;
  for (;;) {
    if (level > 0) {
      let bits = (opens | closes | hits | controls) & from;
      let ended = false;
      while (bits != 0) {
        const bit = ctz(bits) as i32;
        const one: u64 = (1 as u64) << bit;
        bits &= bits - 1;
        if ((controls & one) != 0) {
          unitFlags |= unclear;
          if (!isList && (feeds & inText & one) != 0) {
            isCut = true;
            depth = 0;
            lines += popcnt(feeds & (one - 1)) as i32;
            return at + bit;
          }
        } else if ((hits & one) != 0) lookAt(address, bit, inText, level);
        else if ((opens & one) != 0) level++;
        else if (--level == 0) {
          endUnit(at + bit + 1);
          from = ~(one | (one - 1));
          ended = true;
          break;
        }
      }
      if (!ended) break;
    }
    const glue = from & ~blanks(address);
    if (glue == 0) break;
    const bit = ctz(glue) as i32;
    const one: u64 = (1 as u64) << bit;
    const byte = load<u8>(address + bit);
    if (isList && byte == 0x2c && needsComma) {
      needsComma = false;
      afterComma = true;
    } else if (byte == 0x7b && (isList ? !needsComma : takesAny || !beginsLogFile(address + bit))) {
      level = 1;
      takesAny = false;
      unitStart = at + bit;
      unitLine = lines + (popcnt(feeds & (one - 1)) as i32) + 1;
      unitFlags = 0;
      sources = 0;
      names = 0;
      times = 0;
    } else {
      depth = 0;
      lines += popcnt(feeds & (one - 1)) as i32;
      return at + bit;
    }
    from = ~(one | (one - 1));
  }
  depth = level;
  lines += popcnt(feeds) as i32;
  return -1;
}

/** Bits of the bytes that a backslash escapes, of a block that has some: of a row of them each second one escapes. */
function escapedBy(backslashes: u64): u64 {
  const even: u64 = 0x5555555555555555;
  const free = backslashes & ~escapeCarry;
  const following = (free << 1) | escapeCarry;
  const oddStarts = free & ~even & ~following;
  const sum = oddStarts + free;
  escapeCarry = sum < free ? 1 : 0;
  return (even ^ (sum << 1)) & following;
}

/**
 * Of the escapes those that can hide a byte of what is searched for: `\u0041` to `\u007a`, the letters; a dot, `\u002e`,
 * and a colon, `\u003a`. JSON has no other escapes of them.
 */
function hidingEscapes(address: i32, escapes: u64): u64 {
  const letter = i8x16.splat(0x75);
  let rest =
    escapes &
    mask(
      i8x16.eq(v128.load(address, 1), letter),
      i8x16.eq(v128.load(address, 17), letter),
      i8x16.eq(v128.load(address, 33), letter),
      i8x16.eq(v128.load(address, 49), letter),
    );
  let hiding: u64 = 0;
  for (; rest != 0; rest &= rest - 1) {
    const at = address + (ctz(rest) as i32);
    if (load<u16>(at, 2) != 0x3030) continue; // 00
    const high = load<u8>(at, 4);
    const low = load<u8>(at, 5) | 0x20;
    const hides =
      (high >= 0x34 && high <= 0x37) || (high == 0x32 && low == 0x65) || (high == 0x33 && low == 0x61);
    if (hides) hiding |= rest & (0 - rest);
  }
  return hiding;
}

/** Each bit is that of the number of bits up to it, itself counted: odd inside a text. */
function prefixXor(bits: u64): u64 {
  let sum = bits ^ (bits << 1);
  sum ^= sum << 2;
  sum ^= sum << 4;
  sum ^= sum << 8;
  sum ^= sum << 16;
  return sum ^ (sum << 32);
}

function blanks(address: i32): u64 {
  const blank = i8x16.splat(0x20);
  return mask(
    blankOf(v128.load(address), blank),
    blankOf(v128.load(address, 16), blank),
    blankOf(v128.load(address, 32), blank),
    blankOf(v128.load(address, 48), blank),
  );
}

function blankOf(bytes: v128, blank: v128): v128 {
  const tab = i8x16.eq(bytes, i8x16.splat(0x09));
  const feed = i8x16.eq(bytes, i8x16.splat(0x0a));
  const carriage = i8x16.eq(bytes, i8x16.splat(0x0d));
  return v128.or(v128.or(i8x16.eq(bytes, blank), tab), v128.or(feed, carriage));
}

function lineFeeds(address: i32): u64 {
  const feed = i8x16.splat(0x0a);
  return mask(
    i8x16.eq(v128.load(address), feed),
    i8x16.eq(v128.load(address, 16), feed),
    i8x16.eq(v128.load(address, 32), feed),
    i8x16.eq(v128.load(address, 48), feed),
  );
}

/** Whether `{` and, behind blanks, `"Records` stand there: the host opens the list itself. */
function beginsLogFile(address: i32): bool {
  for (let at = 1; at < 64; at++) {
    const byte = load<u8>(address + at);
    if (byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    return load<u64>(address + at) == records;
  }
  return false;
}

function endUnit(end: i32): void {
  units++;
  needsComma = true;
  afterComma = false;
  if (sources != 1 || names != 1 || times != 1) unitFlags |= unclear;
  if (unitFlags == 0 && !wantsAll) {
    passed++;
    if (stamp < first) first = stamp;
    if (stamp > last) last = stamp;
    return;
  }
  const entry = entries + entryCount * entryBytes;
  store<i32>(entry, unitStart);
  store<i32>(entry, end, 4);
  store<i32>(entry, unitFlags, 8);
  store<i32>(entry, isList ? units : unitLine, 12);
  entryCount++;
}

function look(address: i32, bit: i32, inText: u64, opens: u64, closes: u64, level: i32): void {
  const name = load<u64>(address + bit);
  if ((name & 0xff) == 0x5c) {
    unitFlags |= concerning;
    return;
  }
  if (name != eventSource && name != eventName && name != eventTime && name != errorCode && name != addendum)
    return;
  const below: u64 = ((1 as u64) << bit) - 1;
  const here = level + (popcnt(opens & below) as i32) - (popcnt(closes & below) as i32);
  lookAt(address, bit, inText, here);
}

/** Looks at a name, or what may be one, at a depth. Whatever a rule may concern counts at any depth. */
function lookAt(address: i32, bit: i32, inText: u64, level: i32): void {
  const at = address + bit;
  const name = load<u64>(at);
  const isMember = level == 1 && (inText & ((1 as u64) << bit)) != 0;
  if (name == eventSource) lookAtSource(at, isMember);
  else if (name == eventName) lookAtName(at, isMember);
  else if (name == eventTime) lookAtTime(at, isMember);
  else if (name == errorCode) lookAtError(at);
  else if (name == addendum || (name & 0xff) == 0x5c) unitFlags |= concerning;
}

/** Where the text after a name of so many bytes, quotes included, begins; 0 where none does, or not as it is usual. */
function valueAfter(at: i32, nameBytes: i32): i32 {
  const next = at + nameBytes;
  if (load<u16>(next) == 0x223a) return next + 2; // :"
  if (load<u16>(next) == 0x203a && load<u8>(next, 2) == 0x22) return next + 3; // : "
  return 0;
}

function lookAtSource(at: i32, isMember: bool): void {
  if (load<u32>(at, 8) != 0x65637275 || load<u8>(at, 12) != 0x22) return; // urce"
  const value = valueAfter(at, 13);
  if (value == 0) {
    unitFlags |= unclear;
    return;
  }
  const start = load<u32>(value);
  if (start == 0x2e737473)
    unitFlags |= concerning; // sts.
  else if (start == 0x3a737761) unitFlags |= unclear; // aws:
  if (isMember) sources++;
}

function lookAtName(at: i32, isMember: bool): void {
  if (load<u16>(at, 8) != 0x656d || load<u8>(at, 10) != 0x22) return; // me"
  if (!isMember) return;
  if (valueAfter(at, 11) == 0) unitFlags |= unclear;
  names++;
}

function lookAtTime(at: i32, isMember: bool): void {
  if (load<u16>(at, 8) != 0x656d || load<u8>(at, 10) != 0x22) return; // me"
  if (!isMember) return;
  times++;
  const value = valueAfter(at, 11);
  stamp = value == 0 ? -1 : stampOf(value);
  if (stamp < 0) unitFlags |= unclear;
}

/** `2026-10-01T08:00:05Z"` in digits; -1 where it is not written so, or is no time of the years 2000 to 2099. */
function stampOf(at: i32): i64 {
  if (load<u16>(at) != 0x3032 || load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d) return -1; // 20 - -
  if (load<u8>(at, 10) != 0x54 || load<u8>(at, 13) != 0x3a || load<u8>(at, 16) != 0x3a) return -1; // T : :
  if (load<u16>(at, 19) != 0x225a) return -1; // Z"
  const year = digits(at + 2);
  const month = digits(at + 5);
  const day = digits(at + 8);
  const hour = digits(at + 11);
  const minute = digits(at + 14);
  const second = digits(at + 17);
  if (year > 99 || month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return -1;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  const date = ((20 as i64) * 100 + year) * 10000 + month * 100 + day;
  return date * 1000000 + hour * 10000 + minute * 100 + second;
}

/** Two digits; 100 where they are none. */
function digits(at: i32): i32 {
  const tens = (load<u8>(at) as i32) - 0x30;
  const ones = (load<u8>(at, 1) as i32) - 0x30;
  return (tens as u32) > 9 || (ones as u32) > 9 ? 100 : tens * 10 + ones;
}

/** In 2000 to 2099 every fourth year is a leap year. */
function lastDay(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

function lookAtError(at: i32): void {
  if (load<u16>(at, 8) != 0x6564 || load<u8>(at, 10) != 0x22) return; // de"
  const value = valueAfter(at, 11);
  if (value == 0) {
    // `null` and what else may stand there.
    unitFlags |= unclear;
    return;
  }
  const start = load<u64>(value);
  const code = start == 0x452e746e65696c43 || start == 0x522e746e65696c43 ? value + 7 : value; // Client.E, Client.R
  const word = load<u64>(code);
  if (word == 0x5464657269707845 || word == 0x4574736575716552) unitFlags |= concerning; // ExpiredT, RequestE
}
