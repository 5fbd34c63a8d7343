import { sha256 } from '../json/sha256.ts';

/** Of an entry: 128 bits of the event's id, 32 of its time, 32 of its source and name, and the number noted with it. */
const words = 7;
const timeWord = 4;
const tagWord = 5;
const noteWord = 6;
const digitsInWord = 8;
const dash = 0x2d;
const uuidLength = 36;

/** By what an event is known. */
export interface EventKey {
  readonly id: string;
  /** Seconds since 1970 UTC. */
  readonly time: number;
  /** Its source and name. */
  readonly kind: string;
}

/** What an event is to those seen before: `collision` where another one of its time had its id. */
export type Sighting = 'new' | 'duplicate' | 'collision';

/**
 * The events seen so far, and a number noted with each: 28 bytes an event, where a JS Map of texts takes many times as much
 * and ends at 16.7 million entries. Exact for ids that are UUIDs; any other id counts by 128 bits of its SHA-256. Of two
 * events with one id and time, source and name are told apart by 32 bits.
 */
export class EventTable {
  #slots = new Uint32Array(words * 1024);
  #size = 0;
  /** The bits of the event that was asked for last. */
  readonly #bits = new Uint32Array(words);

  /** How many different events were seen. */
  get size(): number {
    return this.#size;
  }

  add(event: EventKey): Sighting {
    if (this.#size * words * 2 >= this.#slots.length) this.#grow();
    this.#read(event);
    const { slot, isKnownId } = find(this.#slots, this.#bits);
    if (isTaken(this.#slots, slot)) return 'duplicate';
    this.#slots.set(this.#bits, slot);
    this.#size++;
    return isKnownId ? 'collision' : 'new';
  }

  /** Notes a number from 0 to 2³² - 1 with an event that was added. */
  note(event: EventKey, number: number): void {
    this.#read(event);
    const { slot } = find(this.#slots, this.#bits);
    if (isTaken(this.#slots, slot)) this.#slots[slot + noteWord] = number;
  }

  /** The number that was noted with an event last; 0 where none was. */
  noted(event: EventKey): number {
    this.#read(event);
    const { slot } = find(this.#slots, this.#bits);
    return isTaken(this.#slots, slot) ? word(this.#slots, slot + noteWord) : 0;
  }

  #read({ id, time, kind }: EventKey): void {
    if (!readUuid(id, this.#bits)) readUuid(asUuid(sha256(id)), this.#bits);
    this.#bits[timeWord] = time;
    this.#bits[tagWord] = tagOf(kind);
    this.#bits[noteWord] = 0;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      if (!isTaken(old, at)) continue;
      const entry = old.subarray(at, at + words);
      this.#slots.set(entry, find(this.#slots, entry).slot);
    }
  }
}

/** Reads the bits of a UUID in small letters. Says whether it is one. */
function readUuid(id: string, bits: Uint32Array): boolean {
  if (id.length !== uuidLength) return false;
  let digits = 0;
  let value = 0;
  for (let at = 0; at < uuidLength; at++) {
    const code = id.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== dash) return false;
      continue;
    }
    const digit = hexDigit(code);
    if (digit === -1) return false;
    value = (value << 4) | digit;
    if (++digits % digitsInWord === 0) bits[digits / digitsInWord - 1] = value;
  }
  return true;
}

/** -1 where the character is none, or a capital. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** A hash of source and name (FNV-1a), never 0: that marks a free slot. */
function tagOf(kind: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < kind.length; at++) hash = Math.imul(hash ^ kind.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}

/** The slot that holds the bits, or the free one where they belong (linear probing); whether the id was on the way. */
function find(slots: Uint32Array, bits: Uint32Array): { slot: number; isKnownId: boolean } {
  const last = slots.length - words;
  let slot = (hashOf(bits) % (slots.length / words)) * words;
  let isKnownId = false;
  while (isTaken(slots, slot)) {
    if (hasId(slots, slot, bits)) {
      isKnownId = true;
      if (slots[slot + tagWord] === bits[tagWord]) break;
    }
    slot = slot === last ? 0 : slot + words;
  }
  return { slot, isKnownId };
}

function hasId(slots: Uint32Array, at: number, bits: Uint32Array): boolean {
  return (
    slots[at] === bits[0] &&
    slots[at + 1] === bits[1] &&
    slots[at + 2] === bits[2] &&
    slots[at + 3] === bits[3] &&
    slots[at + timeWord] === bits[timeWord]
  );
}

/** Every bit counts: ids that are alike but for a few of them must not end up side by side. */
function hashOf(bits: Uint32Array): number {
  let hash = Math.imul(word(bits, 0), 0x9e3779b1) ^ word(bits, 1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ word(bits, 2);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ word(bits, 3);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isTaken(slots: Uint32Array, at: number): boolean {
  return slots[at + tagWord] !== 0;
}

function word(slots: Uint32Array, index: number): number {
  return slots[index] as number;
}
