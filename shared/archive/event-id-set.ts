import { sha256 } from '../json/sha256.ts';

/** Of an entry: 128 bits of the event's id, and 32 of its source and name. */
const words = 5;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an event is to those seen before: `collision` where another event had its id. */
export type Sighting = 'new' | 'duplicate' | 'collision';

/**
 * The events seen so far, 20 bytes each: a JS Set of texts takes many times as much and ends at 16.7 million entries.
 * Exact for ids that are UUIDs; any other id counts by 128 bits of its SHA-256. Of two events with one id, source and
 * name are told apart by 32 bits.
 */
export class EventIdSet {
  #slots = new Uint32Array(words * 1024);
  #size = 0;

  /** How many different events were seen. */
  get size(): number {
    return this.#size;
  }

  /** Adds an event. `kind`: its source and name. */
  add(id: string, kind: string): Sighting {
    if (this.#size * words * 2 >= this.#slots.length) this.#grow();
    const bits = [...bitsOf(id), tagOf(kind)] as const;
    const { slot, isKnownId } = find(this.#slots, bits);
    if (isTaken(this.#slots, slot)) return 'duplicate';
    this.#slots.set(bits, slot);
    this.#size++;
    return isKnownId ? 'collision' : 'new';
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += words) {
      if (!isTaken(old, at)) continue;
      const bits = [
        word(old, at),
        word(old, at + 1),
        word(old, at + 2),
        word(old, at + 3),
        word(old, at + 4),
      ] as const;
      this.#slots.set(bits, find(this.#slots, bits).slot);
    }
  }
}

type Bits = readonly [number, number, number, number, number];

function bitsOf(id: string): readonly [number, number, number, number] {
  const hex = uuid.test(id) ? id.replaceAll('-', '') : sha256(id);
  const word = (at: number) => Number.parseInt(hex.slice(at, at + 8), 16);
  return [word(0), word(8), word(16), word(24)];
}

/** A hash of source and name (FNV-1a), never 0: that marks a free slot. */
function tagOf(kind: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < kind.length; at++) hash = Math.imul(hash ^ kind.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}

/** The slot that holds the bits, or the free one where they belong (linear probing); whether the id was on the way. */
function find(slots: Uint32Array, [a, b, c, d, tag]: Bits): { slot: number; isKnownId: boolean } {
  const last = slots.length - words;
  let slot = (hashOf(a, b, c, d) % (slots.length / words)) * words;
  let isKnownId = false;
  while (isTaken(slots, slot)) {
    if (slots[slot] === a && slots[slot + 1] === b && slots[slot + 2] === c && slots[slot + 3] === d) {
      isKnownId = true;
      if (slots[slot + 4] === tag) break;
    }
    slot = slot === last ? 0 : slot + words;
  }
  return { slot, isKnownId };
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
  return slots[at + words - 1] !== 0;
}

function word(slots: Uint32Array, index: number): number {
  return slots[index] as number;
}
