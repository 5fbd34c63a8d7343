import { crc32 } from 'node:zlib';
import { assembly } from './assembly.ts';
import { wasm } from './inflate.generated.js';

/** What the assembly exports, see inflate.assembly.ts. */
interface Assembly {
  readonly memory: WebAssembly.Memory;
  readonly inputAt: () => number;
  readonly inputSize: () => number;
  readonly outputAt: () => number;
  readonly takeOutput: () => number;
  readonly reset: () => void;
  readonly setInput: (size: number, isLast: boolean) => void;
  readonly used: () => number;
  readonly run: () => number;
  readonly restAt: () => number;
  readonly shorten: (from: number, size: number, state: number) => number;
}

const instantiate = assembly<Assembly>(wasm);

/** Why the assembly came back. */
const reasons = ['needs input', 'full', 'done', 'damaged', 'truncated'] as const;

/** How deflate data ends: whole, or where it is damaged or cut off. */
export interface DeflateEnd {
  readonly fault: 'damaged' | 'truncated' | undefined;
  /** Where the first byte is that the data did not take. */
  readonly end: number;
}

/** The checksum of nothing at all: of what begins so, the state is in the bytes. */
const noState = 0xffffffff;
/** Bytes of a piece whose checksum costs more than to make them shorter first. */
const longPiece = 12 * 1024;

/** Decompresses raw deflate data (RFC 1951) that is in memory. One inflater is used for one data at a time. */
export class DeflateReader {
  readonly #assembly: Assembly;
  readonly #memory: Buffer;
  readonly #input: Uint8Array;

  constructor() {
    this.#assembly = instantiate();
    const { memory, inputAt, inputSize } = this.#assembly;
    this.#memory = Buffer.from(memory.buffer);
    this.#input = new Uint8Array(memory.buffer, inputAt(), inputSize());
  }

  /**
   * What comes out of the bytes from a position on, piece by piece, up to the first damage. A piece is lent: the next one
   * takes its memory.
   */
  *read(bytes: Buffer, start: number): Generator<Buffer, DeflateEnd> {
    const { reset, run, used, outputAt, takeOutput } = this.#assembly;
    reset();
    let at = start;
    this.#give(bytes, at);
    for (;;) {
      const reason = reasons[run()];
      if (reason === 'needs input') {
        at += used();
        this.#give(bytes, at);
        continue;
      }
      const from = outputAt();
      const size = takeOutput();
      if (size > 0) yield this.#memory.subarray(from, from + size);
      if (reason === 'done') return { fault: undefined, end: at + used() };
      if (reason === 'damaged' || reason === 'truncated') return { fault: reason, end: bytes.length };
    }
  }

  /** The CRC-32 of what came before, of which `check` is that, and a piece that {@link read} lends: four times as fast as zlib. */
  checksum(piece: Buffer, check: number): number {
    if (piece.length < longPiece) return crc32(piece, check);
    const { shorten, restAt } = this.#assembly;
    const size = shorten(piece.byteOffset, piece.length, ~check);
    const start = restAt();
    return crc32(this.#memory.subarray(start, start + size), noState);
  }

  #give(bytes: Buffer, at: number): void {
    const end = Math.min(bytes.length, at + this.#input.length);
    this.#input.set(bytes.subarray(at, end));
    this.#assembly.setInput(end - at, end === bytes.length);
  }
}
