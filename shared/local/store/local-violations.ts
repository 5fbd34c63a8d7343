import type { SQLInputValue } from 'node:sqlite';
import { placeOf, timeText } from '../../aws/records/listing-items.ts';
import type { Retention } from '../../aws/records/retention.ts';
import type { Page, PageOf, ViolationStore } from '../../aws/records/violation-store.ts';
import type { Finding, Violation } from '../../contracts/result-contract.generated.ts';
import { severities } from '../../findings/gravest-first.ts';
import { addViolation, byFinding, type GrowingFinding } from '../../findings/growing-finding.ts';
import { fitViolation } from '../../report/fit-violation.ts';
import { expiresAt, secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

/** Characters of documents in a page. */
const mostCharacters = 4_000_000;
/** More than the severities: those that act come before exempted ones. */
const exempted = severities.length;

/** A finding, and the newest of its violations. */
interface FindingAndNewest {
  readonly finding: Finding;
  readonly newest: Violation;
}

/** Violations and findings in the local store, by the same rules as in the project's table (shared/aws/records). */
export interface LocalViolations extends Omit<ViolationStore, 'findingsKept'> {
  /** The gravest findings of what AWS recorded, of each severity those that were seen last. */
  readonly gravestOfRecords: (most: number) => FindingAndNewest[];
}

/** Makes the store of violations on SQLite. */
export function localViolations(store: Sqlite, retention: Retention): LocalViolations {
  const now = () => secondsOf(retention.now());
  return {
    put: async (violations) => {
      if (violations.length > 0) store.together(() => keep(store, retention, violations));
    },
    violation: async (id) => documentOf<Violation>(store, 'violations', id, now()),
    finding: async (id) => documentOf<Finding>(store, 'findings', id, now()),
    violations: async ({ sought: { from, to, ...sought }, ...page }) =>
      pageOf(store, 'violations', page, [
        ...traitConditions(sought),
        ...(from === undefined ? [] : [['place >= ?', from] as const]),
        ...(to === undefined ? [] : [['place < ?', to] as const]),
        ['expires_at > ?', now()],
      ]),
    findings: async ({ sought: { from, to, ...sought }, ...page }) =>
      pageOf(store, 'findings', page, [
        ...traitConditions(sought),
        ...(from === undefined ? [] : [['last_seen >= ?', from] as const]),
        ...(to === undefined ? [] : [['first_seen < ?', to] as const]),
        ['expires_at > ?', now()],
      ]),
    gravestOfRecords: (most) =>
      store
        .statement(
          'SELECT document, latest FROM findings WHERE is_of_record = 1 AND expires_at > ? ORDER BY gravity, last_seen DESC LIMIT ?',
        )
        .all(now(), most)
        .flatMap((row) => withNewest(store, growingOf(row), now())),
  };
}

/** Each violation is kept once, whoever hands it over how often; with it its finding grows. */
function keep(store: Sqlite, retention: Retention, violations: readonly Violation[]): void {
  const unique = new Map(violations.map((violation) => [violation.id, fitViolation(violation)]));
  for (const [findingId, all] of byFinding([...unique.values()])) {
    const isNew = ({ id }: Violation) =>
      documentOf(store, 'violations', id, secondsOf(retention.now())) === undefined;
    const added = all.filter(isNew);
    for (const violation of added) insertViolation(store, retention, violation);
    if (added.length > 0) growFinding(store, retention, findingId, added);
  }
}

function insertViolation({ statement }: Sqlite, retention: Retention, violation: Violation): void {
  statement('INSERT OR REPLACE INTO violations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    violation.id,
    placeOf(timeText(violation.observedAt), violation.id),
    ...traitsOf(violation),
    JSON.stringify(violation),
    expiresAt(retention),
  );
}

function growFinding(
  { statement }: Sqlite,
  retention: Retention,
  id: string,
  added: readonly Violation[],
): void {
  const row = statement('SELECT * FROM findings WHERE id = ? AND expires_at > ?').get(
    id,
    secondsOf(retention.now()),
  );
  const growing = added.reduce<GrowingFinding | undefined>(addViolation, row && growingOf(row));
  if (growing === undefined) throw new RangeError('nothing was added');
  const { finding, latest } = growing;
  const newest = added.find((violation) => violation.id === latest[0]?.id);
  const traits =
    newest === undefined
      ? traitColumns.map((column) => (row?.[column] ?? null) as SQLInputValue)
      : traitsOf(newest);
  statement('INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    id,
    // Where it stood first, so that pages never miss it.
    String(row?.place ?? placeOf(retention.now().toISOString(), id)),
    ...traits,
    timeText(finding.firstSeen),
    timeText(finding.lastSeen),
    Number(added.some(({ subject }) => subject.kind !== 'submission')),
    finding.status === 'exempted' ? exempted : severities.indexOf(finding.severity),
    JSON.stringify(finding),
    JSON.stringify(latest),
    expiresAt(retention),
  );
}

const traitColumns = ['rule_id', 'severity', 'status', 'account_id', 'requester', 'task', 'task_id'] as const;

function traitsOf({ ruleId, severity, status, subject }: Violation): SQLInputValue[] {
  const { accountId, requester, task, taskId } = subject;
  return [ruleId, severity, status, accountId ?? null, requester ?? null, task ?? null, taskId ?? null];
}

type Condition = readonly [text: string, ...values: SQLInputValue[]];

function traitConditions({
  ruleId,
  severity,
  status,
  accountId,
  requester,
  task,
}: Omit<PageOf['sought'], 'from' | 'to'>): Condition[] {
  const equal: [string, string | undefined][] = [
    ['rule_id', ruleId],
    ['severity', severity],
    ['status', status],
    ['account_id', accountId],
    ['requester', requester],
  ];
  return [
    ...equal.flatMap(([column, value]): Condition[] =>
      value === undefined ? [] : [[`${column} = ?`, value]],
    ),
    ...(task === undefined ? [] : [['(task = ? OR task_id = ?)', task, task] as const]),
  ];
}

/** A page, the newest first: one more is looked for, to know whether there is more. */
function pageOf<Document>(
  { statement }: Sqlite,
  table: 'violations' | 'findings',
  { limit, after }: Omit<PageOf, 'sought'>,
  conditions: readonly Condition[],
): Page<Document> {
  const all: Condition[] = after === undefined ? [...conditions] : [...conditions, ['place < ?', after]];
  const where = all.map(([text]) => text).join(' AND ');
  const rows = statement(
    `SELECT place, document FROM ${table} WHERE ${where} ORDER BY place DESC LIMIT ?`,
  ).iterate(...all.flatMap(([, ...values]) => values), limit + 1);
  const documents: Document[] = [];
  let characters = 0;
  let place: string | undefined;
  for (const row of rows) {
    const text = String(row.document);
    characters += text.length;
    const isFull = documents.length === limit || (characters > mostCharacters && place !== undefined);
    if (isFull) return { documents, next: place };
    documents.push(JSON.parse(text));
    place = String(row.place);
  }
  return { documents, next: undefined };
}

function documentOf<Document>(
  { statement }: Sqlite,
  table: 'violations' | 'findings',
  id: string,
  now: number,
): Document | undefined {
  const row = statement(`SELECT document FROM ${table} WHERE id = ? AND expires_at > ?`).get(id, now);
  return row && JSON.parse(String(row.document));
}

function growingOf({ document, latest }: Record<string, unknown>): GrowingFinding {
  return { finding: JSON.parse(String(document)), latest: JSON.parse(String(latest)) };
}

function withNewest(store: Sqlite, { finding, latest: [newest] }: GrowingFinding, now: number) {
  const found = documentOf<Violation>(store, 'violations', newest?.id ?? '', now);
  return found === undefined ? [] : [{ finding, newest: found }];
}
