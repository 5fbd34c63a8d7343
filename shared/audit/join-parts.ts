import type { TimeRange } from '../archive/time-range.ts';
import type { Fields } from '../json/value.ts';
import type { ArchiveAudit } from './archive-audit.ts';
import { type PartEnd, type PartFile, type PartLine, UnfitPartError } from './audit-part.ts';
import type { FileCoverage } from './audit-report.ts';
import { placeOf } from './file-place.ts';
import { joinCoverage } from './join-coverage.ts';
import { readPartEnds, withoutHours } from './part-end.ts';
import { mayHold, partLines } from './part-lines.ts';
import type { PartSource } from './part-source.ts';
import { malformedIn, timesIn } from './part-totals.ts';

/** Who takes in what parts hold, as it took in the files. */
export type PartTaker = Pick<ArchiveAudit, 'passOver' | 'read'>;

export interface JoinOptions {
  /** In which time callers' own calls are to decide; absent where they are not to. */
  readonly ownCalls?: TimeRange | undefined;
  /** Told when a part has been read to its end. */
  readonly onPart?: () => void;
}

/** Parts that are read at once, at the most: each has a file open, and memory of its own. */
const mostOpen = 500;
/** Parts that are begun before their turn: what is far away takes longer to come than to be read. */
const begunAhead = 16;

/** A part, and what it says of itself. */
export interface KnownPart {
  readonly source: PartSource;
  readonly end: PartEnd;
}

/** A part, and where in it the reading stands. */
interface PartInWork extends KnownPart {
  /** Of parts at one place the one with the least is read first. */
  readonly number: number;
  /** {@link placeOf} of the file that comes next, or of one before it; never before that of the one before it. */
  place: string;
  file: string;
  /** Once the first file's turn has come, or is near. */
  lines?: AsyncGenerator<PartLine>;
  /** The first line, until it is used. */
  first?: Promise<IteratorResult<PartLine>> | undefined;
  isOpen?: boolean;
}

/**
 * Gives what parts hold to an audit in the order of their files, whichever part these are in: it comes to the report that
 * it would have come to over the files. Returns the coverage of all files. Throws {@link UnfitPartError}.
 */
export async function joinParts(
  sources: readonly PartSource[],
  taker: PartTaker,
  { ownCalls, onPart }: JoinOptions = {},
): Promise<FileCoverage> {
  const parts = await readPartEnds(sources, (end, source) => ({ source, end: withoutHours(end) }));
  const ends = parts.map(({ end }) => end);
  for (const { source, end } of parts) checkReading(source.name, end, ownCalls);
  await takeRecords(parts, {}, { take: (file, content) => taker.read(file, { content, place: '' }), onPart });
  for (const { passed } of ends) taker.passOver(passed.count, timesIn(passed), passed.malformed);
  for (const { path, place, reason } of malformedIn(ends)) taker.read(path, { malformed: reason, place });
  return joinCoverage(ends.map(({ files }) => files));
}

interface RecordTaking {
  readonly take: (file: string, record: Fields) => void;
  readonly onPart?: (() => void) | undefined;
}

/**
 * Gives the records of the blocks that may hold one of some times, in the order of their files: of files of one place in
 * that of the parts. A part is opened when its turn has come: of parts that follow one another one is open at a time.
 */
export async function takeRecords(
  parts: readonly KnownPart[],
  times: TimeRange,
  { take, onPart = () => undefined }: RecordTaking,
): Promise<void> {
  const left: PartInWork[] = [];
  for (const [number, part] of parts.entries()) {
    const { blocks, kept } = part.end;
    if (blocks.some((block) => mayHold(block, times)))
      insert(left, { ...part, number, place: placeOf(kept.firstFile ?? ''), file: '' });
    else onPart();
  }
  const begun = new Set<PartInWork>();
  let open = 0;
  try {
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      if (!part.isOpen && ++open > mostOpen) throw new UnfitPartError(tooManyOpen);
      part.isOpen = true;
      for (const near of [part, ...left.slice(-begunAhead).reverse()]) {
        begin(near, times);
        begun.add(near);
      }
      if (await isReadToItsEnd(part, take)) {
        begun.delete(part);
        open--;
        onPart();
      } else insert(left, part);
    }
  } finally {
    await Promise.allSettled([...begun].map(({ lines }) => lines?.return(undefined)));
  }
}

const tooManyOpen = `more than ${mostOpen} parts hold files that lie between those of one another: join some of them first (\`sts-warden part --parts\`)`;

function begin(part: PartInWork, times: TimeRange): void {
  if (part.lines !== undefined) return;
  part.lines = partLines(part.source, part.end, times);
  part.first = part.lines.next();
  // A fault is one when the part's turn has come.
  part.first.catch(() => undefined);
}

/** Reads a part up to its next file. */
async function isReadToItsEnd(part: PartInWork, take: RecordTaking['take']): Promise<boolean> {
  const { lines, first } = part as Required<PartInWork>;
  part.first = undefined;
  for (let next = await (first ?? lines.next()); next.done !== true; next = await lines.next()) {
    const line = next.value;
    if ('record' in line) take(part.file, line.record);
    if (!('file' in line)) continue;
    part.file = line.file;
    part.place = laterOf(part.place, placeIn(line));
    return false;
  }
  return true;
}

/** No file comes before one that was read before it. */
function placeIn({ file, after }: PartFile): string {
  return after === undefined ? placeOf(file) : laterOf(placeOf(file), placeOf(after));
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

function checkReading(name: string, { reading }: PartEnd, ownCalls: TimeRange | undefined): void {
  if (ownCalls === undefined) return;
  const { ownCalls: kept } = reading;
  if (kept === undefined)
    throw new UnfitPartError(`\`${name}\` was made without --observed, and holds no own calls of requesters`);
  if (kept.from !== ownCalls.from || kept.to !== ownCalls.to)
    throw new UnfitPartError(`\`${name}\` holds own calls of other times than --from and --to select`);
}

/** Into a list whose last part is the one to read on. */
function insert(left: PartInWork[], part: PartInWork): void {
  let [from, to] = [0, left.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBefore(part, left[middle] as PartInWork)) from = middle + 1;
    else to = middle;
  }
  left.splice(from, 0, part);
}

function isBefore(one: PartInWork, other: PartInWork): boolean {
  return one.place === other.place ? one.number < other.number : one.place < other.place;
}
