import { type Command, Option } from 'commander';
import { type Conclusion, conclude, type WritingOptions } from './conclude.ts';
import type { ExitCode } from './exit-codes.ts';
import { type FailLevel, failLevels } from './fail-level.ts';
import type { Formats } from './formats.ts';
import type { Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

/** What every command with a result takes, beside how the result is written. */
export interface JudgingOptions {
  readonly policy?: string;
  readonly failLevel: FailLevel;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/** A command that ends with a report. Its formats are the choices of `--format` and the type of that option at once. */
export interface ResultCommand<Options extends JudgingOptions, Report, Format extends string> {
  readonly name: string;
  readonly formats: Formats<Report, Format>;
  /** Adds what is the command's own: description, arguments, options, examples. */
  readonly declare: (command: Command) => Command;
  readonly run: (
    paths: readonly string[],
    options: Options,
    terminal: Terminal,
  ) => Promise<Conclusion<Report>>;
}

/** Adds a command with the options that all of them take. `done` learns its exit code. */
export function addResultCommand<Options extends JudgingOptions, Report, Format extends string>(
  program: Command,
  { name, formats, declare, run }: ResultCommand<Options, Report, Format>,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  const command = declare(program.command(name));
  withCommonOptions(command, Object.keys(formats)).action(async () => {
    const options = command.opts<Options & WritingOptions<Format> & { readonly output?: string }>();
    const { policy, iam, runs } =
      command.opts<Readonly<Record<string, string | readonly string[] | undefined>>>();
    const inputs = [command.args, policy, iam, runs].flat().filter((path) => path !== undefined);
    const output = await openOutput(options.output, terminal, inputs);
    done(await conclude(await run(command.args, options, terminal), formats, options, output, terminal));
  });
}

function withCommonOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option('--format <format>', 'how to write the result').choices(formats).default('table'))
    .option('--output <file>', 'write the result to a file, whole or not at all; - is standard output')
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .addOption(
      new Option('--fail-level <severity>', 'least severity of a finding that makes the exit code 1')
        .choices(failLevels)
        .default('low'),
    )
    .option('--no-progress', 'no progress bar')
    .option('--quiet', 'nothing but the result and errors')
    .option('--no-color', 'no colours');
}
