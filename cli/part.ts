import { writeSync } from 'node:fs';
import type { Command } from 'commander';
import { placeOf } from '../shared/audit/file-place.ts';
import { PartWriter } from '../shared/audit/part-writer.ts';
import { counted } from '../shared/json/counted.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type ArchiveReading, readArchive } from './read-archive.ts';
import { readParts } from './read-parts.ts';
import { type ArchiveReadingOptions, withReadingOptions } from './reading-options.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { makeFile } from './write-output.ts';

interface PartOptions extends ArchiveReadingOptions {
  readonly output: string;
  readonly parts?: boolean;
  readonly observed?: boolean;
  readonly progress: boolean;
}

/** Adds `sts-warden part PATH…`. `done` learns its exit code. */
export function addPartCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  withReadingOptions(program.command('part'))
    .argument('<path...>', 'files and folders of an archive, in any form; s3://bucket/prefix')
    .description('Read a part of an archive, for `audit --parts` to judge together with others.')
    .requiredOption('--output <file>', 'where the part goes, whole or not at all')
    .option('--parts', 'the paths are parts, to be joined into one')
    .option('--observed', 'keep what requesters did themselves, for `audit --parts --observed`')
    .option('--no-progress', 'no progress bar')
    .addHelpText(
      'after',
      '\nA part holds the records that a rule may concern, without session tokens, and counts of all others. It depends\non no policy.\n\nExample:\n  sts-warden part --output parts/09.gz trail/2026/09\n  sts-warden part --output parts/10.gz trail/2026/10\n  sts-warden audit --parts parts/',
    )
    .action(async (paths: string[], options: PartOptions) => done(await makePart(paths, options, terminal)));
}

async function makePart(
  paths: readonly string[],
  { output, observed = false, ...options }: PartOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const ownCalls = observed ? {} : undefined;
  let reading: ArchiveReading | undefined;
  await makeFile(output, paths, async (descriptor) => {
    const part = new PartWriter({ reading: { ownCalls }, write: (bytes) => writeWhole(descriptor, bytes) });
    reading =
      options.parts === true
        ? { files: await readParts(paths, part, { ...options, ownCalls }, terminal), interrupted: undefined }
        : await readArchive(inTheirOrder(paths), part, { ...options, ownCalls }, terminal);
    part.end(reading.files);
  });
  return reading === undefined ? exitCodes.nothingFound : told(reading, terminal);
}

/** Parts are joined in the order of their files: each has to be in it. */
function inTheirOrder(paths: readonly string[]): string[] {
  return paths.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

/** What could not be read is in the part, and comes into the report; it is told here as well. */
function told({ files, interrupted }: ArchiveReading, terminal: Terminal): ExitCode {
  const { filesSkipped } = files;
  const [first] = filesSkipped;
  if (first !== undefined)
    tell(terminal, `${counted(filesSkipped.length, 'file')} skipped, first ${first.path}: ${first.reason}`);
  if (interrupted !== undefined)
    return interrupted === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  return first === undefined ? exitCodes.nothingFound : exitCodes.unreadableInput;
}

/** A write may write less than it is given. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
