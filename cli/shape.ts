import { type Command, Option } from 'commander';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { readShape } from '../shared/informatica/read-shape.ts';
import { jsonText } from '../shared/json/json-text.ts';
import { shapeText } from '../shared/report/shape-text.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { withPackage } from './read-packages.ts';
import type { Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

interface ShapeOptions {
  readonly format: 'table' | 'json';
  readonly output?: string;
}

/** Adds `sts-warden shape PACKAGE`. `done` learns its exit code. */
export function addShapeCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('shape')
    .argument('<package>', 'an export package (.zip, or a folder in which one is expanded)')
    .description('Print what an export package of Informatica is made of, without values: safe to send.')
    .addOption(new Option('--format <format>', 'how to write it').choices(['table', 'json']).default('table'))
    .option('--output <file>', 'write it to a file, whole or not at all; - is standard output')
    .addHelpText(
      'after',
      '\nIt has connectors, names and labels of attributes, types and lengths. It has no value, and none of the names\nthat people gave to connections, mappings, tasks and folders.\n\nExample:\n  sts-warden shape export.zip',
    )
    .action(async (path: string, options: ShapeOptions) => done(await shape(path, options, terminal)));
}

async function shape(path: string, { format, output }: ShapeOptions, terminal: Terminal): Promise<ExitCode> {
  const result = await openOutput(output, terminal, [path]);
  const found = await withPackage(path, readShape).catch((error: unknown) => {
    throw error instanceof UnreadableFileError ? new UnreadableFileError(`${path}: ${error.message}`) : error;
  });
  await result.write(() => [format === 'json' ? jsonText(found) : shapeText(found)]);
  const isWhole = Object.keys(found.unreadable).length === 0;
  return isWhole ? exitCodes.nothingFound : exitCodes.unreadableInput;
}
