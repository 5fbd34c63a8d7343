import type { FileReading } from '../archive/file-reading.ts';
import type { Told } from '../archive/find-files.ts';
import type { Aside } from '../archive/found.ts';
import type { CountedAside } from '../archive/record-batch.ts';
import type { FileCoverage, MetAside } from './archive-audit.ts';

/** Files of these names were meant as archives: where they hold nothing, something is wrong. The content decides all else. */
const archiveName = /\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i;
const emptyFile: CountedAside = { kind: 'empty file', treatment: 'empty', count: 1, place: '' };
const worstFirst: readonly Aside['treatment'][] = ['refused', 'misplaced', 'empty', 'ignored'];

/** What is known of a file that has not come to its end. */
interface Sofar {
  readonly holdsRecords: boolean;
  readonly lists: number;
  readonly asides: readonly CountedAside[];
}

/**
 * Says of each file what became of it: read; skipped, with the reason; or ignored, because what it holds is known to lie
 * there, or it lies in a folder and nothing says that it was meant.
 */
export class FileOutcomes {
  readonly #named: ReadonlySet<string>;
  readonly #open = new Map<number, Sofar>();
  readonly #skipped: { path: string; reason: string }[] = [];
  readonly #met = new Map<string, MetAside>();
  #read = 0;
  #ignored = 0;

  /** `named`: the paths that the user gave. */
  constructor(named: readonly string[]) {
    this.#named = new Set(named);
  }

  /** Takes in the next part of a file. */
  add(path: string, { index, batch, isEnd, fault }: FileReading): void {
    for (const { place, reason } of batch.skipped) this.#skipped.push({ path: `${path}: ${place}`, reason });
    const before = this.#open.get(index) ?? { holdsRecords: false, lists: 0, asides: [] };
    const sofar: Sofar = {
      holdsRecords:
        before.holdsRecords || batch.passed + batch.records.length + batch.malformed.length + batch.skipped.length > 0,
      lists: before.lists + batch.lists,
      asides: batch.asides.length === 0 ? before.asides : [...before.asides, ...batch.asides],
    };
    if (!isEnd) {
      this.#open.set(index, sofar);
      return;
    }
    this.#open.delete(index);
    if (fault === undefined) this.#end(path, sofar);
    else {
      this.#skipped.push({ path, reason: fault });
      this.#meetAll(path, sofar.asides);
    }
  }

  /** The coverage of the files. Files of which only a part was read count as read. */
  coverage(skipped: readonly Told[], ignored: readonly Told[], interrupted: boolean): FileCoverage {
    for (const { path, reason } of ignored) this.#ignore(path, [{ kind: reason, treatment: 'ignored', count: 1, place: '' }]);
    return {
      filesRead: this.#read + this.#open.size,
      filesSkipped: [...skipped, ...this.#skipped],
      filesIgnored: this.#ignored,
      withoutRecords: [...this.#met.values()],
      interrupted,
    };
  }

  #end(path: string, { holdsRecords, lists, asides }: Sofar): void {
    const isMeant = this.#named.has(path) || archiveName.test(path);
    if (holdsRecords || (asides.length === 0 && lists > 0)) {
      this.#read++;
      this.#meetAll(path, asides);
    } else if (asides.length === 0) {
      if (isMeant) this.#skipped.push({ path, reason: 'the file is empty' });
      else this.#ignore(path, [emptyFile]);
    } else this.#endWithoutRecord(path, asides, isMeant);
  }

  #endWithoutRecord(path: string, asides: readonly CountedAside[], isMeant: boolean): void {
    const worst = worstFirst.flatMap((treatment) => asides.find((aside) => aside.treatment === treatment) ?? [])[0];
    const isSkipped =
      worst?.treatment === 'refused' ||
      (worst?.treatment === 'empty' && isMeant) ||
      (worst?.treatment === 'misplaced' && this.#named.has(path));
    if (worst !== undefined && isSkipped) this.#skipped.push({ path, reason: reasonOf(worst) });
    else this.#ignore(path, asides);
  }

  /** A file counts once for each kind, however often it is met in it. */
  #ignore(path: string, asides: readonly CountedAside[]): void {
    this.#ignored++;
    this.#meetAll(
      path,
      asides.map((aside) => ({ ...aside, count: 1 })),
    );
  }

  #meetAll(path: string, asides: readonly CountedAside[]): void {
    for (const aside of asides) {
      const key = `${aside.treatment} ${aside.kind}`;
      const known = this.#met.get(key);
      this.#met.set(key, known === undefined ? { ...aside, path } : { ...known, count: known.count + aside.count });
    }
  }
}

function reasonOf({ kind, advice }: CountedAside): string {
  return `holds no CloudTrail records, but ${kind}${advice === undefined ? '' : `: ${advice}`}`;
}
