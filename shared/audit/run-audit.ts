import { formatTime } from '../cloudtrail/time.ts';
import { clipTexts } from '../evaluation/clip.ts';
import { evaluateRun, takesInRole } from '../evaluation/evaluate-run.ts';
import type { Outcome } from '../evaluation/outcome.ts';
import type { RuleBook } from '../evaluation/rule-book.ts';
import { matchesAny, matchesGlob } from '../json/glob.ts';
import type { Facts } from '../rules/facts.ts';
import { notApplicable, undecided } from '../rules/verdict.ts';
import { diedOfExpiry, type Run } from '../sessions/run.ts';
import {
  coverOf,
  coversConcerned,
  earliestIssue,
  latestIssue,
  type RunCover,
} from '../sessions/run-cover.ts';
import { type RolesOf, rolesLike } from '../sessions/task-roles.ts';
import { distinctRuns } from '../sessions/told-run.ts';
import type { IssuedSessions, KeptSession } from './issued-sessions.ts';
import { isRunSelected, type Selection } from './selection.ts';

/** Sessions, and stretches, of a run and role that a report names. */
const mostNamed = 200;

/** By what a run is told from others: its id is unique within its task. */
export interface RunName {
  readonly runId: string;
  readonly task?: string;
  readonly taskId?: string;
}

/** A run, and what was found on it (`--runs`). Times are ISO 8601. */
export interface AuditedRun extends RunName {
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly outcome?: NonNullable<Run['outcome']>;
  readonly diedOfExpiry: boolean;
  /** One for each role that it assumes; none where nobody says which these are. */
  readonly roles: readonly RunOverRole[];
}

/** A run over the sessions of one role. */
export interface RunOverRole {
  readonly roleArn: string;
  readonly result: Outcome['judged']['outcome'];
  readonly missing?: readonly string[];
  readonly reason?: string;
  /** `possible` where the run names nothing that tells its sessions from those of others on the same role. */
  readonly coverage: 'certain' | 'possible';
  readonly sessionCount: number;
  readonly sessions: readonly {
    readonly issuedAt: string;
    readonly expiresAt?: string;
    readonly accessKeyId?: string;
  }[];
  /** Stretches in which none of them lived. */
  readonly uncovered: readonly { readonly from: string; readonly to: string; readonly seconds: number }[];
}

/** Runs to judge, and which roles each assumes. */
export interface AuditedRuns {
  readonly runs: readonly Run[];
  readonly rolesOf: RolesOf;
}

/** What runs are judged with. */
export interface RunSurroundings {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly selection: Selection;
  readonly sessions: Pick<IssuedSessions, 'ofRoles'>;
  /** The end of what is known, in seconds since 1970 UTC. */
  readonly knownUntil: number;
}

/** A run, the sessions that it lived on by roles, and each rule’s outcome on it and each of its roles. */
export interface JudgedRun {
  readonly audited: AuditedRun;
  readonly covers: readonly RunCover<KeptSession>[];
  readonly outcomes: readonly (readonly Outcome[])[];
}

/** Judges runs, each once, in the order of their start (docs/guidelines.md, G4, U). */
export function* judgeRuns(
  { runs, rolesOf }: AuditedRuns,
  { book, facts, selection, sessions, knownUntil }: RunSurroundings,
): Generator<JudgedRun> {
  const inOrder = distinctRuns(runs)
    .filter((run) => isRunSelected(selection, run))
    .sort((one, other) => one.startedAt - other.startedAt || (one.id < other.id ? -1 : 1));
  const wanted = [...new Set(inOrder.flatMap((run) => rolesOf(run) ?? []))];
  const byRole = sessions.ofRoles((role) => wanted.some((glob) => matchesGlob(role, glob)));
  const seen = [...byRole.keys()];
  for (const run of inOrder) {
    const globs = rolesOf(run);
    if (globs === undefined || globs.length === 0) {
      yield { audited: auditedRun(run, []), covers: [], outcomes: [withoutRoles(book, run, globs)] };
      continue;
    }
    const inScope = rolesLike(globs, seen)
      .map((role) => {
        const issued = byRole.get(role)?.(earliestIssue(run), latestIssue(run, knownUntil)) ?? [];
        return coverOf(run, role, issued, knownUntil);
      })
      .filter(({ roleArn }) => takesInRole(book, roleArn));
    const covers = coversConcerned(inScope, globs).filter(({ roleArn }) =>
      isRunSelected(selection, run, roleArn),
    );
    if (covers.length === 0) continue;
    const judged = covers.map((cover) => ({ cover, outcomes: evaluateRun(book, cover, facts) }));
    yield {
      audited: auditedRun(
        run,
        judged.flatMap(({ cover, outcomes }) => outcomes.map((one) => overRole(cover, one))),
      ),
      covers,
      outcomes: judged.map(({ outcomes }) => outcomes),
    };
  }
}

/** The runs that assume a role, each once; what was found for a role is kept. */
export function runsOfRoles(
  audited: AuditedRuns | undefined,
): (roleArn: string | undefined) => readonly Run[] {
  if (audited === undefined) return () => [];
  const runs = distinctRuns(audited.runs);
  const byRole = new Map<string, readonly Run[]>();
  return (roleArn = '') => {
    const found =
      byRole.get(roleArn) ?? runs.filter((run) => matchesAny(roleArn, audited.rolesOf(run) ?? []));
    byRole.set(roleArn, found);
    return found;
  };
}

/** Nobody says which roles it assumes, or that it assumes none: one that died of expired credentials did assume one. */
function withoutRoles(book: RuleBook, run: Run, roles: readonly string[] | undefined): Outcome[] {
  const isKnown = roles !== undefined && !diedOfExpiry(run);
  const judged = isKnown ? notApplicable('no-temporary-credentials') : undecided('run-roles');
  return book.checks.run.map(({ active }) => ({
    active,
    judged,
    violations: [],
    lapsedExemptions: [],
  }));
}

/** What a run is called in a report. */
export function nameOfRun({ runId, task, taskId }: RunName): RunName {
  return { runId, ...(task !== undefined && { task }), ...(taskId !== undefined && { taskId }) };
}

function auditedRun(run: Run, roles: readonly RunOverRole[]): AuditedRun {
  const { startedAt, endedAt, outcome } = run;
  return {
    ...clipTexts({
      runId: run.id,
      ...(run.taskName !== undefined && { task: run.taskName }),
      ...(run.taskId !== undefined && { taskId: run.taskId }),
    }),
    startedAt: new Date(startedAt).toISOString(),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt).toISOString() }),
    ...(outcome !== undefined && { outcome }),
    diedOfExpiry: diedOfExpiry(run),
    roles,
  };
}

function overRole({ roleArn, sessions, stretches, isItsOwn }: RunCover, { judged }: Outcome): RunOverRole {
  return {
    ...clipTexts({ roleArn }),
    result: judged.outcome,
    ...(judged.outcome === 'undecided' && { missing: judged.missing }),
    ...(judged.outcome === 'not-applicable' && { reason: judged.reason }),
    coverage: isItsOwn ? 'certain' : 'possible',
    sessionCount: sessions.length,
    sessions: sessions.slice(0, mostNamed).map(({ issuedAt, expiresAt, accessKeyId }) =>
      clipTexts({
        issuedAt: formatTime(issuedAt),
        ...(expiresAt !== undefined && { expiresAt: formatTime(expiresAt) }),
        ...(accessKeyId !== undefined && { accessKeyId }),
      }),
    ),
    uncovered: stretches.slice(0, mostNamed).map(({ from, to }) => ({
      from: formatTime(from),
      to: formatTime(to),
      seconds: Math.round(to - from),
    })),
  };
}
