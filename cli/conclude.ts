import type { Format, FormatView } from '../shared/formats/format.ts';
import type { Result, ResultKind } from '../shared/report/result.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { tell } from './tell.ts';
import type { Interruption, Terminal } from './terminal.ts';
import type { Output } from './write-output.ts';

/** What a command found out, before anything is written. */
export interface Conclusion<Kind extends ResultKind = ResultKind> {
  readonly result: Result<Kind>;
  /** What came before the end. */
  readonly interrupted?: Interruption | undefined;
}

/** What there is beside results. */
export interface Ends {
  /** Whether there is something at or above the fail level. */
  readonly isFound: boolean;
  /** What could not be read, a line each, where the report does not name it. */
  readonly troubles: readonly string[];
  /** What could not be read or judged and the report names, a line each. */
  readonly reportedTroubles?: readonly string[];
  /** What else is worth a line each, where the format is none for people, who read it in the result. */
  readonly notes?: readonly string[];
  /** Why nothing at all was judged, though there was something to judge: that is never as good as nothing found. */
  readonly nothingJudged?: string | undefined;
  /** What came before the end. */
  readonly interrupted?: Interruption | undefined;
}

/** How a result is written. */
export interface Writing extends Omit<FormatView, 'paint'> {
  readonly format: Format;
  readonly color: boolean;
  readonly quiet?: boolean | undefined;
}

/** Writes results, tells on standard error what could not be read, and says by the exit code what was found. */
export async function conclude(
  results: readonly Result[],
  ends: Ends,
  { format, color, quiet = false, ...view }: Writing,
  output: Output,
  terminal: Terminal,
): Promise<ExitCode> {
  const paint = paintFor(terminal, color && output.path === undefined);
  try {
    await output.write(() => format.render(results, { ...view, paint }));
  } finally {
    const isSeen = format.isForPeople === true && output.path === undefined && terminal.stdout.isTTY === true;
    for (const trouble of toldOf(ends, isSeen)) tell(terminal, trouble);
    if (format.omitsUnread && isUnread(ends))
      tell(terminal, `\`${format.name}\` has no place for what could not be read: the result is not whole`);
    if (format.isForPeople !== true && !quiet) for (const note of ends.notes ?? []) tell(terminal, note);
  }
  return exitCodeOf(ends);
}

/** What a person has to be told: a file, a pipe and JSON hide from them what the report names. */
function toldOf(ends: Ends, isReportSeen: boolean): string[] {
  const { troubles, reportedTroubles = [], nothingJudged } = ends;
  return [
    ...troubles,
    ...(isReportSeen ? [] : reportedTroubles),
    ...(nothingJudged === undefined ? [] : [nothingJudged]),
  ];
}

function isUnread({ troubles, reportedTroubles = [] }: Pick<Ends, 'troubles' | 'reportedTroubles'>): boolean {
  return troubles.length + reportedTroubles.length > 0;
}

function exitCodeOf({
  isFound,
  troubles,
  reportedTroubles = [],
  nothingJudged,
  interrupted,
}: Ends): ExitCode {
  if (interrupted !== undefined)
    return interrupted === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  if (isUnread({ troubles, reportedTroubles })) return exitCodes.unreadableInput;
  if (nothingJudged !== undefined) return exitCodes.wrongUsage;
  return isFound ? exitCodes.findings : exitCodes.nothingFound;
}
