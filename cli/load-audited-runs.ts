import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { AuditedRuns } from '../shared/audit/run-audit.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { rolesOfRuns } from '../shared/sessions/task-roles.ts';
import { UsageError } from './errors.ts';
import { loadRuns, textIn } from './load-runs.ts';

/** Files that say which runs there were, and which roles tasks assume. */
export interface RunFiles {
  readonly runs?: string;
  readonly roles?: string;
}

/**
 * Reads the runs that an audit judges, and tells what of the file could not be read, a line each; `undefined` where none are
 * given. Throws UnreadableFileError, {@link UsageError} where roles are given and no runs.
 */
export async function loadAuditedRuns(
  { runs: path, roles }: RunFiles,
  { policy }: RuleBook,
): Promise<{ readonly audited: AuditedRuns; readonly troubles: readonly string[] } | undefined> {
  if (path === undefined) {
    if (roles !== undefined) throw new UsageError('expected --runs beside --roles');
    return undefined;
  }
  const { runs, troubles } = await loadRuns(path);
  const byTask = roles === undefined ? undefined : await loadTaskRoles(roles);
  return { audited: { runs, rolesOf: rolesOfRuns({ byTask, workloads: policy.workloads }) }, troubles };
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
