import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import type { ExpiringCredentials } from '../../shared/evaluation/expiring-credentials.ts';
import type { TrueRun, TrueSession } from './true-run.ts';
import { isToBeFound, lapses, type Truth, truthOf } from './truth.ts';

/** What the tracker said, beside what was. */
export interface Tally {
  /** Runs by what they were. */
  readonly runs: Record<Truth, number>;
  /** Runs that had to be found, and were. */
  foundRuns: number;
  /** Runs that died of expiry, or were left without credentials, and of which no violation was told. */
  missedRuns: Record<'died' | 'left', number>;
  /** Runs of which a violation was told though neither was so. */
  falseRuns: number;
  /** Violations that were told after all records of the run should have come: nobody knows any more which they were. */
  tooLate: number;
  /** Ends of credentials before which somebody had to be warned: runs that went on without. */
  neededWarnings: number;
  /** Of those, such that nobody was warned of, or after the end only. */
  missedWarnings: number;
  lateWarnings: number;
  /** Warnings of all runs. */
  warnings: number;
  /** Warnings of runs that had ended, or had got new credentials, when they came. */
  falseWarnings: Record<'ended' | 'renewed', number>;
}

/** What has to be known of a run until all that is told of it has come. */
interface Watched {
  readonly truth: Truth;
  readonly endedAt: number;
  /** Role → when its sessions were issued and when they end. */
  readonly sessions: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  /** Ends of credentials before which somebody has to be warned, with their roles. */
  readonly needed: readonly string[];
  isAccused: boolean;
  /** Role and end of the credentials, and whether the warning came before that. */
  readonly warned: Map<string, boolean>;
}

/** Lays what is told beside what was. Times are seconds since 1970 UTC. */
export interface Teller {
  readonly tally: Tally;
  readonly begin: (run: TrueRun) => void;
  readonly accuse: (violation: Violation) => void;
  readonly warn: (warning: ExpiringCredentials, now: number) => void;
  /** Counts a run of which nothing more is to come, by its id, and forgets it. */
  readonly close: (id: string) => void;
  /** How many runs are not closed. */
  readonly held: () => number;
}

/** `renewalLeadSeconds`: of credentials that live no longer than twice that time nobody is warned (G4). */
export function teller(renewalLeadSeconds: number): Teller {
  const watched = new Map<string, Watched>();
  const tally: Tally = {
    runs: { advanced: 0, died: 0, left: 0, outlived: 0, covered: 0 },
    foundRuns: 0,
    missedRuns: { died: 0, left: 0 },
    falseRuns: 0,
    tooLate: 0,
    neededWarnings: 0,
    missedWarnings: 0,
    lateWarnings: 0,
    warnings: 0,
    falseWarnings: { ended: 0, renewed: 0 },
  };

  function accuse({ subject }: Violation): void {
    const one = watched.get(subject.runId ?? '');
    if (one === undefined) tally.tooLate++;
    else one.isAccused = true;
  }

  function warn({ runId, roleArn, session }: ExpiringCredentials, now: number): void {
    const one = watched.get(runId);
    const end = Date.parse(session.expiresAt) / 1000;
    tally.warnings++;
    if (one === undefined) {
      tally.falseWarnings.ended++;
      return;
    }
    const key = keyOf(roleArn, end);
    if (!one.warned.has(key)) one.warned.set(key, now < end);
    const sessions = one.sessions.get(roleArn) ?? [];
    if (one.endedAt < now) tally.falseWarnings.ended++;
    else if (sessions.some(([issuedAt, expiresAt]) => issuedAt <= now && expiresAt > end))
      tally.falseWarnings.renewed++;
  }

  function begin(run: TrueRun): void {
    const { task, credentials, endedAt } = run;
    const isWarned = !task.isAdvanced && task.duration > 2 * renewalLeadSeconds;
    watched.set(run.id, {
      truth: truthOf(run),
      endedAt,
      sessions: new Map(credentials.map(({ roleArn, sessions }) => [roleArn, sessions.map(livesOf)])),
      needed: isWarned
        ? credentials.flatMap((one) => lapses(one, endedAt).map((end) => keyOf(one.roleArn, end)))
        : [],
      isAccused: false,
      warned: new Map(),
    });
  }

  function close(id: string): void {
    const one = watched.get(id);
    if (one === undefined) return;
    watched.delete(id);
    const { truth } = one;
    tally.runs[truth]++;
    if (isToBeFound(truth)) {
      if (one.isAccused) tally.foundRuns++;
      else tally.missedRuns[truth]++;
    } else if (one.isAccused) tally.falseRuns++;
    for (const key of one.needed) {
      const isInTime = one.warned.get(key);
      tally.neededWarnings++;
      if (isInTime === undefined) tally.missedWarnings++;
      if (isInTime === false) tally.lateWarnings++;
    }
  }

  return { tally, begin, accuse, warn, close, held: () => watched.size };
}

function keyOf(roleArn: string, end: number): string {
  return `${roleArn} ${end}`;
}

function livesOf({ issuedAt, expiresAt }: TrueSession): [number, number] {
  return [issuedAt, expiresAt];
}
