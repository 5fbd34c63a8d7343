import type { AuditedRun, RunName, RunOverRole } from '../audit/run-audit.ts';
import type { SessionTimeline } from '../audit/session-timeline.ts';
import { counted } from '../json/counted.ts';
import { type Moment, momentsText } from './moments-text.ts';
import type { Paint } from './paint.ts';
import { nameOf, resultText, runTimelines, tasksText, unknownEnd } from './runs-text.ts';

/**
 * Sessions and runs on one timeline, as text for a person: a line a task; each chain with its sessions and the runs that lived
 * on them, in time; then runs, and roles of runs, that lived on none of these chains, or on which nobody knows.
 */
export function timelineText(
  chains: readonly SessionTimeline[],
  runs: readonly AuditedRun[],
  paint: Paint,
): string {
  const byName = new Map(runs.map((run) => [keyOf(run), run]));
  const runsOn = ({ role, runs: names = [] }: SessionTimeline): RunOnChain[] =>
    names.flatMap((name) => {
      const run = byName.get(keyOf(name));
      const over = run?.roles.find(({ roleArn }) => roleArn === role);
      return run === undefined || over === undefined ? [] : [{ run, over }];
    });
  const told = new Set(chains.flatMap((chain) => runsOn(chain).map(({ over }) => over)));
  const others = runs.flatMap((run) => {
    const roles = run.roles.filter((role) => !told.has(role));
    return roles.length === 0 && run.roles.length > 0 ? [] : [{ ...run, roles }];
  });
  return [
    tasksText(runs, paint),
    `Sessions: ${counted(chains.length, 'chain')}`,
    ...chains.map((chain) => chainText(chain, runsOn(chain), paint)),
    ...(others.length === 0 ? [] : [`Of none of these chains alone: ${counted(others.length, 'run')}`]),
    ...runTimelines(others, paint),
  ].join('\n\n');
}

/** What a chain is called: who requested which role, under which session name. */
export function titleOf({ requester, role, sessionName }: SessionTimeline): string {
  return `${requester} → ${role}${sessionName === '' ? '' : ` as ${sessionName}`}`;
}

/** A run, and what was found of it with the role of a chain. */
interface RunOnChain {
  readonly run: AuditedRun;
  readonly over: RunOverRole;
}

function keyOf({ runId, task, taskId }: RunName): string {
  return JSON.stringify([taskId ?? task, runId]);
}

/** Of what happened at once runs start first and end last. */
function chainText(chain: SessionTimeline, runs: readonly RunOnChain[], paint: Paint): string {
  const { sessions } = chain;
  const moments = [
    ...runs.map(({ run }) => ({ time: run.startedAt, what: `${labelOf(run)} started` })),
    ...sessions.map(issued),
    ...sessions.flatMap(({ expiresAt, accessKeyId = '' }) =>
      expiresAt === undefined ? [] : [{ time: expiresAt, what: `session ${accessKeyId} expired` }],
    ),
    ...runs.flatMap(({ run, over }) =>
      over.uncovered.map(({ from, seconds }) => ({
        time: from,
        what: `${labelOf(run)}: ${seconds} s without credentials begin`,
      })),
    ),
    ...runs.map(ended),
  ];
  return [paint('bold', titleOf(chain)), ...momentsText(moments, '  ')].join('\n');
}

function labelOf(run: AuditedRun): string {
  return `run ${run.runId} of ${nameOf(run)}`;
}

function issued({
  issuedAt,
  expiresAt,
  renewBy,
  gapSeconds,
  accessKeyId = '',
}: SessionTimeline['sessions'][number]): Moment {
  const end = expiresAt === undefined ? 'when it expires is unknown' : `to be renewed by ${renewBy}`;
  return { time: issuedAt, what: `session ${accessKeyId} issued${gapText(gapSeconds)}; ${end}` };
}

function gapText(gapSeconds: number | undefined): string {
  if (gapSeconds === undefined) return '';
  if (gapSeconds > 0) return `, ${gapSeconds} s after all before had expired`;
  return gapSeconds === 0 ? ', as the last one expired' : `, ${-gapSeconds} s before the last one expires`;
}

/** A run that goes on stands where it began. */
function ended({ run, over }: RunOnChain): Moment {
  const { startedAt, endedAt = startedAt } = run;
  return { time: endedAt, what: `${labelOf(run)} ${endText(run)}: ${resultText(over)}` };
}

function endText({ endedAt, outcome, diedOfExpiry }: AuditedRun): string {
  if (diedOfExpiry) return 'died of expired credentials';
  return endedAt === undefined ? 'goes on' : `ended: ${outcome ?? unknownEnd}`;
}
