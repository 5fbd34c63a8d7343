import type { Readable } from 'node:stream';
import { accountAccess } from '../shared/access/account-access.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { type Facts, noFacts } from '../shared/rules/facts.ts';
import { knownRuns } from '../shared/sessions/known-runs.ts';
import { loadAnalysis, openIam } from './load-iam.ts';
import { loadRuns } from './load-runs.ts';

/** Files that say what is known beyond what is judged. */
export interface FactFiles {
  /** What the IAM API says of accounts. */
  readonly iam?: readonly string[];
  /** Runs of tasks. */
  readonly runs?: string;
}

/**
 * Reads facts, and tells what of the files could not be read, a line each. `taskIds`: other ids of tasks, by which runs may
 * name them, to their own; `stdin`: what `-` stands for. Throws UnreadableFileError.
 */
export async function loadFacts(
  { iam, runs }: FactFiles,
  book: RuleBook,
  taskIds: ReadonlyMap<string, string> = new Map(),
  stdin?: Readable,
): Promise<{ readonly facts: Facts; readonly troubles: readonly string[] }> {
  const [ofIam, ofRuns] = [await factsOfIam(iam, book, stdin), await factsOfRuns(runs, taskIds)];
  return {
    facts: { ...noFacts, ...ofIam.facts, ...ofRuns.facts },
    troubles: [...ofIam.troubles, ...ofRuns.troubles],
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
  return { facts: { access, roleMaximums }, troubles: troubles() };
}

async function factsOfRuns(path: FactFiles['runs'], taskIds: ReadonlyMap<string, string>): Promise<Loaded> {
  if (path === undefined) return nothing;
  const { runs, troubles } = await loadRuns(path);
  const ofTasks = runs.map((run) => ({ ...run, taskId: taskIds.get(run.taskId ?? '') ?? run.taskId }));
  return { facts: { runs: knownRuns(ofTasks) }, troubles };
}
