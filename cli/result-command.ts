import { type Command, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Format } from '../shared/formats/format.ts';
import { formatsOf } from '../shared/formats/index.ts';
import type { ResultKind } from '../shared/report/result.ts';
import { type Conclusion, conclude } from './conclude.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FailLevel, failLevels } from './fail-level.ts';
import { chosenFormat, formatOptions, withFormatOptions } from './format-option.ts';
import { loadBaseline } from './load-baseline.ts';
import { newerConclusion } from './newer-conclusion.ts';
import type { Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

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

/** How a result is written. */
interface WritingOptions {
  readonly format: string;
  readonly output?: string;
  readonly color: boolean;
  /** Of commands that have the option. */
  readonly occurrences?: boolean;
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
  const command = declare(program.command(kind));
  withCommonOptions(command, formats).action(async () => {
    const options = command.opts<Options & WritingOptions>();
    const format = chosenFormat(formats, options.format, command);
    const { policy, iam, runs, baseline } =
      command.opts<Readonly<Record<string, string | readonly string[] | undefined>>>();
    const inputs = [command.args, policy, iam, runs, baseline].flat().filter((path) => path !== undefined);
    const output = await openOutput(options.output, terminal, inputs);
    const earlier = options.baseline === undefined ? undefined : await loadBaseline(options.baseline, kind);
    const found = await run(command.args, options, terminal);
    const conclusion =
      earlier === undefined ? found : await newerConclusion(found, earlier, options.failLevel);
    const { color, quiet, occurrences = false } = options;
    const given = formatOptions(formats, command);
    const view = { occurrences, version: packageJson.version, options: given };
    done(await conclude(conclusion, { format, color, quiet, ...view }, output, terminal));
  });
}

function withCommonOptions(command: Command, formats: readonly Format[]): Command {
  return withFormatOptions(command, formats)
    .option('--output <file>', 'write the result to a file, whole or not at all; - is standard output')
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .addOption(
      new Option('--fail-level <severity>', 'least severity of a finding that makes the exit code 1')
        .choices(failLevels)
        .default('low'),
    )
    .option('--baseline <report>', 'a saved result (json) of the command: show and count what is new since')
    .option('--no-progress', 'no progress bar')
    .option('--quiet', 'nothing but the result and errors')
    .option('--no-color', 'no colours');
}
