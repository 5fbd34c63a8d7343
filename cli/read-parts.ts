import { piecesOf } from '../shared/archive/content.ts';
import { FileFinder } from '../shared/archive/find-files.ts';
import { openContent } from '../shared/archive/open-content.ts';
import type { FileCoverage } from '../shared/audit/audit-report.ts';
import { type JoinOptions, joinParts, type PartTaker } from '../shared/audit/join-parts.ts';
import type { PartSource } from '../shared/audit/part-lines.ts';
import { UsageError } from './errors.ts';
import { progressOf } from './progress.ts';
import type { Terminal } from './terminal.ts';

interface PartsOptions extends Pick<JoinOptions, 'ownCalls'> {
  readonly progress: boolean;
  readonly quiet?: boolean;
}

/**
 * Gives what `sts-warden part` wrote to an audit: every file at the paths, and in folders, is a part. Throws
 * {@link UsageError} where one is not there, UnreadableFileError where one is no part or does not fit.
 */
export async function readParts(
  paths: readonly string[],
  taker: PartTaker,
  { ownCalls, ...options }: PartsOptions,
  terminal: Terminal,
): Promise<FileCoverage> {
  if (paths.includes('-')) throw new UsageError('parts are read twice, and standard input only once');
  const finder = new FileFinder(paths);
  const sources = Array.from(
    finder.find(),
    ({ path, rawPath, isFile }): PartSource => ({
      name: path,
      open: () => piecesOf(openContent(rawPath === undefined ? path : Buffer.from(rawPath), isFile)),
    }),
  );
  const [missing] = finder.skipped;
  if (missing !== undefined)
    throw new UsageError(`cannot read the parts at \`${missing.path}\`: it ${missing.reason}`);
  const progress = progressOf(terminal, options, {
    format: '{bar} {value}/{total} parts, {eta_formatted} left',
    total: sources.length,
  });
  try {
    return await joinParts(sources, taker, { ownCalls, onPart: () => progress.advance() });
  } finally {
    progress.stop();
  }
}
