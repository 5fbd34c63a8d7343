import type { Command } from 'commander';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { formats } from '../shared/formats/index.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { MalformedResultError } from '../shared/report/errors.ts';
import type { Result } from '../shared/report/result.ts';
import { interruption } from '../shared/report/unread.ts';
import { conclude, type Ends } from './conclude.ts';
import { endsOf } from './ends-of.ts';
import { UsageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import type { FailLevel } from './fail-level.ts';
import { occurrencesOption } from './option-values.ts';
import { savedResultsAt } from './saved-results.ts';
import type { Terminal } from './terminal.ts';
import { prepareWriting, withWritingOptions } from './writing-options.ts';

interface ReportOptions {
  readonly failLevel: FailLevel;
  readonly occurrences?: boolean;
}

/** Adds `sts-warden report FILE…`: what other commands have saved, in another format. `done` learns its exit code. */
export function addReportCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('report')
    .description('Write saved results anew, in another format, several together.')
    .argument('<file...>', 'what the commands above wrote with --format json or jsonl; - is standard input')
    .addOption(occurrencesOption());
  withWritingOptions(command, formats)
    .addHelpText(
      'after',
      '\nExample:\n  sts-warden audit --format json --output audit.json trail/\n  sts-warden report --format sarif audit.json',
    )
    .action(async () => {
      const { writing, output } = await prepareWriting(command, formats, command.args, terminal);
      const { failLevel, occurrences = false } = command.opts<ReportOptions>();
      const { results, troubles } = await savedIn(command.args, terminal);
      if (results.length === 0) throw new UnreadableFileError(troubles.join('; '));
      requireFormat(results, writing.format.name);
      const ends = joined(results.map((result) => endsOf(result, failLevel)));
      const cutShort = results.filter(isInterrupted).map(() => interruption);
      const all = { ...ends, troubles: [...troubles, ...ends.troubles, ...cutShort] };
      done(await conclude(results, all, { ...writing, occurrences }, output, terminal));
    });
}

interface Saved {
  readonly results: readonly Result[];
  /** What could not be read, a line each. */
  readonly troubles: readonly string[];
}

async function savedIn(paths: readonly string[], { stdin }: Terminal): Promise<Saved> {
  const results: Result[] = [];
  const troubles: string[] = [];
  for (const path of paths) {
    try {
      results.push(...(await savedResultsAt(path, stdin)));
    } catch (error) {
      const isForeseen = [UnreadableFileError, NotJsonError, MalformedResultError].some(
        (kind) => error instanceof kind,
      );
      if (!isForeseen) throw error;
      troubles.push(`\`${path}\`: ${(error as Error).message}`);
    }
  }
  return { results, troubles };
}

function requireFormat(results: readonly Result[], name: string): void {
  const format = formats.find((one) => one.name === name);
  const other = results.find(({ kind }) => format?.results.includes(kind) === false);
  if (other !== undefined) throw new UsageError(`--format ${name} is not for results of \`${other.kind}\``);
}

/** What the signal was, a result does not say. */
function isInterrupted({ kind, report }: Result): boolean {
  return kind === 'audit' && report.coverage.interrupted === true;
}

/** What several results say of themselves. */
function joined(ends: readonly Ends[]): Ends {
  return {
    isFound: ends.some(({ isFound }) => isFound),
    troubles: ends.flatMap(({ troubles }) => troubles),
    reportedTroubles: ends.flatMap(({ reportedTroubles = [] }) => reportedTroubles),
    nothingJudged: ends.find(({ nothingJudged }) => nothingJudged !== undefined)?.nothingJudged,
    notes: ends.flatMap(({ notes = [] }) => notes),
  };
}
