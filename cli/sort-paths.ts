import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { decodeText } from '../shared/archive/decode-text.ts';
import { openEnvelopes } from '../shared/archive/envelopes.ts';
import { isPackage } from '../shared/archive/open-package.ts';
import { readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { metadataPath } from '../shared/informatica/package-index.ts';
import { parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { withPackage } from './read-packages.ts';
import { isSweepFolder } from './saved-sweep.ts';

/** A file of submissions is read whole to know it: a larger file is an archive. */
const mostSubmissionBytes = 4 * 1024 * 1024;

/** Paths by what is in them. */
interface SortedPaths {
  /** CloudTrail records, and what is nothing else. */
  readonly archives: readonly string[];
  /** Export packages, saved sweeps, and submissions. */
  readonly tasks: readonly string[];
}

/** Tells archives from export packages, saved sweeps and submissions, by content. `-` is an archive. */
export async function sortPaths(paths: readonly string[]): Promise<SortedPaths> {
  const archives: string[] = [];
  const tasks: string[] = [];
  for (const path of paths) ((await holdsTasks(path)) ? tasks : archives).push(path);
  return { archives, tasks };
}

async function holdsTasks(path: string): Promise<boolean> {
  const info = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (info?.isDirectory() === true) return existsSync(join(path, metadataPath)) || isSweepFolder(path);
  if (info?.isFile() !== true) return false;
  if (await isPackage(path)) return isExportPackage(path);
  return info.size <= mostSubmissionBytes && holdsSubmission(path);
}

async function isExportPackage(path: string): Promise<boolean> {
  try {
    return await withPackage(path, async ({ paths }) => paths.includes(metadataPath));
  } catch (error) {
    if (error instanceof UnreadableFileError) return false;
    throw error;
  }
}

async function holdsSubmission(path: string): Promise<boolean> {
  try {
    const text = decodeText(await readBytes(path, mostSubmissionBytes));
    if (!text.includes('connections')) return false;
    const value: unknown = /\.ya?ml$/i.test(path)
      ? parseYaml(text, { prettyErrors: false })
      : parseJson(text);
    return openEnvelopes(value).some((one) => 'content' in one && isSubmission(one.content));
  } catch {
    // Whatever it is, it is said by who reads it as an archive.
    return false;
  }
}

function isSubmission(value: unknown): boolean {
  return isObject(value) && isObject(value.connections) && isObject(value.task);
}
