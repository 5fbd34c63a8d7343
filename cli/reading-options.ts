import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { defaultMaxFileSize } from '../shared/archive/read-file.ts';
import { countOption } from './option-values.ts';

/** How the files of an archive are read. */
export interface ArchiveReadingOptions {
  /** Whether whoever reads objects of Amazon S3 pays, where the bucket wants that. */
  readonly requestPayer?: boolean;
  /** A document, line or packed file with more bytes is skipped. */
  readonly maxFileSize: number;
  readonly threads: number;
}

/** Adds the options that say how the files of an archive are read. */
export function withReadingOptions(command: Command): Command {
  return command
    .option(
      '--request-payer',
      'pay for reading objects of Amazon S3 whose bucket wants that (requester pays)',
    )
    .option(
      '--max-file-size <bytes>',
      'skip a document, line or packed file above this size once decompressed',
      countOption,
      defaultMaxFileSize,
    )
    .option(
      '--threads <number>',
      'threads that read files; default: one a core',
      countOption,
      availableParallelism(),
    );
}
