import type { Readable } from 'node:stream';
import { accountAccess } from '../shared/access/account-access.ts';
import { factsOfRuns } from '../shared/evaluation/facts-of-runs.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { allKnown } from '../shared/json/fact.ts';
import { type Facts, noFacts } from '../shared/rules/facts.ts';
import type { Run } from '../shared/sessions/run.ts';
import { loadAnalysis, openIam } from './load-iam.ts';
import { type LoadedRuns, loadRuns } from './load-runs.ts';

/** Files that say what is known beyond what is judged. */
export interface FactFiles {
  /** What the IAM API says of accounts. */
  readonly iam?: readonly string[];
  /** Runs of tasks. */
  readonly runs?: string;
}

/**
 * Reads facts, and the runs that some of them are made of, and tells what of the files could not be read, a line each. `taskIds`: other ids of tasks, by which runs may
 * name them, to their own; `stdin`: what `-` stands for. Throws UnreadableFileError.
 */
export async function loadFacts(
  { iam, runs }: FactFiles,
  book: RuleBook,
  taskIds: ReadonlyMap<string, string> = new Map(),
  stdin?: Readable,
): Promise<{ readonly facts: Facts; readonly runs: readonly Run[]; readonly troubles: readonly string[] }> {
  const ofIam = await factsOfIam(iam, book, stdin);
  const { runs: known, troubles } = await runsIn(runs, taskIds);
  return {
    facts: { ...noFacts, ...ofIam.facts, ...factsOfRuns(known) },
    runs: known,
    troubles: [...ofIam.troubles, ...troubles],
  };
}

interface Loaded {
  readonly facts: Partial<Facts>;
  readonly troubles: readonly string[];
}

const nothing: Loaded = { facts: {}, troubles: [] };

async function factsOfIam(
  paths: FactFiles['iam'],
  book: RuleBook,
  stdin: Readable | undefined,
): Promise<Loaded> {
  if (paths === undefined) return nothing;
  const { principals, roleMaximums, troubles } = await openIam(paths, stdin);
  const access = accountAccess([...principals], await loadAnalysis(book));
  return { facts: { access, roleMaximums: allKnown(roleMaximums) }, troubles: troubles() };
}

async function runsIn(path: FactFiles['runs'], taskIds: ReadonlyMap<string, string>): Promise<LoadedRuns> {
  if (path === undefined) return { runs: [], troubles: [] };
  const { runs, troubles } = await loadRuns(path);
  return {
    runs: runs.map((run) => ({ ...run, taskId: taskIds.get(run.taskId ?? '') ?? run.taskId })),
    troubles,
  };
}
