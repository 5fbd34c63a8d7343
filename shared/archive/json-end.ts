import type { HeldBytes } from './held-bytes.ts';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** Follows JSON text byte by byte, over pieces, to where what it is in ends. It is for the rare places; most are scanned. */
export class JsonEnd {
  #at: number;
  #depth: number;
  #inText = false;
  readonly #endsAtComma: boolean;

  /** `depth`: of the brackets that are open at the start. `endsAtComma`: whether a comma between brackets ends it. */
  constructor(
    start: number,
    { depth, endsAtComma }: { readonly depth: number; readonly endsAtComma: boolean },
  ) {
    this.#at = start;
    this.#depth = depth;
    this.#endsAtComma = endsAtComma;
  }

  /**
   * The position of the comma or of the closing bracket that ends it; `undefined` where that has not come yet, so that it is to be
   * asked again when more has.
   */
  find(held: HeldBytes): number | undefined {
    for (let byte = held.byteAt(this.#at); byte !== undefined; byte = held.byteAt(++this.#at)) {
      if (this.#inText) this.#followText(byte);
      else if (this.#isEnd(byte)) return this.#at;
    }
    return undefined;
  }

  #isEnd(byte: number): boolean {
    if (byte === quote) this.#inText = true;
    else if (isOpening(byte)) this.#depth++;
    else if (isClosing(byte)) return --this.#depth === (this.#endsAtComma ? -1 : 0);
    return byte === comma && this.#depth === 0 && this.#endsAtComma;
  }

  #followText(byte: number): void {
    if (byte === quote) this.#inText = false;
    // What a backslash escapes is passed over; where it has not come yet, it is the first byte of the next piece.
    else if (byte === backslash) this.#at++;
  }
}

function isOpening(byte: number): boolean {
  return byte === 0x5b || byte === 0x7b;
}

function isClosing(byte: number): boolean {
  return byte === 0x5d || byte === 0x7d;
}
