import { type Command, Option } from 'commander';
import { jsonPieces } from '../shared/json/json-text.ts';
import type { Paint } from '../shared/report/paint.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';
import type { Output } from './write-output.ts';

/** How what a command about policies came to is written. */
export interface PolicyOutputOptions {
  readonly format: 'table' | 'json';
  readonly output?: string;
  readonly color: boolean;
}

/** Adds the options that say how a command about policies writes what it came to. */
export function withPolicyOutput(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to write it').choices(['table', 'json']).default('table'))
    .option('--output <file>', 'write it to a file, whole or not at all; - is standard output')
    .option('--no-color', 'no colours');
}

/** Writes a report for people or for machines. */
export async function writePolicyReport(
  report: object,
  textOf: (paint: Paint) => string | Iterable<string>,
  { format, color }: PolicyOutputOptions,
  output: Output,
  terminal: Terminal,
): Promise<void> {
  const paint = paintFor(terminal, color && output.path === undefined);
  await output.write(() => {
    if (format === 'json') return jsonPieces(report, 2);
    const text = textOf(paint);
    return typeof text === 'string' ? [text] : text;
  });
}
