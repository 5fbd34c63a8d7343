import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Formats } from './formats.ts';
import { paintFor } from './paint.ts';
import { tell } from './tell.ts';
import type { Interruption, Terminal } from './terminal.ts';
import type { Output } from './write-output.ts';

/** What a command found out, before anything is written. */
export interface Conclusion<Report> {
  readonly report: Report;
  /** Whether there is something at or above the fail level. */
  readonly isFound: boolean;
  /** What could not be read, a line each, where the report does not name it. */
  readonly troubles: readonly string[];
  /** What could not be read or judged and the report names, a line each. */
  readonly reportedTroubles?: readonly string[];
  /** Why nothing at all was judged, though there was something to judge: that is never as good as nothing found. */
  readonly nothingJudged?: string | undefined;
  /** What came before the end. */
  readonly interrupted?: Interruption | undefined;
}

/** How a report is written. */
export interface WritingOptions<Format extends string> {
  readonly format: Format | 'table';
  readonly color: boolean;
}

/** Writes the report, tells on standard error what could not be read, and says by the exit code what was found. */
export async function conclude<Report, Format extends string>(
  conclusion: Conclusion<Report>,
  formats: Formats<Report, Format>,
  { format, color }: WritingOptions<Format>,
  output: Output,
  terminal: Terminal,
): Promise<ExitCode> {
  const paint = paintFor(terminal, color && output.path === undefined);
  try {
    await output.write(() => {
      const result = formats[format](conclusion.report, paint);
      return typeof result === 'string' ? [result] : result;
    });
  } finally {
    const isSeen = format === 'table' && output.path === undefined && terminal.stdout.isTTY === true;
    for (const trouble of toldOf(conclusion, isSeen)) tell(terminal, trouble);
  }
  return exitCodeOf(conclusion);
}

/** What a person has to be told: a file, a pipe and JSON hide from them what the report names. */
function toldOf(conclusion: Conclusion<unknown>, isReportSeen: boolean): string[] {
  const { troubles, reportedTroubles = [], nothingJudged } = conclusion;
  return [
    ...troubles,
    ...(isReportSeen ? [] : reportedTroubles),
    ...(nothingJudged === undefined ? [] : [nothingJudged]),
  ];
}

function exitCodeOf({
  isFound,
  troubles,
  reportedTroubles = [],
  nothingJudged,
  interrupted,
}: Conclusion<unknown>): ExitCode {
  if (interrupted !== undefined)
    return interrupted === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  if (troubles.length > 0 || reportedTroubles.length > 0) return exitCodes.unreadableInput;
  if (nothingJudged !== undefined) return exitCodes.wrongUsage;
  return isFound ? exitCodes.findings : exitCodes.nothingFound;
}
