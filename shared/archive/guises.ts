import { recordId } from '../cloudtrail/parse-record.ts';
import type { Fields } from '../json/value.ts';
import type { Found } from './found.ts';

/**
 * What the members of one object came to, in which one record may stand in several guises, as text and parsed: of records
 * with one id, source and name in different members the first member’s count. Within a member nothing is a duplicate.
 */
export class Guises {
  readonly #found: Found[] = [];
  /** What is damaged in members that hold a record as it came, and no more: another guise may be whole. */
  readonly #damagedCopies: Found[] = [];
  readonly #seen = new Set<string>();
  #hasRecords = false;

  get hasRecords(): boolean {
    return this.#hasRecords;
  }

  /** Takes in what one member came to. `isCopy` says that the member holds what others hold too. */
  add(found: Iterable<Found>, isCopy: boolean): void {
    const member = [...found];
    const keys: (string | undefined)[] = [];
    for (const one of member) {
      if (!('record' in one)) continue;
      const key = keyOf(one.record);
      const isGuise = key === undefined ? isCopy && this.#hasRecords : this.#seen.has(key);
      if (!isGuise) this.#found.push(one);
      keys.push(key);
    }
    const rest = member.filter((one) => !('record' in one));
    (isCopy && keys.length === 0 ? this.#damagedCopies : this.#found).push(...rest);
    this.#hasRecords ||= keys.length > 0;
    for (const key of keys) if (key !== undefined) this.#seen.add(key);
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

function keyOf(record: Fields): string | undefined {
  const id = recordId(record);
  return id === undefined ? undefined : `${id} ${record.eventSource} ${record.eventName}`;
}
