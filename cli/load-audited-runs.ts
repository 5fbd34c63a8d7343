import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { AuditedRuns } from '../shared/audit/run-audit.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { inModeOfTask, type KnownTasks, knownTasks, type NamedTask } from '../shared/sessions/known-tasks.ts';
import { rolesOfRuns } from '../shared/sessions/task-roles.ts';
import type { Input } from './check-inputs.ts';
import { UsageError } from './errors.ts';
import { loadRuns, textIn } from './load-runs.ts';
import { readTasks } from './read-tasks.ts';
import { sortPaths } from './sort-paths.ts';
import type { Terminal } from './terminal.ts';

/** Files that say which runs there were, and which roles tasks assume. */
export interface RunFiles {
  readonly runs?: string;
  readonly roles?: string;
}

/**
 * Reads the runs that an audit judges, and tells what of the files could not be read, a line each; `undefined` where none are
 * given. Throws UnreadableFileError, {@link UsageError} where roles are given and no runs.
 */
export async function loadAuditedRuns(
  { runs: path, roles }: RunFiles,
  { policy: { workloads } }: RuleBook,
  terminal: Terminal,
): Promise<{ readonly audited: AuditedRuns; readonly troubles: readonly string[] } | undefined> {
  if (path === undefined) {
    if (roles !== undefined) throw new UsageError('expected --runs beside --roles');
    return undefined;
  }
  const { runs, troubles } = await loadRuns(path);
  const { tasks, unread } = await loadTasks(roles, terminal);
  return {
    audited: {
      runs: runs.map((run) => inModeOfTask(run, tasks)),
      rolesOf: rolesOfRuns({ byTask: tasks.roles, workloads }),
    },
    troubles: [...troubles, ...unread],
  };
}

/** Reads what is known of tasks: which roles they assume, or what `check` reads of them. */
async function loadTasks(
  path: string | undefined,
  terminal: Terminal,
): Promise<{ readonly tasks: KnownTasks; readonly unread: readonly string[] }> {
  if (path === undefined) return { tasks: knownTasks([]), unread: [] };
  const { tasks } = await sortPaths([path]);
  if (tasks.length === 0)
    return { tasks: { ...knownTasks([]), roles: await loadTaskRoles(path) }, unread: [] };
  const { items, troubles } = await readTasks(tasks, terminal);
  return { tasks: knownTasks(items.flatMap(namedTask)), unread: troubles };
}

/** A task that can be read. The activity log names tasks by handles. */
function namedTask(item: Input): NamedTask[] {
  if ('submission' in item) return [{ handle: undefined, submission: item.submission }];
  const { handle, reading } = item.packaged;
  return 'unreadable' in reading ? [] : [{ handle, submission: reading.submission }];
}

async function loadTaskRoles(path: string): Promise<Map<string, string[]>> {
  const fault = (what: string) =>
    new UnreadableFileError(`\`${path}\`: expected {"task name or id": ["role ARN"]}, got ${what}`);
  const document = parsed(await textIn(path), fault);
  if (!isObject(document)) throw fault('no object');
  const entries = Object.entries(document).map(([task, arns]) => {
    if (!Array.isArray(arns) || !arns.every(isRoleArn))
      throw fault(`something else for \`${task.slice(0, 100)}\``);
    return [task, arns] as const;
  });
  return new Map(entries);
}

function parsed(text: string, fault: (what: string) => Error): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof NotJsonError) throw fault('no JSON');
    throw error;
  }
}

function isRoleArn(value: unknown): value is string {
  return typeof value === 'string' && /^arn:aws[a-z-]*:iam::[0-9*?]+:role\/./.test(value);
}
