import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const itemsInPack = 1000;
/** The fastest: what is alike in many items goes all the same. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** A list of JSON values that takes little memory: a tenth of that of objects, where many are alike. */
export class PackedList<Item> {
  readonly #packs: Uint8Array[] = [];
  #texts: string[] = [];

  /** How many there are. */
  get length(): number {
    return this.#packs.length * itemsInPack + this.#texts.length;
  }

  /** What JSON cannot say is lost, members that are `undefined` for one. */
  push(item: Item): void {
    this.#texts.push(JSON.stringify(item));
    if (this.#texts.length < itemsInPack) return;
    this.#packs.push(zstdCompressSync(`[${this.#texts.join(',')}]`, { params }));
    this.#texts = [];
  }

  /** The values in their order. */
  *[Symbol.iterator](): Generator<Item> {
    for (const pack of this.#packs) yield* JSON.parse(zstdDecompressSync(pack).toString());
    yield* JSON.parse(`[${this.#texts.join(',')}]`);
  }
}
