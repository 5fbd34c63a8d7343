import { sha256 } from '../json/sha256.ts';

const words = 4;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The ids of the events seen so far, 16 bytes each: a JS Set of texts takes five times as much and ends at 16.7 million.
 * Exact for UUIDs; any other id counts by 128 bits of its SHA-256.
 */
export class EventIdSet {
  #slots = new Uint32Array(words * 1024);
  #size = 0;
  #hasZero = false;

  get size(): number {
    return this.#size;
  }

  /** Adds an id; whether it was new. */
  add(id: string): boolean {
    const [a, b, c, d] = bitsOf(id);
    if ((a | b | c | d) === 0) return this.#addZero();
    if (this.#size * words * 2 >= this.#slots.length) this.#grow();
    const slot = find(this.#slots, a, b, c, d);
    if (isTaken(this.#slots, slot)) return false;
    store(this.#slots, slot, a, b, c, d);
    this.#size++;
    return true;
  }

  /** All bits zero mark a free slot, so that one id is kept apart. */
  #addZero(): boolean {
    const isNew = !this.#hasZero;
    this.#hasZero = true;
    if (isNew) this.#size++;
    return isNew;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      if (!isTaken(old, at)) continue;
      const [a, b, c, d] = [word(old, at), word(old, at + 1), word(old, at + 2), word(old, at + 3)];
      store(this.#slots, find(this.#slots, a, b, c, d), a, b, c, d);
    }
  }
}

type Bits = readonly [number, number, number, number];

function bitsOf(id: string): Bits {
  const hex = uuid.test(id) ? id.replaceAll('-', '') : sha256(id);
  const word = (at: number) => Number.parseInt(hex.slice(at, at + 8), 16);
  return [word(0), word(8), word(16), word(24)];
}

/** The slot that holds the bits, or the free one where they belong (linear probing). */
function find(slots: Uint32Array, a: number, b: number, c: number, d: number): number {
  const last = slots.length - words;
  let at = (hashOf(a, b, c, d) % (slots.length / words)) * words;
  while (
    isTaken(slots, at) &&
    !(slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d)
  ) {
    at = at === last ? 0 : at + words;
  }
  return at;
}

/** Every bit counts: ids that are alike but for a few of them must not end up side by side. */
function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ c;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ d;
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isTaken(slots: Uint32Array, at: number): boolean {
  return (word(slots, at) | word(slots, at + 1) | word(slots, at + 2) | word(slots, at + 3)) !== 0;
}

function store(slots: Uint32Array, at: number, ...bits: Bits): void {
  slots.set(bits, at);
}

function word(slots: Uint32Array, index: number): number {
  return slots[index] as number;
}
