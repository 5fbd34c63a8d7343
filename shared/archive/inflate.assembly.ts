/**
 * AssemblyScript, compiled to WebAssembly by `npm run generate`: decompresses raw deflate data (RFC 1951) piece by piece.
 * What comes out stays in one small piece of memory, close to the processor, until the host asks for more.
 */

/** Bytes of compressed data that the host may put in at once, and zeros behind the last of them. */
const inputBytes: i32 = 64 * 1024;
const padding: i32 = 64;
/** Bytes that matches may reach back, and those that come out at once. */
const historyBytes: i32 = 32 * 1024;
const outputBytes: i32 = 256 * 1024;
const longestMatch: i32 = 258;
/** Copying goes in steps of 16 bytes, beyond the end of a match. */
const overshoot: i32 = 32;

/** Compressed bytes that hold the longest description of two codes, with room (RFC 1951, 3.2.7: 4498 bits). */
const headerBytes: i32 = 1024;
/** Compressed bytes that are read ahead. */
const ahead: i32 = 16;

// Bits by which a table is entered; codes that are longer go on in a second table.
const symbolBits: i32 = 11;
const distanceBits: i32 = 8;
const codeBits: i32 = 7;
const longestCode: i32 = 15;

const symbols: i32 = 288;
const distances: i32 = 32;
const endOfBlock: i32 = 256;

// Where things are. A table of 11 bits has 2,342 entries at most and one of 8 bits 402 (zlib, enough.c).
const symbolTable: i32 = 4096;
const distanceTable: i32 = symbolTable + 2400 * 4;
const codeTable: i32 = distanceTable + 512 * 4;
const lengths: i32 = codeTable + 128 * 4;
const sorted: i32 = lengths + symbols + distances + 16;
const counts: i32 = sorted + symbols * 2;
const offsets: i32 = counts + 32;
const pending: i32 = 20 * 1024;
const rest: i32 = 28 * 1024;
const input: i32 = 40 * 1024;
const output: i32 = input + inputBytes + padding;
const outputEnd: i32 = output + historyBytes + outputBytes;
/** Behind this nothing begins to come out: what is written at once fits in front of the end. */
const outputLimit: i32 = outputEnd - longestMatch - overshoot;

// Entries of tables: bits of the code, further bits, and from bit 16 on the literal, the base, or a second table's place.
const literal: u32 = 0x80000000;
const second: u32 = 0x40000000;
/** The same of distances, whose bases take more room. */
const secondDistance: u32 = 0x80000000;
const end: u32 = 0x20000000;
const valueMask: u32 = 0x7fff;

/**
 * For the checksum: of the polynomial of CRC-32, a multiple whose terms stand whole blocks of 128 bits apart,
 * 1 + x^(128·89) + x^(128·117) + x^(128·155) + x^(128·300). So a block counts as much as the same block four times, as many
 * blocks further on as these say.
 */
const blockBytes: i32 = 16;
const blocksOn1: i32 = 300 - 155;
const blocksOn2: i32 = 300 - 117;
const blocksOn3: i32 = 300 - 89;
const blocksOn4: i32 = 300;
/** What blocks further on are still to count besides, in a ring. */
const pendingMask: i32 = 512 * blockBytes - 1;

/** Why `run` came back. */
const needsInput: i32 = 0;
const isFull: i32 = 1;
const isDone: i32 = 2;
const isDamaged: i32 = 3;
const isTruncated: i32 = 4;

const atHeader: i32 = 0;
const inStored: i32 = 1;
const inCodes: i32 = 2;

const lengthBases = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258,
]) as i32;
const lengthBits = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]) as i32;
const distanceBases = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577,
]) as i32;
const codeOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]) as i32;

const ofSymbols: i32 = 0;
const ofDistances: i32 = 1;
const ofLengths: i32 = 2;

let bits: u64 = 0;
let bitCount: i32 = 0;
let at: i32 = input;
let inputEnd: i32 = input;
let isLast: bool = false;
let out: i32 = output;
let taken: i32 = output;
let state: i32 = atHeader;
let isLastBlock: bool = false;
let stored: i32 = 0;

export function inputAt(): i32 {
  return input;
}

export function inputSize(): i32 {
  return inputBytes;
}

/** Where what has come out since this was asked last begins. */
export function outputAt(): i32 {
  return taken;
}

/** And how many bytes it has. They stay until `run` is called. */
export function takeOutput(): i32 {
  const size = out - taken;
  taken = out;
  return size;
}

/** Begins with other data, from the first byte of the input on. */
export function reset(): void {
  bits = 0;
  bitCount = 0;
  at = input;
  inputEnd = input;
  isLast = false;
  out = output;
  taken = output;
  state = atHeader;
  isLastBlock = false;
}

/** The input has so many bytes now, of which those not {@link used} are in front; whether no others will come. */
export function setInput(size: i32, last: bool): void {
  at = input;
  inputEnd = input + size;
  isLast = last;
  memory.fill(inputEnd, 0, padding);
}

/** How many bytes of the input were used: the host puts the others to the front before it adds more. */
export function used(): i32 {
  at = position();
  bitCount &= 7;
  bits &= ((1 as u64) << bitCount) - 1;
  return at - input;
}

/** Goes on until it has to come back. */
export function run(): i32 {
  if (out > outputLimit) slide();
  let why = -1;
  while (why < 0) {
    if (state == atHeader) why = begin();
    else if (state == inStored) why = copyStored();
    else why = decode();
  }
  return why;
}

/** Begins a block. -1 where it can go on, as in what follows. */
function begin(): i32 {
  if (isLastBlock) return isDone;
  if (!isLast && inputEnd - at < headerBytes) return needsInput;
  const why = readHeader();
  return why >= 0 && position() >= inputEnd ? isTruncated : why;
}

/** Keeps what matches may reach back to. */
function slide(): void {
  memory.copy(output, out - historyBytes, historyBytes);
  out = output + historyBytes;
  taken = out;
}

/** The first byte of which no bit was used. */
function position(): i32 {
  return at - (bitCount >> 3);
}

function refill(): void {
  bits |= load<u64>(at) << bitCount;
  at += (63 - bitCount) >> 3;
  bitCount |= 56;
}

function take(count: i32): i32 {
  const value = (bits as i32) & ((1 << count) - 1);
  bits >>= count;
  bitCount -= count;
  return value;
}

function readHeader(): i32 {
  refill();
  isLastBlock = take(1) != 0;
  const kind = take(2);
  if (kind == 0) return beginStored();
  if (kind == 1) {
    fixedLengths();
    build(lengths, symbols, symbolTable, symbolBits, ofSymbols);
    build(lengths + symbols, distances, distanceTable, distanceBits, ofDistances);
  } else if (kind == 3 || !readCodes()) return isDamaged;
  if (position() > inputEnd) return isTruncated;
  state = inCodes;
  return -1;
}

function beginStored(): i32 {
  at = position();
  bits = 0;
  bitCount = 0;
  if (inputEnd - at < 4) return isTruncated;
  const size = load<u16>(at) as i32;
  if (((load<u16>(at, 2) as i32) ^ 0xffff) != size) return isDamaged;
  at += 4;
  stored = size;
  state = inStored;
  return -1;
}

function copyStored(): i32 {
  const size = min(stored, min(outputLimit + longestMatch - out, inputEnd - at));
  memory.copy(out, at, size);
  out += size;
  at += size;
  stored -= size;
  if (stored == 0) {
    state = atHeader;
    return -1;
  }
  if (out > outputLimit) return isFull;
  return isLast ? isTruncated : needsInput;
}

function fixedLengths(): void {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + symbols, 5, distances);
}

/** Reads the lengths of both codes, and builds their tables. Says whether they are sound. */
function readCodes(): bool {
  const symbolCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const codeCount = take(4) + 4;
  if (symbolCount > 286 || distanceCount > 30) return false;
  memory.fill(lengths, 0, 19);
  for (let index = 0; index < codeCount; index++) {
    refill();
    store<u8>(lengths + (load<u8>(codeOrder + index) as i32), take(3));
  }
  if (!build(lengths, 19, codeTable, codeBits, ofLengths)) return false;
  if (!readLengths(symbolCount + distanceCount)) return false;
  if (load<u8>(lengths + endOfBlock) == 0) return false;
  // The distances' lengths first: the symbols' own are in front of them.
  return (
    build(lengths + symbolCount, distanceCount, distanceTable, distanceBits, ofDistances) &&
    build(lengths, symbolCount, symbolTable, symbolBits, ofSymbols)
  );
}

function readLengths(count: i32): bool {
  let index = 0;
  while (index < count) {
    refill();
    const entry = load<u32>(codeTable + (((bits as i32) & ((1 << codeBits) - 1)) << 2));
    if (entry == 0) return false;
    take(entry & 0xff);
    const symbol = (entry >> 16) as i32;
    if (symbol < 16) {
      store<u8>(lengths + index++, symbol as u8);
      continue;
    }
    if (symbol == 16 && index == 0) return false;
    const value: u8 = symbol == 16 ? load<u8>(lengths + index - 1) : 0;
    const times = symbol == 16 ? take(2) + 3 : symbol == 17 ? take(3) + 3 : take(7) + 11;
    if (index + times > count) return false;
    memory.fill(lengths + index, value, times);
    index += times;
  }
  return true;
}

/** Builds the table of a code from the lengths of its words. Says whether these are the lengths of one (RFC 1951, 3.2.2). */
function build(from: i32, count: i32, table: i32, rootBits: i32, kind: i32): bool {
  memory.fill(counts, 0, 32);
  for (let symbol = 0; symbol < count; symbol++) {
    const place = counts + ((load<u8>(from + symbol) as i32) << 1);
    store<u16>(place, load<u16>(place) + 1);
  }
  let longest = longestCode;
  while (longest > 0 && countOf(longest) == 0) longest--;
  memory.fill(table, 0, 4 << rootBits);
  if (longest == 0) return kind != ofLengths;
  let left = 1;
  for (let length = 1; length <= longestCode; length++) {
    left = (left << 1) - countOf(length);
    if (left < 0) return false;
  }
  // Of words that are not all there, only a single one of one bit is sound.
  if (left > 0 && (kind == ofLengths || longest != 1)) return false;
  sortSymbols(from, count);
  fillTable(from, table, rootBits, longest, kind);
  return true;
}

function countOf(length: i32): i32 {
  return load<u16>(counts + (length << 1)) as i32;
}

/** The symbols by the length of their words. */
function sortSymbols(from: i32, count: i32): void {
  let offset = 0;
  for (let length = 1; length <= longestCode; length++) {
    store<u16>(offsets + (length << 1), offset as u16);
    offset += countOf(length);
  }
  for (let symbol = 0; symbol < count; symbol++) {
    const length = load<u8>(from + symbol) as i32;
    if (length == 0) continue;
    const place = offsets + (length << 1);
    const index = load<u16>(place) as i32;
    store<u16>(place, (index + 1) as u16);
    store<u16>(sorted + (index << 1), symbol as u16);
  }
}

function fillTable(from: i32, table: i32, rootBits: i32, longest: i32, kind: i32): void {
  const rootMask = (1 << rootBits) - 1;
  let code = 0;
  let index = 0;
  let free = 1 << rootBits;
  let prefix = -1;
  let part = table;
  let partBits = rootBits;
  for (let length = 1; length <= longest; length++) {
    for (let left = countOf(length); left > 0; left--) {
      const symbol = load<u16>(sorted + (index++ << 1)) as i32;
      if (length > rootBits && (code & rootMask) != prefix) {
        prefix = code & rootMask;
        part = table + (free << 2);
        partBits = bitsOfPart(length, left, rootBits, longest);
        memory.fill(part, 0, 4 << partBits);
        const flag = kind == ofDistances ? secondDistance : second;
        store<u32>(table + (prefix << 2), flag | (free << 16) | (partBits << 8) | rootBits);
        free += 1 << partBits;
      }
      const used = length > rootBits ? length - rootBits : length;
      const entry = entryOf(symbol, used, kind);
      const first = length > rootBits ? code >> rootBits : code;
      for (let place = first; place < 1 << partBits; place += 1 << used)
        store<u32>(part + (place << 2), entry);
      code = nextCode(code, length);
    }
  }
}

/** Bits by which a second table is entered that begins with words of a length, of which so many are left. */
function bitsOfPart(length: i32, left: i32, rootBits: i32, longest: i32): i32 {
  let size = length - rootBits;
  let room = (1 << size) - left;
  while (room > 0 && size + rootBits < longest) {
    size++;
    room = (room << 1) - countOf(size + rootBits);
  }
  return size;
}

/** The word that follows one of a length, both with their first bit last. */
function nextCode(code: i32, length: i32): i32 {
  let bit = 1 << (length - 1);
  while ((code & bit) != 0) bit >>= 1;
  return bit == 0 ? 0 : (code & (bit - 1)) | bit;
}

/** 0 where the symbol means nothing. */
function entryOf(symbol: i32, used: i32, kind: i32): u32 {
  if (kind == ofLengths) return (symbol << 16) | used;
  if (kind == ofDistances) {
    if (symbol >= 30) return 0;
    const further = symbol < 4 ? 0 : (symbol >> 1) - 1;
    return ((load<u16>(distanceBases + (symbol << 1)) as u32) << 16) | (further << 8) | used;
  }
  if (symbol < endOfBlock) return literal | (symbol << 16) | used;
  if (symbol == endOfBlock) return end | used;
  const length = symbol - 257;
  if (length >= 29) return 0;
  return (
    ((load<u16>(lengthBases + (length << 1)) as u32) << 16) |
    ((load<u8>(lengthBits + length) as u32) << 8) |
    used
  );
}

/** Decodes what two codes describe, until the block ends (-1) or it has to come back. */
function decode(): i32 {
  let hold = bits;
  let count = bitCount;
  let next = at;
  let to = out;
  let before = to;
  let why = -2;
  const isNear = isLast;
  while (why == -2) {
    if (to > outputLimit) {
      why = isFull;
      break;
    }
    const left = inputEnd - next;
    if (left < ahead && !isLast) {
      why = needsInput;
      break;
    }
    // Zeros stand behind the last input: what was made of them is none.
    const isClose = isNear && left < ahead;
    if (isClose && next - (count >> 3) > inputEnd) {
      to = before;
      why = isTruncated;
      break;
    }
    before = to;

    hold |= load<u64>(next) << count;
    next += (63 - count) >> 3;
    count |= 56;

    let entry = load<u32>(symbolTable + (((hold as i32) & ((1 << symbolBits) - 1)) << 2));
    if (entry & literal) {
      hold >>= entry & 0xff;
      count -= (entry & 0xff) as i32;
      store<u8>(to++, (entry >> 16) as u8);
      if (isClose) continue;
      entry = load<u32>(symbolTable + (((hold as i32) & ((1 << symbolBits) - 1)) << 2));
      if (entry & literal) {
        hold >>= entry & 0xff;
        count -= (entry & 0xff) as i32;
        store<u8>(to++, (entry >> 16) as u8);
        entry = load<u32>(symbolTable + (((hold as i32) & ((1 << symbolBits) - 1)) << 2));
        if (entry & literal) {
          hold >>= entry & 0xff;
          count -= (entry & 0xff) as i32;
          store<u8>(to++, (entry >> 16) as u8);
          continue;
        }
      }
    }
    if (entry & second) {
      hold >>= symbolBits;
      count -= symbolBits;
      const place = ((entry >> 16) & 0xfff) + ((hold as i32) & ((1 << ((entry >> 8) & 0xff)) - 1));
      entry = load<u32>(symbolTable + (place << 2));
      if (entry & literal) {
        hold >>= entry & 0xff;
        count -= (entry & 0xff) as i32;
        store<u8>(to++, (entry >> 16) as u8);
        continue;
      }
    }
    hold >>= entry & 0xff;
    count -= (entry & 0xff) as i32;
    if (entry & end) {
      why = -1;
      break;
    }
    if (entry == 0) {
      why = isDamaged;
      break;
    }
    const lengthExtra = ((entry >> 8) & 0xff) as i32;
    const length = ((entry >> 16) as i32) + ((hold as i32) & ((1 << lengthExtra) - 1));
    hold >>= lengthExtra;
    count -= lengthExtra;

    hold |= load<u64>(next) << count;
    next += (63 - count) >> 3;
    count |= 56;

    entry = load<u32>(distanceTable + (((hold as i32) & ((1 << distanceBits) - 1)) << 2));
    if (entry & secondDistance) {
      hold >>= distanceBits;
      count -= distanceBits;
      const place = ((entry >> 16) & 0xfff) + ((hold as i32) & ((1 << ((entry >> 8) & 0xff)) - 1));
      entry = load<u32>(distanceTable + (place << 2));
    }
    hold >>= entry & 0xff;
    count -= (entry & 0xff) as i32;
    const distanceExtra = ((entry >> 8) & 0xff) as i32;
    const distance = (((entry >> 16) & valueMask) as i32) + ((hold as i32) & ((1 << distanceExtra) - 1));
    hold >>= distanceExtra;
    count -= distanceExtra;
    if (entry == 0 || distance > to - output) {
      why = isDamaged;
      break;
    }
    copyMatch(to, distance, length);
    to += length;
  }
  if (why >= -1 && next - (count >> 3) > inputEnd) {
    to = before;
    why = isTruncated;
  }
  bits = hold;
  bitCount = count;
  at = next;
  out = to;
  if (why == -1) state = atHeader;
  return why;
}

function copyMatch(to: i32, distance: i32, length: i32): void {
  let from = to - distance;
  const last = to + length;
  if (distance >= 16) {
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < last);
  } else if (distance >= 8) {
    do {
      store<u64>(to, load<u64>(from));
      to += 8;
      from += 8;
    } while (to < last);
  } else if (distance == 1) memory.fill(to, load<u8>(from), length);
  else {
    do {
      store<u8>(to++, load<u8>(from++));
    } while (to < last);
  }
}

export function restAt(): i32 {
  return rest;
}

/**
 * Makes bytes shorter that have the same checksum, and returns how many there are, see {@link restAt}: less than 4,816.
 * `size`: 4,816 at least. `state`: of the checksum of what came before, with which they begin.
 */
export function shorten(from: i32, size: i32, state: u32): i32 {
  memory.fill(pending, 0, pendingMask + 1);
  store<u32>(pending, state);
  const last = from + size;
  const folded = last - blocksOn4 * blockBytes - (size & (blockBytes - 1));
  let address = from;
  let place = 0;
  for (; address < folded; address += blockBytes) {
    const block = v128.xor(v128.load(address), v128.load(pending + place));
    v128.store(pending + place, i64x2.splat(0));
    addPending(place + blocksOn1 * blockBytes, block);
    addPending(place + blocksOn2 * blockBytes, block);
    addPending(place + blocksOn3 * blockBytes, block);
    addPending(place + blocksOn4 * blockBytes, block);
    place = (place + blockBytes) & pendingMask;
  }
  let to = rest;
  for (; address + blockBytes <= last; address += blockBytes) {
    v128.store(to, v128.xor(v128.load(address), v128.load(pending + place)));
    to += blockBytes;
    place = (place + blockBytes) & pendingMask;
  }
  memory.copy(to, address, last - address);
  return to + (last - address) - rest;
}

function addPending(place: i32, block: v128): void {
  const address = pending + (place & pendingMask);
  v128.store(address, v128.xor(v128.load(address), block));
}
