import { recordId, text } from '../cloudtrail/parse-record.ts';
import type { Fields } from '../json/value.ts';
import type { Found } from './found.ts';

/**
 * What the members of one object came to, in which one record may stand in several guises, as text and parsed: of records
 * with one id (or time, where they have none), source and name in different members the first member’s count. Within a
 * member nothing is a duplicate.
 */
export class Guises {
  readonly #found: Found[] = [];
  /** What is damaged in members that hold a record as it came, and no more: another guise may be whole. */
  readonly #damagedCopies: Found[] = [];
  /** Records of earlier members, and those of them that stand in another guise besides. */
  readonly #seen = new Set<string>();
  readonly #copied = new Set<string>();
  #hasRecords = false;

  get hasRecords(): boolean {
    return this.#hasRecords;
  }

  /** Takes in what one member came to. `isCopy` says that the member holds what others hold too. */
  add(found: Iterable<Found>, isCopy: boolean): void {
    const records: Fields[] = [];
    const rest: Found[] = [];
    for (const one of found) {
      if (!('record' in one)) rest.push(one);
      else {
        records.push(one.record);
        if (!this.#isGuise(one.record, isCopy)) this.#found.push(one);
      }
    }
    (isCopy && records.length === 0 ? this.#damagedCopies : this.#found).push(...rest);
    this.#hasRecords ||= records.length > 0;
    for (const record of records) {
      this.#seen.add(keyOf(record));
      if (isCopy) this.#copied.add(keyOf(record));
    }
  }

  /** Without an id, only where one of both is known to be a copy: such records are no duplicates elsewhere either. */
  #isGuise(record: Fields, isCopy: boolean): boolean {
    const known = isCopy || recordId(record) !== undefined ? this.#seen : this.#copied;
    return known.has(keyOf(record));
  }

  /** All that was found; where there is something, not that other members are empty. */
  *all(): Generator<Found> {
    const found = this.#hasRecords ? this.#found : [...this.#damagedCopies, ...this.#found];
    const kinds = new Set<string>();
    for (const one of found) {
      if ('aside' in one) {
        const { kind, treatment } = one.aside;
        if (kinds.has(kind) || (treatment === 'empty' && found.length > 1)) continue;
        kinds.add(kind);
      }
      yield one;
    }
  }
}

function keyOf(record: Fields): string {
  const { eventSource, eventName, eventTime } = record;
  return `${recordId(record) ?? named(eventTime)} ${named(eventSource)} ${named(eventName)}`;
}

/** A damaged record may have anything where a text belongs. */
function named(value: unknown): string {
  return text(value) ?? '';
}
