import { type Command, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Format } from '../shared/formats/format.ts';
import type { Writing } from './conclude.ts';
import { failLevels } from './fail-level.ts';
import { chosenFormat, formatOptions, withFormatOptions } from './format-option.ts';
import type { Terminal } from './terminal.ts';
import { type Output, openOutput } from './write-output.ts';

interface WritingOptions {
  readonly format: string;
  readonly output?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
}

/** Adds the options that say how results are written, and when the exit code is 1. */
export function withWritingOptions(command: Command, formats: readonly Format[]): Command {
  return withFormatOptions(command, formats)
    .option('--output <file>', 'write the result to a file, whole or not at all; - is standard output')
    .addOption(
      new Option('--fail-level <severity>', 'least severity of a finding that makes the exit code 1')
        .choices(failLevels)
        .default('low'),
    )
    .option('--quiet', 'nothing but the result and errors')
    .option('--no-color', 'no colours');
}

/** Makes sure, before there is any work, that results can be written. Throws UsageError. */
export async function prepareWriting(
  command: Command,
  formats: readonly Format[],
  inputs: readonly string[],
  terminal: Terminal,
): Promise<{ readonly writing: Writing; readonly output: Output }> {
  const { format, output, color, quiet } = command.opts<WritingOptions>();
  const chosen = chosenFormat(formats, format, command);
  const given = { version: packageJson.version, options: formatOptions(formats, command) };
  return {
    writing: { format: chosen, color, quiet, ...given },
    output: await openOutput(output, terminal, inputs),
  };
}
