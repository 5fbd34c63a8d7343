import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultMaxFileSize, readBytes, textOf } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import type { TaskFinding } from '../shared/report/sweep-changes.ts';
import { diedOfExpiry, type Run } from '../shared/sessions/run.ts';
import { UsageError } from './errors.ts';

/** What a saved sweep says of itself. */
export interface SavedSweep {
  readonly schemaVersion: '1';
  readonly sweptAt: string;
  /** Names of the packages in its folder. */
  readonly packages: readonly string[];
  readonly findings: readonly TaskFinding[];
}

/** A run, and the name of its task. */
export interface NamedRun {
  readonly run: Run;
  readonly taskName: string;
}

/** Saves a sweep: what is in its folder stays until it is finished. */
export interface SweepSaver {
  readonly keepPackage: (bytes: Buffer) => Promise<void>;
  readonly finish: (
    runs: readonly NamedRun[],
    sweep: Pick<SavedSweep, 'sweptAt' | 'findings'>,
  ) => Promise<void>;
  /** Removes what was kept of a sweep that was not finished. */
  readonly discard: () => Promise<void>;
}

const sweepFile = 'sweep.json';
const runsFile = 'runs.jsonl';
/** The end of the name of what is not finished. */
const draftEnd = '.tmp';
const packageName = /^package-\d{1,6}\.zip$/;
/** Packages hold what connections are made of: they are their owner's alone. */
const ownersAlone = { mode: 0o600 };
const longest = { runId: 128, name: 256, errorMessage: 4096 };

/**
 * Makes a folder ready for a sweep: one that is not there or empty, or holds an earlier sweep, whose place it takes once it is
 * finished. Throws UsageError.
 */
export async function saveSweep(folder: string): Promise<SweepSaver> {
  const packages: string[] = [];
  await writing(folder, () => makeReady(folder));
  const draft = (name: string, content: string | Buffer) =>
    writeFile(join(folder, `${name}${draftEnd}`), content, ownersAlone);
  return {
    keepPackage: (bytes) =>
      writing(folder, async () => {
        packages.push(`package-${packages.length + 1}.zip`);
        await draft(packages.at(-1) ?? '', bytes);
      }),
    finish: (runs, sweep) =>
      writing(folder, async () => {
        const saved: SavedSweep = { schemaVersion: '1', ...sweep, packages };
        await draft(runsFile, runs.map((run) => `${JSON.stringify(runDocument(run))}\n`).join(''));
        await draft(sweepFile, `${JSON.stringify(saved, null, 2)}\n`);
        // What says that the folder is a sweep goes first, and comes last.
        await remove(folder, [sweepFile]);
        await remove(folder, (await readdir(folder)).filter(isOfSweep));
        for (const name of [...packages, runsFile, sweepFile])
          await rename(join(folder, `${name}${draftEnd}`), join(folder, name));
      }),
    discard: () => removeDrafts(folder),
  };
}

async function makeReady(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeDrafts(folder);
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(sweepFile))
    throw new UsageError(`--save \`${folder}\`: expected an empty folder, or one that holds a sweep`);
}

async function removeDrafts(folder: string): Promise<void> {
  const isDraft = (name: string) => name.endsWith(draftEnd) && isOfSweep(name.slice(0, -draftEnd.length));
  await remove(folder, (await readdir(folder)).filter(isDraft));
}

function isOfSweep(name: string): boolean {
  return packageName.test(name) || name === runsFile || name === sweepFile;
}

async function remove(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(folder, name), { force: true });
}

/** Reads what a saved sweep says of itself. Throws UnreadableFileError. */
export async function readSavedSweep(folder: string): Promise<SavedSweep> {
  try {
    const path = join(folder, sweepFile);
    const sweep = parseJson(textOf(await readBytes(path, defaultMaxFileSize)));
    if (isSavedSweep(sweep)) return sweep;
    throw new UnreadableFileError('it is not what a sweep writes');
  } catch (error) {
    if (!(error instanceof UnreadableFileError || error instanceof NotJsonError)) throw error;
    throw new UnreadableFileError(`\`${folder}\` holds no saved sweep: ${sweepFile}: ${error.message}`);
  }
}

/** The packages of a folder where it holds a saved sweep, in their order; `undefined` where it holds none. */
export async function savedPackages(folder: string): Promise<string[] | undefined> {
  const names: string[] = await readdir(folder).catch(() => []);
  if (!names.includes(sweepFile)) return undefined;
  return (await readSavedSweep(folder)).packages.map((name) => join(folder, name));
}

function isSavedSweep(value: unknown): value is SavedSweep {
  if (!isObject(value) || typeof value.sweptAt !== 'string') return false;
  const { packages, findings } = value;
  if (!Array.isArray(packages) || !Array.isArray(findings)) return false;
  const areNames = packages.every((name) => typeof name === 'string' && packageName.test(name));
  return areNames && findings.every(isFinding);
}

function isFinding(value: unknown): value is TaskFinding {
  if (!isObject(value) || !isObject(value.task)) return false;
  const { task, id, ruleId, severity, message } = value;
  return [task.id, task.name, task.folder, id, ruleId, severity, message].every(
    (text) => typeof text === 'string',
  );
}

/** A run as `run.schema.json` has it. */
function runDocument({ run, taskName }: NamedRun): object {
  const { id, taskId, startedAt, endedAt, outcome, errorMessage } = run;
  return {
    schemaVersion: '1',
    runId: id.slice(0, longest.runId),
    task: { id: taskId, name: taskName.slice(0, longest.name) },
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
    ...(outcome !== undefined && { outcome }),
    ...(errorMessage !== undefined && { errorMessage: shortened(run, errorMessage) }),
  };
}

/** Short enough for the contract, and still saying that the run died of expiry where it did. */
function shortened(run: Run, errorMessage: string): string {
  const short = errorMessage.slice(0, longest.errorMessage);
  const isToldStill = diedOfExpiry({ ...run, errorMessage: short }) === diedOfExpiry(run);
  return isToldStill ? short : `ExpiredToken (shortened): ${short}`.slice(0, longest.errorMessage);
}

async function writing(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot write --save \`${folder}\`: ${code ?? 'failed'}`);
  }
}
