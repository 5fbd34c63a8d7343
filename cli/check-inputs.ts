import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPackage } from '../shared/archive/open-package.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { NotUnderstood, PackagedTask } from '../shared/informatica/export-package.ts';
import { matchesGlob } from '../shared/json/glob.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import type { Submission } from '../shared/submission/submission.ts';
import type { Locate } from './locate-places.ts';
import { packageAt } from './read-packages.ts';
import { locatedDocumentsIn } from './read-submissions.ts';
import { savedSweepAt } from './saved-sweep.ts';
import { abridged } from './tell.ts';
import type { Terminal } from './terminal.ts';

/** Which tasks are checked: those that match one of the globs of each kind that is given. */
export interface TaskFilter {
  readonly task?: readonly string[];
  readonly folder?: readonly string[];
}

/** Something to be decided: a submission, or a task of an export package. `file`: where in it the task is. */
export type Input =
  | { readonly path: string; readonly submission: Submission; readonly locate: Locate | undefined }
  | { readonly path: string; readonly file: string; readonly packaged: PackagedTask };

/** What the paths of `check` hold. */
export interface Inputs {
  readonly items: readonly Input[];
  /** Things that the filter left out. */
  readonly leftOut: number;
  readonly notUnderstood: readonly NotUnderstood[];
  readonly hasPackage: boolean;
  /** What could not be read, a line each. */
  readonly troubles: readonly string[];
}

/** Reads submissions and export packages in the order of their paths. `read` hears of each path and what it held. */
export async function readInputs(
  paths: readonly string[],
  filter: TaskFilter,
  terminal: Terminal,
  read: (items: number) => void,
): Promise<Inputs> {
  const troubles: string[] = [];
  const notUnderstood: NotUnderstood[] = [];
  const items: Input[] = [];
  let [leftOut, hasPackage] = [0, false];
  for (const path of await withSavedSweeps(paths, troubles)) {
    const isOne = path !== '-' && (await isPackage(path));
    hasPackage ||= isOne;
    const found = isOne
      ? await tasksAt(path, troubles, notUnderstood)
      : await submissionsAt(path, troubles, terminal);
    const chosen = found.filter((item) => isWanted(item, filter));
    items.push(...chosen);
    leftOut += found.length - chosen.length;
    read(chosen.length);
  }
  return { items, leftOut, notUnderstood, hasPackage, troubles };
}

/** The paths, but for a folder that holds a saved sweep its packages; what the sweep could not read is told again. */
async function withSavedSweeps(paths: readonly string[], troubles: string[]): Promise<string[]> {
  const all: string[] = [];
  for (const path of paths) {
    try {
      const saved = await savedSweepAt(path);
      all.push(...(saved?.packages ?? [path]));
      const lines = (saved?.troubles ?? []).map((line) => `${path}: the sweep could not read: ${line}`);
      troubles.push(...abridged(lines, 'part'));
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error;
      troubles.push(error.message);
    }
  }
  return all;
}

async function tasksAt(path: string, troubles: string[], notUnderstood: NotUnderstood[]): Promise<Input[]> {
  const found = await packageAt(path, troubles);
  notUnderstood.push(...(found?.notUnderstood ?? []));
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return (found?.tasks ?? []).map((packaged) => {
    const { part } = packaged;
    return { path, file: isFolder && part !== undefined ? fileOf(join(path, part)) : path, packaged };
  });
}

/** Of a part that is expanded too, the file that says what the task does. */
function fileOf(part: string): string {
  const file = join(part, 'mtTask.json');
  return existsSync(file) ? file : part;
}

async function submissionsAt(path: string, troubles: string[], terminal: Terminal): Promise<Input[]> {
  const documents = await locatedDocumentsIn(path, troubles, terminal);
  return documents.flatMap(({ content, locate }) => {
    try {
      return [{ path, submission: parseSubmission(content), locate }];
    } catch (error) {
      if (!(error instanceof MalformedSubmissionError)) throw error;
      troubles.push(`${path}: ${error.message}`);
      return [];
    }
  });
}

/** Of a submission nothing but its task’s name is kept: `--folder` leaves it out. */
function isWanted(item: Input, filter: TaskFilter): boolean {
  if ('packaged' in item) return isChosen(item.packaged, filter);
  return filter.folder === undefined && matches(item.submission.task.name, filter.task);
}

/** The activity log names tasks by ids of its own, which a package tells. */
export function taskIdsOf({ items }: Pick<Inputs, 'items'>): ReadonlyMap<string, string> {
  return new Map(
    items.flatMap((item) => {
      const { handle, id } = 'packaged' in item ? item.packaged : { handle: undefined, id: '' };
      return handle === undefined ? [] : [[handle, id] as const];
    }),
  );
}

/** Whether a task of Informatica is one of those that are asked for. */
export function isChosen(
  { name, folder }: Pick<PackagedTask, 'name' | 'folder'>,
  filter: TaskFilter,
): boolean {
  return matches(name, filter.task) && matches(folder, filter.folder);
}

/** A folder’s path is given with its first `/` or without. */
function matches(text: string, globs: readonly string[] | undefined): boolean {
  return (
    globs === undefined || globs.some((glob) => matchesGlob(text, glob) || matchesGlob(text, `/${glob}`))
  );
}
