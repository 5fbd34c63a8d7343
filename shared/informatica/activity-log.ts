import { parseTime } from '../cloudtrail/time.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { checkedRun } from '../sessions/parse-run.ts';
import { MalformedRunError, type Run } from '../sessions/run.ts';

/** `state` of an entry of the activity log; with any other value the task did not run (REST API Reference, activityLog). */
const outcomes: Readonly<Record<number, Run['outcome']>> = { 1: 'success', 2: 'warning', 3: 'failed' };

/** Whether a value is an entry of what `GET /api/v2/activity/activityLog` answers. */
export function isActivityLogEntry(value: unknown): value is Fields {
  return isObject(value) && (value['@type'] === 'activityLogEntry' || 'startTimeUtc' in value);
}

/**
 * Reads an entry of Informatica's activity log; `undefined` where it is none of a run: its state is not known to be an end.
 * Throws {@link MalformedRunError} where it lacks what every entry must have.
 */
export function runOfLogEntry(entry: Fields): Run | undefined {
  const outcome = typeof entry.state === 'number' ? outcomes[entry.state] : undefined;
  if (outcome === undefined) return undefined;
  const taskId = textOf(entry, 'objectId');
  return checkedRun({
    id: `${taskId}/${runNumberOf(entry)}`,
    taskId,
    startedAt: timeOf(entry, 'startTimeUtc'),
    endedAt: timeOf(entry, 'endTimeUtc'),
    outcome,
    errorMessage: typeof entry.errorMsg === 'string' ? entry.errorMsg : undefined,
    ...(typeof entry.objectName === 'string' && { taskName: entry.objectName }),
  });
}

function runNumberOf({ runId }: Fields): string {
  if (typeof runId === 'number' || typeof runId === 'string') return String(runId);
  throw new MalformedRunError(`malformed entry: expected \`runId\` to be a number, got ${typeName(runId)}`);
}

/** Milliseconds. Informatica writes these times in UTC, with a zone or without. */
function timeOf(entry: Fields, name: string): number {
  const seconds = parseTime(textOf(entry, name));
  if (seconds !== undefined) return seconds * 1000;
  throw new MalformedRunError(`malformed entry: expected \`${name}\` to be an ISO 8601 time`);
}

function textOf(entry: Fields, name: string): string {
  const value = entry[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new MalformedRunError(`malformed entry: expected \`${name}\` to be text, got ${typeName(value)}`);
}
