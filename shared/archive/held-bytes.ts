/** What a position is before anything was held. */
const none = Buffer.alloc(0);

interface Piece {
  readonly at: number;
  readonly bytes: Buffer;
  readonly isLent: boolean;
}

/** The end of a text that comes piece by piece: pieces are held and let go when nobody needs them any more. */
export class HeldBytes {
  #pieces: Piece[] = [];
  #end = 0;

  /** The position behind the last byte. */
  get end(): number {
    return this.#end;
  }

  /** How many bytes are held. */
  get size(): number {
    return this.#end - (this.#pieces[0]?.at ?? this.#end);
  }

  /** Takes the next piece. It is lent until {@link release}. */
  push(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push({ at: this.#end, bytes, isLent: true });
    this.#end += bytes.length;
  }

  /** Lets go of all pieces that end at a position or before it, and of those that were lent: what is needed is copied. */
  release(position: number): void {
    const first = this.#pieces.findIndex(({ at, bytes }) => at + bytes.length > position);
    this.#pieces = first === -1 ? [] : this.#pieces.slice(first).map((piece) => ownedFrom(piece, position));
  }

  /** The byte at a position; `undefined` behind the last one. */
  byteAt(position: number): number | undefined {
    const piece = this.#pieceAt(position);
    return piece?.bytes[position - piece.at];
  }

  /** Copies bytes from a position on; returns how many. */
  copy(position: number, into: Uint8Array): number {
    let copied = 0;
    for (let piece = this.#pieceAt(position); piece !== undefined && copied < into.length; ) {
      const from = position + copied - piece.at;
      const part = piece.bytes.subarray(from, from + into.length - copied);
      into.set(part, copied);
      copied += part.length;
      piece = this.#pieceAt(position + copied);
    }
    return copied;
  }

  /** The bytes from one position to another; not copied where they are of one piece. */
  slice(start: number, end: number): Buffer {
    const piece = this.#pieceAt(start);
    if (piece === undefined || end <= start) return none;
    if (end <= piece.at + piece.bytes.length) return piece.bytes.subarray(start - piece.at, end - piece.at);
    const bytes = Buffer.allocUnsafe(Math.min(end, this.#end) - start);
    this.copy(start, bytes);
    return bytes;
  }

  /** The position of a byte from another position on; -1 where it has not come yet. */
  indexOf(byte: number, from: number): number {
    for (let piece = this.#pieceAt(from); piece !== undefined; ) {
      const at = piece.bytes.indexOf(byte, Math.max(0, from - piece.at));
      if (at !== -1) return piece.at + at;
      piece = this.#pieceAt(piece.at + piece.bytes.length);
    }
    return -1;
  }

  #pieceAt(position: number): Piece | undefined {
    let [low, high] = [0, this.#pieces.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece === undefined || position < piece.at) high = middle - 1;
      else if (position >= piece.at + piece.bytes.length) low = middle + 1;
      else return piece;
    }
    return undefined;
  }
}

function ownedFrom(piece: Piece, position: number): Piece {
  if (!piece.isLent) return piece;
  const at = Math.max(piece.at, position);
  return { at, bytes: Buffer.from(piece.bytes.subarray(at - piece.at)), isLent: false };
}
