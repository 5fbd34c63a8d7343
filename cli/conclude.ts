import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Formats } from './formats.ts';
import { paintFor } from './paint.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { writeOutput } from './write-output.ts';

/** What a command found out, before anything is written. */
export interface Conclusion<Report> {
  readonly report: Report;
  /** Whether there is something at or above the fail level. */
  readonly isFound: boolean;
  /** What could not be read, a line each, where the report does not name it. */
  readonly troubles: readonly string[];
  /** What could not be read or judged and the report names, a line each. */
  readonly reportedTroubles?: readonly string[];
  /** Ctrl-C came before the end. */
  readonly interrupted?: boolean;
}

/** How a report is written. */
export interface WritingOptions<Format extends string> {
  readonly format: Format | 'table';
  readonly output?: string;
  readonly color: boolean;
}

/** Writes the report, tells on standard error what could not be read, and says by the exit code what was found. */
export async function conclude<Report, Format extends string>(
  conclusion: Conclusion<Report>,
  formats: Formats<Report, Format>,
  options: WritingOptions<Format>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { format, output, color } = options;
  const text = formats[format](conclusion.report, paintFor(terminal, color && output === undefined));
  try {
    await writeOutput(text, output, terminal);
  } finally {
    for (const trouble of toldOf(conclusion, isSeen(options, terminal))) tell(terminal, trouble);
  }
  return exitCodeOf(conclusion);
}

/** Whether a person has the report before their eyes: a file, a pipe and JSON hide from them what it names. */
function isSeen({ format, output }: WritingOptions<string>, { stdout }: Terminal): boolean {
  return format === 'table' && output === undefined && stdout.isTTY === true;
}

function toldOf({ troubles, reportedTroubles = [] }: Conclusion<unknown>, isReportSeen: boolean): string[] {
  return isReportSeen ? [...troubles] : [...troubles, ...reportedTroubles];
}

function exitCodeOf({
  isFound,
  troubles,
  reportedTroubles = [],
  interrupted,
}: Conclusion<unknown>): ExitCode {
  if (interrupted === true) return exitCodes.interrupted;
  if (troubles.length > 0 || reportedTroubles.length > 0) return exitCodes.unreadableInput;
  return isFound ? exitCodes.findings : exitCodes.nothingFound;
}
