import type { Claim, DecisionRecord, Handed } from '../../aws/records/decision-items.ts';
import type { DecisionStore, Kept } from '../../aws/records/decision-store.ts';
import type { Retention } from '../../aws/records/retention.ts';
import type { ToldSeconds } from '../../report/task-report.ts';
import { expiresAt, secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

type Row = Record<string, unknown>;

/** A submission's task, and the two numbers that the page tells its decision with. */
export type ToldTask = Partial<ToldSeconds> & { readonly name: string };

export interface LocalDecisionOptions extends Retention {
  /** What was submitted, by its digest; `undefined` where nobody remembers. */
  readonly taskOf: (digest: string) => ToldTask | undefined;
}

/** A task, and what was decided on it last. */
export type LatestDecision = ToldTask & { readonly record: DecisionRecord };

/** The decisions in the local store, by the same rules as in the project's table (shared/aws/records). */
export interface LocalDecisions extends DecisionStore {
  /** The newest decision on each task, the newest first, as many as fit into `mostBytes` of JSON. */
  readonly latestOfTasks: (most: number, mostBytes: number) => LatestDecision[];
}

/** Makes the store of decisions on SQLite. A rejection says that nothing was kept. */
export function localDecisions(store: Sqlite, options: LocalDecisionOptions): LocalDecisions {
  const { statement, together } = store;

  function decisionOf(id: string): DecisionRecord | undefined {
    const row = statement('SELECT * FROM decisions WHERE id = ? AND expires_at > ?').get(
      id,
      secondsOf(options.now()),
    );
    return row && recordOf(row);
  }

  function claimRow({ id }: Pick<Claim, 'id'>, { caller }: Pick<Handed, 'caller'>): Row | undefined {
    return statement('SELECT * FROM claims WHERE id = ? AND caller = ? AND expires_at > ?').get(
      id,
      caller,
      secondsOf(options.now()),
    );
  }

  function claimed(
    handed: Handed,
    claims: readonly Pick<Claim, 'id'>[],
  ): Exclude<Kept, { outcome: 'stored' }> | undefined {
    const there = claims.map((claim) => claimRow(claim, handed)).filter((row) => row !== undefined);
    if (there.some(({ digest }) => digest !== handed.digest)) return { outcome: 'conflict' };
    const now = options.now().toISOString();
    for (const { decision_id, replays_until, is_derived } of there) {
      if (String(replays_until) <= now) continue;
      const record = decisionOf(String(decision_id));
      if (record !== undefined && !(is_derived === 1 && record.published))
        return { outcome: 'replayed', record };
    }
    return undefined;
  }

  /** Whether nobody has the id, or only the same submission, whose claim replays no more. */
  function isFree(claim: Claim, record: DecisionRecord): boolean {
    const row = claimRow(claim, record);
    if (row === undefined) return true;
    const isPast = row.is_derived === 1 || String(row.replays_until) <= options.now().toISOString();
    return row.digest === record.digest && isPast;
  }

  function put(record: DecisionRecord, claims: readonly Claim[]): Kept {
    const there = decisionOf(record.decisionId);
    if (there !== undefined)
      return isSame(there, record) ? { outcome: 'replayed', record: there } : { outcome: 'conflict' };
    if (!claims.every((claim) => isFree(claim, record))) {
      const before = claimed(record, claims);
      if (before !== undefined) return before;
      throw new RangeError('a claim names a decision that is not there');
    }
    insertDecision(record);
    for (const claim of claims) insertClaim(claim, record);
    noteTask(record);
    return { outcome: 'stored' };
  }

  function insertDecision(record: DecisionRecord): void {
    const { decisionId, submissionId, digest, caller, decidedAt, validUntil, published, decision } = record;
    statement('INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[decisionId, submissionId, digest, caller, decidedAt, validUntil, Number(published)],
      ...[JSON.stringify(decision), expiresAt(options)],
    );
  }

  function insertClaim({ id, replaysUntil, isDerived }: Claim, record: DecisionRecord): void {
    const { caller, digest, decisionId, decidedAt } = record;
    statement('INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[id, caller, digest, decisionId, decidedAt, replaysUntil, Number(isDerived), expiresAt(options)],
    );
  }

  function noteTask({ digest, submissionId, decidedAt, decisionId }: DecisionRecord): void {
    const { name, expectedSeconds, shortestSeconds } = options.taskOf(digest) ?? { name: submissionId };
    statement('INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?)').run(
      ...[name, decidedAt, decisionId, expectedSeconds ?? null, shortestSeconds ?? null, expiresAt(options)],
    );
  }

  return {
    put: async (record, claims) => together(() => put(record, claims)),
    claimed: async (handed, claims) => claimed(handed, claims),
    get: async (decisionId) => decisionOf(decisionId),
    ofSubmission: async (submissionId) =>
      statement(
        'SELECT decisions.* FROM claims JOIN decisions ON decisions.id = claims.decision_id WHERE claims.id = ? AND claims.expires_at > ? ORDER BY claims.decided_at DESC',
      )
        .all(submissionId, secondsOf(options.now()))
        .map(recordOf),
    markPublished: async (decisionId) => {
      const { changes } = statement('UPDATE decisions SET published = 1 WHERE id = ?').run(decisionId);
      if (changes === 0) throw new RangeError('there is no such decision');
    },
    latestOfTasks: (most, mostBytes) => latestOfTasks(store, most, mostBytes),
  };
}

function latestOfTasks({ statement }: Sqlite, most: number, mostBytes: number): LatestDecision[] {
  const rows = statement(
    'SELECT decisions.*, name, expected_seconds, shortest_seconds FROM tasks JOIN decisions ON decisions.id = tasks.decision_id ORDER BY tasks.decided_at DESC LIMIT ?',
  ).iterate(most);
  const latest: LatestDecision[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += String(row.decision).length;
    if (bytes > mostBytes) break;
    latest.push({
      name: String(row.name),
      expectedSeconds: numberOf(row.expected_seconds),
      shortestSeconds: numberOf(row.shortest_seconds),
      record: recordOf(row),
    });
  }
  return latest;
}

function recordOf(row: Row): DecisionRecord {
  return {
    decisionId: String(row.id),
    submissionId: String(row.submission_id),
    digest: String(row.digest),
    decision: JSON.parse(String(row.decision)),
    caller: String(row.caller),
    decidedAt: String(row.decided_at),
    validUntil: String(row.valid_until),
    published: row.published === 1,
  };
}

function isSame(one: DecisionRecord, other: DecisionRecord): boolean {
  return (
    one.digest === other.digest && one.submissionId === other.submissionId && one.caller === other.caller
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
