import type { ArchiveFile, FileReading } from '../archive/file-reading.ts';
import type { FileSource } from '../archive/file-source.ts';
import type { Aside } from '../archive/found.ts';
import type { CountedAside } from '../archive/record-batch.ts';
import type { FileCoverage, MetAside } from './audit-report.ts';

/** Files of these names were meant as archives: where they hold nothing, something is wrong. The content decides all else. */
const archiveName = /\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i;
const holdsNone = 'holds no CloudTrail records';
const nothing: CountedAside = { kind: 'empty file', treatment: 'empty', count: 1, place: '' };
const otherText: CountedAside = { kind: 'text without records', treatment: 'empty', count: 1, place: '' };
const worstFirst: readonly Aside['treatment'][] = ['refused', 'misplaced', 'empty', 'ignored'];

/** What is known of a file that has not come to its end. */
interface Sofar {
  /** Whether there were records, or a list of them. */
  readonly isArchive: boolean;
  readonly asides: readonly CountedAside[];
  /** Faults that are of no record, where nothing is an archive. */
  readonly faults: readonly Fault[];
}

type Fault = FileReading['batch']['malformed'][number];

/**
 * Says of each file what became of it: read; skipped, with the reason; or ignored, because what it holds is known to lie
 * there, or it lies in a folder and nothing says that it was meant.
 */
export class FileOutcomes {
  readonly #open = new Map<number, Sofar>();
  readonly #skipped: { path: string; reason: string }[] = [];
  readonly #met = new Map<string, MetAside>();
  /** Paths that the user gave, and whether an archive or what lies around one was there, or a fault that is told. */
  readonly #named = new Map<string, boolean>();
  #read = 0;
  #ignored = 0;

  /** Takes in the next part of a file. Returns the malformed records of it, where it is an archive, and of the parts before. */
  add(file: ArchiveFile, { index, batch, isEnd, fault }: FileReading): readonly Fault[] {
    const { passed, count, lists, skipped, asides, malformed } = batch;
    for (const { place, reason } of skipped) this.#skipped.push({ path: `${file.path}: ${place}`, reason });
    const before = this.#open.get(index) ?? { isArchive: false, asides: [], faults: [] };
    const isArchive = before.isArchive || passed + count + lists + skipped.length > 0;
    const faults = before.faults.length === 0 ? malformed : [...before.faults, ...malformed];
    const sofar: Sofar = {
      isArchive,
      asides: asides.length === 0 ? before.asides : [...before.asides, ...asides],
      faults: isArchive ? [] : faults,
    };
    this.#open.set(index, sofar);
    if (isEnd) {
      this.#open.delete(index);
      this.#end(file, sofar, fault);
    }
    return isArchive ? faults : [];
  }

  /** The coverage of the files. Files of which only a part was read count as read. */
  coverage(
    {
      skipped,
      ignored,
      leftOut,
    }: Pick<FileSource, 'skipped' | 'ignored'> & Partial<Pick<FileSource, 'leftOut'>>,
    interrupted: boolean,
  ): FileCoverage {
    for (const { path, reason } of ignored) this.#count(path, [{ ...nothing, kind: reason }]);
    const empty = [...this.#named].filter(([, isHeld]) => !isHeld).map(([path]) => path);
    return {
      filesRead: this.#read + this.#open.size,
      filesSkipped: [
        ...skipped,
        ...this.#skipped,
        ...(interrupted ? [] : empty).map((path) => ({ path, reason: holdsNone })),
      ],
      filesIgnored: this.#ignored,
      withoutRecords: [...this.#met.values()],
      leftOutByDate: leftOut?.counts,
      interrupted,
    };
  }

  #end(file: ArchiveFile, { isArchive, asides, faults }: Sofar, fault: string | undefined): void {
    if (fault !== undefined) this.#skip(file, fault, asides);
    else if (!isArchive) this.#endWithoutRecord(file, asides, faults[0]);
    else {
      this.#read++;
      this.#named.set(file.named, true);
      this.#meet(file.path, asides);
    }
  }

  #endWithoutRecord(file: ArchiveFile, asides: readonly CountedAside[], fault: Fault | undefined): void {
    const worst = worstOf(asides);
    if (isSkipped(file, worst, fault)) {
      this.#skip(file, fault === undefined ? reasonOf(worst) : `${fault.reason} (${fault.place})`, asides);
      return;
    }
    const isAround = worst.treatment === 'ignored';
    this.#named.set(file.named, isAround || (this.#named.get(file.named) ?? false));
    if (asides.length > 0) this.#count(file.path, asides);
    else this.#count(file.path, [fault === undefined ? nothing : otherText]);
  }

  #skip(file: ArchiveFile, reason: string, asides: readonly CountedAside[]): void {
    this.#skipped.push({ path: file.path, reason });
    this.#named.set(file.named, true);
    this.#meet(file.path, asides);
  }

  /** An ignored file counts once for each kind, however often it is met in it. */
  #count(path: string, asides: readonly CountedAside[]): void {
    this.#ignored++;
    const once = asides.map((aside) => ({ ...aside, count: 1 }));
    this.#meet(path, once);
  }

  #meet(path: string, asides: readonly CountedAside[]): void {
    for (const aside of asides) {
      const key = `${aside.treatment} ${aside.kind}`;
      const known = this.#met.get(key);
      this.#met.set(
        key,
        known === undefined ? { ...aside, path } : { ...known, count: known.count + aside.count },
      );
    }
  }
}

/** Whether a file without a record is told as one that could not be read: somebody meant it to be. */
function isSkipped(
  { path, named }: ArchiveFile,
  { treatment }: CountedAside,
  fault: Fault | undefined,
): boolean {
  if (treatment === 'refused') return true;
  if (treatment === 'misplaced') return path === named;
  return (path === named || archiveName.test(path)) && (treatment === 'empty' || fault !== undefined);
}

/** What decides about a file that holds no record; one that holds nothing at all is empty. */
function worstOf(asides: readonly CountedAside[]): CountedAside {
  const [worst = nothing] = worstFirst.flatMap(
    (treatment) => asides.find((aside) => aside.treatment === treatment) ?? [],
  );
  return worst;
}

function reasonOf(aside: CountedAside): string {
  if (aside === nothing) return 'the file is empty';
  const { kind, treatment, advice } = aside;
  if (treatment === 'empty' && advice === undefined) return holdsNone;
  return `${holdsNone} (${kind})${advice === undefined ? '' : `: ${advice}`}`;
}
