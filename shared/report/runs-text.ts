import type { AuditedRun, RunName, RunOverRole } from '../audit/run-audit.ts';
import { counted } from '../json/counted.ts';
import { expectedSecondsIn } from '../rules/questions.ts';
import { mostRuns } from '../sessions/known-runs.ts';
import { type Moment, momentsText } from './moments-text.ts';
import type { Paint } from './paint.ts';
import { plainTable } from './plain-table.ts';

/** Of a run that ended, nobody says how. */
export const unknownEnd = 'nobody says how';
/** Runs that are shown one by one. */
const mostShown = 100;

/** Runs over their sessions as text for a person: a line a task, then those on which anything was found, laid out in time. */
export function runsText(runs: readonly AuditedRun[], paint: Paint): string {
  return [tasksText(runs, paint), ...runTimelines(runs.filter(isNotable), paint)].join('\n\n');
}

/** How many runs there are, and a line a task. */
export function tasksText(runs: readonly AuditedRun[], paint: Paint): string {
  return `${paint('bold', `Runs: ${runs.length}`)}\n\n${tasksTable(runs)}`;
}

/** Runs laid out in time, each over the sessions of its roles. */
export function runTimelines(runs: readonly AuditedRun[], paint: Paint): string[] {
  const more = runs.length - mostShown;
  return [
    ...runs.slice(0, mostShown).map((run) => timelineText(run, paint)),
    ...(more > 0 ? [`and ${counted(more, 'more run')}`] : []),
  ];
}

function isNotable({ roles }: AuditedRun): boolean {
  return roles.some(({ result }) => result === 'violation' || result === 'undecided');
}

function tasksTable(runs: readonly AuditedRun[]): string {
  const byTask = [...Map.groupBy(runs, nameOf)].sort(([one], [other]) => (one < other ? -1 : 1));
  return plainTable(
    [
      ...['Task', 'Runs', 'Longest s', 'Expected s', 'Granted s'],
      ...['Outlived credentials', 'Died of expiry', 'Without sessions'],
    ],
    byTask.map(([task, own]) => [
      task,
      own.length,
      own.map(secondsOf).reduce((longest, one) => Math.max(longest, one)),
      expectedSecondsIn({ wellSeconds: wellSecondsOf(own) }) ?? '',
      shortestGranted(own) ?? '',
      own.filter(({ roles }) => roles.some(({ uncovered }) => uncovered.length > 0)).length,
      own.filter(({ diedOfExpiry }) => diedOfExpiry).length,
      own.filter(({ roles }) => roles.every(({ sessionCount }) => sessionCount === 0)).length,
    ]),
  );
}

/** What people call a run's task. */
export function nameOf({ task, taskId }: RunName): string {
  return task ?? taskId ?? '?';
}

function secondsOf({ startedAt, endedAt = startedAt }: AuditedRun): number {
  return Math.floor((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}

/** Of the task’s known runs, its latest 50 that ended with success, warning or failure (docs/guidelines.md, "Words"). */
function wellSecondsOf(own: readonly AuditedRun[]): number[] {
  return own
    .filter(({ endedAt, outcome }) => endedAt !== undefined && outcome !== undefined && outcome !== 'stopped')
    .toSorted((one, other) => Date.parse(other.endedAt ?? '') - Date.parse(one.endedAt ?? ''))
    .slice(0, mostRuns)
    .filter(({ outcome }) => outcome !== 'failed')
    .map(secondsOf);
}

/** Seconds for which the credentials of its runs lived that lived the least. */
function shortestGranted(own: readonly AuditedRun[]): number | undefined {
  const granted = own.flatMap(({ roles }) =>
    roles.flatMap(({ sessions }) =>
      sessions.flatMap(({ issuedAt, expiresAt }) =>
        expiresAt === undefined ? [] : [(Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000],
      ),
    ),
  );
  return granted.length === 0 ? undefined : granted.reduce((least, one) => Math.min(least, one));
}

function timelineText(run: AuditedRun, paint: Paint): string {
  const end = run.diedOfExpiry ? 'died of expired credentials' : (run.outcome ?? 'goes on');
  const title = `${nameOf(run)}, run ${run.runId}: ${end}`;
  const roles = run.roles.map((role) => overRoleText(run, role));
  return [paint('bold', title), ...(roles.length === 0 ? ['  no role of it is known'] : roles)].join('\n');
}

/** What happened, in time; of what happened at once the start comes first and the end last. */
function overRoleText(run: AuditedRun, role: RunOverRole): string {
  const { sessions, uncovered } = role;
  const moments: Moment[] = [
    { time: run.startedAt, what: 'run started' },
    ...sessions.flatMap(({ issuedAt, expiresAt, accessKeyId = '' }) => [
      { time: issuedAt, what: `session ${accessKeyId} issued` },
      ...(expiresAt === undefined ? [] : [{ time: expiresAt, what: `session ${accessKeyId} expired` }]),
    ]),
    ...uncovered.map(({ from, seconds }) => ({ time: from, what: `${seconds} s without credentials begin` })),
    ...(run.endedAt === undefined
      ? []
      : [{ time: run.endedAt, what: `run ended: ${run.outcome ?? unknownEnd}` }]),
  ];
  return [`  ${role.roleArn}: ${resultText(role)}`, ...momentsText(moments, '    ')].join('\n');
}

/** What was found of a run with a role, and why. */
export function resultText({ result, missing, reason, coverage }: RunOverRole): string {
  const why = missing === undefined ? (reason ?? '') : `missing ${missing.join(', ')}`;
  const note = coverage === 'possible' ? '; the sessions may be another task’s' : '';
  return `${result}${why === '' ? '' : ` (${why})`}${note}`;
}
