import type { Command } from 'commander';
import type { Format } from '../shared/formats/format.ts';
import { formatsOf } from '../shared/formats/index.ts';
import type { ResultKind } from '../shared/report/result.ts';
import { type Conclusion, conclude } from './conclude.ts';
import { endsOf } from './ends-of.ts';
import type { ExitCode } from './exit-codes.ts';
import type { FailLevel } from './fail-level.ts';
import { loadBaseline, newerResult } from './load-baseline.ts';
import type { Terminal } from './terminal.ts';
import { prepareWriting, withWritingOptions } from './writing-options.ts';

/** What every command with a result takes, beside how the result is written. */
export interface JudgingOptions {
  readonly policy?: string;
  readonly failLevel: FailLevel;
  /** A saved result of the same command: only what is new since is shown and counted. */
  readonly baseline?: string;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/** A command that ends with a result. */
export interface ResultCommand<Options extends JudgingOptions, Kind extends ResultKind = ResultKind> {
  /** Which result, and the command's name. */
  readonly kind: Kind;
  /** Adds what is the command's own: description, arguments, options, examples. */
  readonly declare: (command: Command) => Command;
  readonly run: (paths: readonly string[], options: Options, terminal: Terminal) => Promise<Conclusion<Kind>>;
}

/**
 * Adds a command with the options that all of them take; its formats, the choices of `--format`, are those of its kind of
 * result. `done` learns its exit code.
 */
export function addResultCommand<Options extends JudgingOptions>(
  program: Command,
  { kind, declare, run }: ResultCommand<Options>,
  terminal: Terminal,
  done: (code: ExitCode) => void,
  formats: readonly Format[] = formatsOf(kind),
): void {
  const command = withJudgingOptions(withWritingOptions(declare(program.command(kind)), formats));
  command.action(async () => {
    const options = command.opts<Options & { readonly occurrences?: boolean; readonly baseline?: string }>();
    const { policy, iam, runs, baseline } =
      command.opts<Readonly<Record<string, string | readonly string[] | undefined>>>();
    const inputs = [command.args, policy, iam, runs, baseline].flat().filter((path) => path !== undefined);
    const { writing, output } = await prepareWriting(command, formats, inputs, terminal);
    const earlier = options.baseline === undefined ? undefined : await loadBaseline(options.baseline, kind);
    const found: Conclusion = await run(command.args, options, terminal);
    const result = earlier === undefined ? found.result : await newerResult(found.result, earlier);
    const ends = { ...endsOf(result, options.failLevel), interrupted: found.interrupted };
    const { occurrences = false } = options;
    done(await conclude([result], ends, { ...writing, occurrences }, output, terminal));
  });
}

function withJudgingOptions(command: Command): Command {
  return command
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .option('--baseline <report>', 'a saved result (json) of the command: show and count what is new since')
    .option('--no-progress', 'no progress bar');
}
