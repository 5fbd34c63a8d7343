import type { Command } from 'commander';
import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { formats } from '../shared/formats/index.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { MalformedResultError } from '../shared/report/errors.ts';
import { restoreResults } from '../shared/report/restore-results.ts';
import type { Result, ResultKind, Results } from '../shared/report/result.ts';
import type { JudgedItem } from '../shared/report/task-report.ts';
import { unreadIn } from '../shared/report/unread.ts';
import { conclude } from './conclude.ts';
import { UsageError } from './errors.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';
import { isFound } from './judge-task.ts';
import { occurrencesOption } from './option-values.ts';
import { savedDocumentsIn } from './saved-documents.ts';
import { abridged } from './tell.ts';
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
      const ends = {
        isFound: results.some((result) => isFoundIn(result, failLevel)),
        troubles,
        reportedTroubles: abridged(results.flatMap(unreadIn), 'line'),
      };
      done(await conclude(results, ends, { ...writing, occurrences }, output, terminal));
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
      const bytes =
        path === '-'
          ? await readStream(stdin, defaultMaxFileSize)
          : await readBytes(path, defaultMaxFileSize);
      results.push(...restoreResults(savedDocumentsIn(decodeText(bytes))));
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

const found: {
  readonly [Kind in ResultKind]: (report: Results[Kind], level: FailLevel) => boolean;
} = {
  audit: ({ violations }, level) => reachesLevel(violations, level),
  access: ({ violations }, level) => reachesLevel(violations, level),
  check: ({ items }, level) => items.some((item) => isItemFound(item, level)),
  sweep: ({ tasks }, level) => tasks.some((item) => isItemFound(item, level)),
};

/** Whether the command that saved a result would end with 1. */
function isFoundIn<Kind extends ResultKind>({ kind, report }: Result<Kind>, level: FailLevel): boolean {
  return found[kind](report, level);
}

function isItemFound(item: JudgedItem, level: FailLevel): boolean {
  return 'decision' in item && isFound(item.decision, level);
}
