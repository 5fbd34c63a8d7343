import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { Severity } from '../shared/contracts/result-contract.generated.ts';
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
  /** What it could not read, a line each: it is in no package. */
  readonly troubles: readonly string[];
}

/** A run, and the name of its task. */
export interface NamedRun {
  readonly run: Run;
  readonly taskName: string;
}

/** Saves a sweep: what is in its folder stays until it is finished. */
export interface SweepSaver {
  /** Where it fails, `finish` tells. */
  readonly keepPackage: (bytes: Buffer) => Promise<void>;
  /** Throws UsageError where not all of it could be kept; what is in the folder stays then. */
  readonly finish: (
    runs: readonly NamedRun[],
    sweep: Omit<SavedSweep, 'schemaVersion' | 'packages'>,
  ) => Promise<void>;
  /** Removes what was kept of a sweep that was not finished. */
  readonly discard: () => Promise<void>;
}

const sweepFile = 'sweep.json';
const runsFile = 'runs.jsonl';
/** The beginning of the names of folders in which sweeps are written before they are finished. */
const draftStart = '.draft-';
/** Milliseconds after which such a folder is nobody's any more. */
const abandoned = 24 * 3_600_000;
const packageName = /^package-\d{1,6}\.zip$/;
/** Packages hold what connections are made of: they are their owner's alone. */
const ownersAlone = { mode: 0o600 };
const longest = { runId: 128, name: 256, errorMessage: 4096 };
const severities: readonly unknown[] = ['critical', 'high', 'medium', 'low'] satisfies Severity[];

/**
 * Makes a folder ready for a sweep: one that is not there or empty, or holds an earlier sweep, whose place it takes once it is
 * finished. Several sweeps may be under way to one folder: each is written apart. Throws UsageError.
 */
export async function saveSweep(folder: string): Promise<SweepSaver> {
  const draft = await writing(folder, () => newDraft(folder));
  const packages: string[] = [];
  let failure: unknown;
  const write = (name: string, content: string | Buffer) =>
    writeFile(join(draft, name), content, ownersAlone);
  return {
    keepPackage: async (bytes) => {
      const name = `package-${packages.length + 1}.zip`;
      packages.push(name);
      failure ??= await write(name, bytes).catch((error: unknown) => error);
    },
    finish: (runs, sweep) =>
      writing(folder, async () => {
        if (failure !== undefined) throw failure;
        const saved: SavedSweep = { schemaVersion: '1', ...sweep, packages };
        await write(runsFile, runs.map((run) => `${JSON.stringify(runDocument(run))}\n`).join(''));
        await write(sweepFile, `${JSON.stringify(saved, null, 2)}\n`);
        // What says that the folder is a sweep goes first, and comes last.
        await rm(join(folder, sweepFile), { force: true });
        for (const name of (await readdir(folder)).filter(isOfSweep))
          await rm(join(folder, name), { force: true });
        for (const name of [...packages, runsFile, sweepFile])
          await rename(join(draft, name), join(folder, name));
      }),
    discard: () => rm(draft, { recursive: true, force: true }),
  };
}

/** Throws UsageError where something else is in the folder. Returns the path of a folder within it. */
async function newDraft(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  const isDraft = (name: string) => name.startsWith(draftStart);
  if (!names.every(isDraft) && !(await holdsSweep(folder)))
    throw new UsageError(`--save \`${folder}\`: expected an empty folder, or one that holds a sweep`);
  for (const name of names.filter(isDraft)) await removeAbandoned(join(folder, name));
  return mkdtemp(join(folder, draftStart));
}

async function holdsSweep(folder: string): Promise<boolean> {
  try {
    await readSavedSweep(folder);
    return true;
  } catch (error) {
    if (error instanceof UnreadableFileError) return false;
    throw error;
  }
}

/** What a sweep left behind that was ended without notice; one that is under way is younger. */
async function removeAbandoned(draft: string): Promise<void> {
  const { mtimeMs } = await stat(draft);
  if (mtimeMs < Date.now() - abandoned) await rm(draft, { recursive: true, force: true });
}

function isOfSweep(name: string): boolean {
  return packageName.test(name) || name === runsFile;
}

/** Reads what a saved sweep says of itself. Throws UnreadableFileError. */
export async function readSavedSweep(folder: string): Promise<SavedSweep> {
  try {
    const path = join(folder, sweepFile);
    const sweep = parseJson(decodeText(await readBytes(path, defaultMaxFileSize)));
    if (isSavedSweep(sweep)) return sweep;
    throw new UnreadableFileError('it is not what a sweep writes');
  } catch (error) {
    if (!(error instanceof UnreadableFileError || error instanceof NotJsonError)) throw error;
    throw new UnreadableFileError(`\`${folder}\` holds no saved sweep: ${sweepFile}: ${error.message}`);
  }
}

/** Whether a folder holds what a sweep saved, or part of it. */
export function isSweepFolder(folder: string): boolean {
  return existsSync(join(folder, sweepFile));
}

/** What a folder says of the sweep that it holds, with the paths of the packages; `undefined` where it holds none. */
export async function savedSweepAt(folder: string): Promise<SavedSweep | undefined> {
  const names: string[] = await readdir(folder).catch(() => []);
  if (!names.includes(sweepFile)) return undefined;
  const sweep = await readSavedSweep(folder);
  return { ...sweep, packages: sweep.packages.map((name) => join(folder, name)) };
}

function isSavedSweep(value: unknown): value is SavedSweep {
  if (!isObject(value) || value.schemaVersion !== '1' || typeof value.sweptAt !== 'string') return false;
  const { packages, findings, troubles } = value;
  if (!Array.isArray(packages) || !Array.isArray(findings) || !Array.isArray(troubles)) return false;
  return packages.every(isPackageName) && findings.every(isFinding) && troubles.every(isText);
}

function isPackageName(value: unknown): boolean {
  return isText(value) && packageName.test(value);
}

function isFinding(value: unknown): value is TaskFinding {
  if (!isObject(value) || !isObject(value.task)) return false;
  const { task, id, ruleId, severity, message } = value;
  const areTexts = [task.id, task.name, task.folder, id, ruleId, message].every(isText);
  return areTexts && severities.includes(severity);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
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

async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot write --save \`${folder}\`: ${code ?? 'failed'}`);
  }
}
