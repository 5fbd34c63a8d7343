import type { TimeSpan } from '../archive/record-batch.ts';
import type { TimeRange } from '../archive/time-range.ts';
import type { ArchiveAudit } from './archive-audit.ts';
import { type PartEnd, type PartHeader, type PartLine, UnfitPartError } from './audit-part.ts';
import type { FileCoverage } from './audit-report.ts';
import { joinCoverage } from './join-coverage.ts';
import { type PartSource, partLines } from './part-lines.ts';

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

/** A part, and where in it the reading stands. */
interface PartInWork {
  readonly source: PartSource;
  /** {@link placeOf} of the file that comes next, never before that of the one before it. */
  place: string;
  file: string;
  /** Once the first file's turn has come. */
  lines?: AsyncGenerator<PartLine>;
}

/**
 * Gives what parts hold to an audit in the order of their files, whichever part these are in: it comes to the report that
 * it would have come to over the files. A part is opened when its first file's turn has come: of parts that follow one
 * another one is open at a time. Returns the coverage of all files. Throws {@link UnfitPartError}.
 */
export async function joinParts(
  sources: readonly PartSource[],
  taker: PartTaker,
  { ownCalls, onPart = () => undefined }: JoinOptions = {},
): Promise<FileCoverage> {
  const left: PartInWork[] = [];
  for (const source of sources) insert(left, await beginning(source, ownCalls));
  const coverages: FileCoverage[] = [];
  let open = 0;
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (part.lines === undefined && ++open > mostOpen) throw new UnfitPartError(tooManyOpen);
    const files = await readOn(part, taker);
    if (files === undefined) {
      insert(left, part);
      continue;
    }
    open--;
    coverages.push(files);
    onPart();
  }
  return joinCoverage(coverages);
}

const tooManyOpen = `more than ${mostOpen} parts hold files that lie between those of one another: join some of them first (\`sts-warden part --parts\`)`;

/** Where the files of a part begin. */
async function beginning(source: PartSource, ownCalls: TimeRange | undefined): Promise<PartInWork> {
  let place = '';
  for await (const line of partLines(source)) {
    if ('format' in line) checkReading(source.name, line, ownCalls);
    if (!('file' in line)) continue;
    place = placeOf(line.file);
    break;
  }
  return { source, place, file: '' };
}

/** Reads a part up to its next file; at its end returns the coverage. */
async function readOn(part: PartInWork, taker: PartTaker): Promise<FileCoverage | undefined> {
  part.lines ??= partLines(part.source);
  let files: FileCoverage | undefined;
  for (let next = await part.lines.next(); next.done !== true; next = await part.lines.next()) {
    const line = next.value;
    if ('file' in line) {
      const isFirst = part.file === '';
      part.file = line.file;
      part.place = laterOf(part.place, placeOf(line.file));
      if (!isFirst) return undefined;
    } else if ('passed' in line) {
      const { passed } = line;
      taker.passOver(passed.count, timesOf(passed), passed.malformed);
      files = line.files;
    } else feed(line, part.file, taker);
  }
  return files;
}

function feed(line: PartLine, file: string, taker: PartTaker): void {
  if ('record' in line) taker.read(file, { content: line.record, place: '' });
  if ('malformed' in line)
    taker.read(file, { malformed: line.malformed.reason, place: line.malformed.place });
}

function timesOf({ first, last }: PartEnd['passed']): TimeSpan | undefined {
  return first === undefined || last === undefined ? undefined : { first, last };
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

function checkReading(name: string, { reading }: PartHeader, ownCalls: TimeRange | undefined): void {
  if (ownCalls === undefined) return;
  const { ownCalls: kept } = reading;
  if (kept === undefined)
    throw new UnfitPartError(`\`${name}\` was made without --observed, and holds no own calls of requesters`);
  if (kept.from !== ownCalls.from || kept.to !== ownCalls.to)
    throw new UnfitPartError(`\`${name}\` holds own calls of other times than --from and --to select`);
}

/** Into a list whose last part is the one to read on; of those at one place the one that was added last. */
function insert(left: PartInWork[], part: PartInWork): void {
  let [from, to] = [0, left.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((left[middle] as PartInWork).place >= part.place) from = middle + 1;
    else to = middle;
  }
  left.splice(from, 0, part);
}

/** Where a file stands among others, as a text: folders are read in the order of the names on the way to a file. */
export function placeOf(path: string): string {
  return path.replaceAll('/', '\0');
}
