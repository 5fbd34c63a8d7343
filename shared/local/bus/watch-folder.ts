import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArchiveFile } from '../../archive/file-reading.ts';
import { FileFinder } from '../../archive/find-files.ts';
import type { WatchedFiles } from '../store/watched-files.ts';
import type { EventIntake, Intake } from './event-intake.ts';

export interface WatchOptions {
  readonly folder: string;
  /** A folder within it that is left out: the store. */
  readonly leftOut: string;
  readonly intake: Pick<EventIntake, 'file'>;
  readonly files: WatchedFiles;
  /** Learns what could not be read, or not be worked on. */
  readonly onTrouble: (path: string, intake: Intake) => void;
  /** Learns, once, which files and folders cannot be looked into. */
  readonly onUnread: (path: string, reason: string) => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds between two looks. */
  readonly every: number;
}

/**
 * Looks into a folder, and all within it, until the signal says so, and takes in each file that is new or has changed. One
 * that has changed since the last look may still be written: it waits for the next. What could not be worked on comes
 * again, as it does after a restart: the same records have the same ids.
 */
export async function watchFolder(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const before = new Map<string, string>();
  let unread: ReadonlySet<string> = new Set();
  while (!signal.aborted) {
    try {
      unread = await look(options, { before, unread, signal });
    } catch (error) {
      options.onError(error);
    }
    await sleep(options.every, undefined, { signal }).catch(() => undefined);
  }
}

/** What is remembered from one look to the next. */
interface Remembered {
  /** What files were like that are not at rest. */
  readonly before: Map<string, string>;
  readonly unread: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** Gives what could not be looked into. */
async function look(
  options: WatchOptions,
  { before, unread, signal }: Remembered,
): Promise<ReadonlySet<string>> {
  const { folder, leftOut, files, onUnread } = options;
  const finder = new FileFinder([folder]);
  const met = new Set<string>();
  for (const file of finder.find()) {
    if (signal.aborted) return unread;
    if (resolve(file.path).startsWith(`${resolve(leftOut)}/`)) continue;
    const key = keyOf(file);
    const stamp = stampOf(file);
    if (stamp === undefined || files.stampOf(key) === stamp) continue;
    met.add(key);
    const isAtRest = before.get(key) === stamp;
    before.set(key, stamp);
    if (isAtRest) await takeIn(file, stamp, options);
  }
  for (const key of before.keys()) if (!met.has(key)) before.delete(key);
  return toldOf(finder, unread, onUnread);
}

/** Tells what could not be looked into and was not told before. A folder in which nothing is yet is no trouble. */
function toldOf(
  { skipped }: FileFinder,
  before: ReadonlySet<string>,
  onUnread: WatchOptions['onUnread'],
): ReadonlySet<string> {
  const unread = skipped.filter(({ reason }) => reason !== 'holds no file');
  for (const { path, reason } of unread) if (!before.has(path)) onUnread(path, reason);
  return new Set(unread.map(({ path }) => path));
}

async function takeIn(file: ArchiveFile, stamp: string, options: WatchOptions): Promise<void> {
  const { intake, files, onTrouble } = options;
  const taken = await intake.file(pathOf(file));
  if (taken.failed > 0 || taken.malformedCount > 0) onTrouble(file.path, taken);
  if (taken.failed === 0) files.note(keyOf(file), stamp);
}

/** `undefined` where it is gone again. */
function stampOf(file: ArchiveFile): string | undefined {
  const info = statSync(pathOf(file), { throwIfNoEntry: false });
  return info && `${info.size} ${info.mtimeMs} ${info.ino}`;
}

function pathOf({ path, rawPath }: ArchiveFile): string | Buffer {
  return rawPath === undefined ? path : Buffer.from(rawPath);
}

/** A name that is no UTF-8 by its bytes: others may look the same. */
function keyOf({ path, rawPath }: ArchiveFile): string {
  return rawPath === undefined ? path : Buffer.from(rawPath).toString('latin1');
}
