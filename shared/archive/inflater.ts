import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { damagedFault, truncatedFault } from './compression-faults.ts';
import { afterZeros } from './gzip-padding.ts';
import type { UnreadableFileError } from './unreadable-file.ts';

/** Bytes of the pieces that come out. */
const chunkSize = 1024 * 1024;

export type Compression = 'gzip' | 'zstandard';
type Engine = Gunzip | ZstdDecompress;

/** What came out of a piece, and what went wrong after that. */
export interface Inflated {
  readonly chunks: readonly Buffer[];
  readonly fault?: UnreadableFileError;
}

/**
 * Decompresses gzip or Zstandard piece by piece. It is a row of engines: one ends with its frame, and where bytes are left
 * another one takes them. Of a piece that is damaged little or nothing comes out.
 */
export class Inflater {
  readonly #compression: Compression;
  #engine: Engine;
  #chunks: Buffer[] = [];
  #failed: Error | undefined;
  #isEnded = false;
  #settle: () => void = () => undefined;

  constructor(compression: Compression) {
    this.#compression = compression;
    this.#engine = this.#start();
  }

  async write(piece: Buffer): Promise<Inflated> {
    let rest = piece;
    while (rest.length > 0 && this.#failed === undefined) {
      if (this.#isEnded) {
        if (this.#compression === 'gzip') rest = rest.subarray(afterZeros(rest));
        if (rest.length === 0) break;
        this.#engine = this.#start();
      }
      const before = this.#engine.bytesWritten;
      await this.#settled((done) => this.#engine.write(rest, done));
      if (!this.#isEnded) break;
      rest = rest.subarray(this.#engine.bytesWritten - before);
    }
    return this.#take();
  }

  async end(): Promise<Inflated> {
    if (!this.#isEnded && this.#failed === undefined) await this.#settled(() => this.#engine.end());
    return this.#take();
  }

  /** Data comes out as soon as it is there: what waits in a stream is lost where that fails. */
  #start(): Engine {
    const engine =
      this.#compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize });
    this.#isEnded = false;
    engine.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    engine.on('error', (error) => {
      this.#failed = error;
      this.#settle();
    });
    engine.on('end', () => {
      this.#isEnded = true;
      this.#settle();
    });
    return engine;
  }

  /** Waits until a piece is done, or the engine has ended or failed. */
  #settled(begin: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      begin(() => setImmediate(resolve));
    });
  }

  #take(): Inflated {
    const chunks = this.#chunks;
    this.#chunks = [];
    return this.#failed === undefined ? { chunks } : { chunks, fault: faultOf(this.#failed) };
  }
}

function faultOf({ code, message }: NodeJS.ErrnoException): UnreadableFileError {
  return code === 'Z_BUF_ERROR' ? truncatedFault() : damagedFault(code ?? message);
}
