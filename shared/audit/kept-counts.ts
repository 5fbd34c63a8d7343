import type { TimeSpan } from '../archive/record-batch.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import type { KeptRecords, PartBlock } from './audit-part.ts';
import { spanOf } from './audit-result.ts';

const secondsInHour = 3600;

/** A record that is kept in a part. */
interface KeptRecord {
  /** `undefined` where no rule concerns it. */
  readonly judged: JudgedRecord | undefined;
  /** Seconds since 1970 UTC; `undefined` where it has none. */
  readonly time: number | undefined;
  /** Whether it is kept for what it shows of its caller alone. */
  readonly isOwnCall: boolean;
}

/** Counts what a part holds, block by block: by that an audit knows which blocks it needs. */
export class KeptCounts {
  readonly blocks: PartBlock[] = [];
  #count = 0;
  #times: TimeSpan | undefined;
  readonly #hours = new Map<number, number>();
  readonly #refusedKeys = new Set<string>();
  #firstFile: string | undefined;
  /** Of the block that is being written. */
  #blockCount = 0;
  #blockTimes: TimeSpan | undefined;

  /** How many records there are so far. */
  get count(): number {
    return this.#count;
  }

  add(path: string, { judged, time, isOwnCall }: KeptRecord): void {
    this.#count++;
    this.#blockCount++;
    this.#firstFile ??= path;
    const at = time ?? 0;
    this.#blockTimes = spanOf(this.#blockTimes, { first: at, last: at });
    if (time !== undefined) this.#times = spanOf(this.#times, { first: time, last: time });
    const hour = Math.floor(at / secondsInHour);
    if (!isOwnCall) this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1);
    const key = judged?.requester.accessKeyId;
    if (judged?.refusedAs !== undefined && key !== undefined) this.#refusedKeys.add(key);
  }

  /** A block with what was added since the last one has been written. */
  endBlock(bytes: number): void {
    const { first, last } = this.#blockTimes ?? { first: 0, last: 0 };
    this.blocks.push({ bytes, records: this.#blockCount, first, last });
    this.#blockCount = 0;
    this.#blockTimes = undefined;
  }

  get total(): KeptRecords {
    return {
      count: this.#count,
      ...this.#times,
      hours: [...this.#hours].sort(([one], [other]) => one - other),
      refusedKeys: [...this.#refusedKeys],
      ...(this.#firstFile !== undefined && { firstFile: this.#firstFile }),
    };
  }
}
