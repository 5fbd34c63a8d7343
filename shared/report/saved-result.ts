import type { Severity } from '../contracts/result-contract.generated.ts';
import type { ComparedFinding } from '../findings/compare-findings.ts';
import { severities } from '../findings/gravest-first.ts';
import { type Fields, isObject } from '../json/value.ts';
import type { ResultKind } from './result.ts';

/** A saved result cannot be read, or not as what is wanted. The message stands behind the file's name. */
export class SavedResultError extends Error {
  override readonly name = 'SavedResultError';
}

/** What of a saved result others are compared with. */
export interface SavedResult {
  readonly findings: readonly ComparedFinding[];
  /** Paths, accounts or tasks that it is about; none where it does not say. */
  readonly places: ReadonlySet<string>;
  /** What it left open, see {@link openKey}. */
  readonly open: ReadonlySet<string>;
  /** Whether scope or filters left anybody out. */
  readonly isLimited: boolean;
}

const version = '1';

/** By its members, of which command a JSON value is the result. */
const kinds: readonly (readonly [ResultKind, (document: Fields) => boolean])[] = [
  ['audit', ({ coverage }) => isObject(coverage)],
  ['access', ({ principals }) => Array.isArray(principals)],
  ['sweep', ({ sweptAt, tasks }) => sweptAt !== undefined && Array.isArray(tasks)],
  ['check', ({ decision, task, unreadable }) => decision !== undefined || isTaskOnly(task, unreadable)],
];

/**
 * Reads what was saved of a result of one command: one JSON document, or the values of its lines. Throws
 * SavedResultError where it is of another command or version, or is not whole.
 */
export function savedResult(documents: readonly unknown[], wanted: ResultKind): SavedResult {
  const items = documents.flat().filter(isObject);
  const head = items.find((item) => kindOf(item) !== undefined);
  if (head === undefined && items.some(({ ruleId, finding }) => ruleId !== undefined || isObject(finding)))
    throw new SavedResultError('is cut off: the coverage, with which it ends, is not there');
  if (head === undefined) throw new SavedResultError('is no result that `sts-warden` wrote');
  const kind = kindOf(head);
  if (kind !== wanted)
    throw new SavedResultError(`is the result of \`${kind}\`: expected one of \`${wanted}\``);
  if (items.some((item) => item.since !== undefined || item.known !== undefined))
    throw new SavedResultError('holds only what was new since another one: save one without --baseline');
  if (head.schemaVersion !== version)
    throw new SavedResultError(
      `is of schema version \`${String(head.schemaVersion).slice(0, 20)}\`: expected \`${version}\``,
    );
  return readers[wanted](items, head);
}

/** What a decision leaves open: for the same task, the same rule for want of the same. */
export function openKey(place: string, ruleId: unknown, missing: unknown): string {
  return JSON.stringify([place, ruleId, missing]);
}

/** A path as everybody writes it. */
export function plainPath(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '').replace(/(?<=.)\/+$/, '');
}

type Reader = (items: readonly Fields[], head: Fields) => SavedResult;

const readers: Readonly<Record<ResultKind, Reader>> = {
  audit: (items, head) => ({
    findings: findingsIn(
      head.violations === undefined ? (head.findings ?? findingLines(items)) : head.findings,
    ),
    places: new Set([...textsIn(head.paths)].map(plainPath)),
    open: new Set(),
    isLimited: isObject(head.coverage) && head.coverage.isLimited === true,
  }),
  access: (_, head) => ({
    findings: findingsIn(head.findings),
    places: new Set(listIn(head.principals).flatMap(({ arn }) => accountIn(arn))),
    open: new Set(),
    isLimited: [head.outOfScope, head.leftOut].some((count) => typeof count === 'number' && count > 0),
  }),
  sweep: (_, head) => decisionsIn(listIn(head.tasks)),
  check: decisionsIn,
};

/** Lines of findings; `undefined` where there are violations and none of these, as earlier versions wrote it. */
function findingLines(items: readonly Fields[]): unknown[] | undefined {
  const findings = items.flatMap(({ finding }) => (isObject(finding) ? [finding] : []));
  const isEarlier = findings.length === 0 && items.some(({ ruleId }) => ruleId !== undefined);
  return isEarlier ? undefined : findings;
}

function decisionsIn(items: readonly Fields[]): SavedResult {
  const decided = items.filter(({ decision }) => decision !== undefined);
  return {
    findings: decided.flatMap((item) => placed(findingsIn(item.findings), item)),
    places: new Set(items.flatMap(placeIn)),
    open: new Set(decided.flatMap(openIn)),
    isLimited: false,
  };
}

function placed(findings: readonly ComparedFinding[], item: Fields): ComparedFinding[] {
  return findings.map((finding) => ({ ...finding, ...placeIn(item).map((place) => ({ place }))[0] }));
}

function openIn(item: Fields): string[] {
  const [place = ''] = placeIn(item);
  return listIn(item.results)
    .filter(({ outcome }) => outcome === 'undecided')
    .map(({ ruleId, missing }) => openKey(place, ruleId, missing));
}

function placeIn({ task, source }: Fields): string[] {
  if (isObject(task) && typeof task.id === 'string') return [task.id];
  return isObject(source) && typeof source.path === 'string' ? [source.path] : [];
}

function accountIn(arn: unknown): string[] {
  const account = typeof arn === 'string' ? arn.split(':')[4] : undefined;
  return account === undefined ? [] : [account];
}

function findingsIn(value: unknown): ComparedFinding[] {
  if (!Array.isArray(value))
    throw new SavedResultError('has no findings, as those of earlier versions: make it anew');
  if (!value.every(isFinding)) throw new SavedResultError('has findings that are none');
  return value;
}

function isFinding(value: unknown): value is ComparedFinding {
  if (!isObject(value) || !isObject(value.cause)) return false;
  const { id, ruleId, status, message, severity } = value;
  return [id, ruleId, status, message].every((text) => typeof text === 'string') && isSeverity(severity);
}

function isSeverity(value: unknown): value is Severity {
  return severities.some((severity) => severity === value);
}

function kindOf(item: Fields): ResultKind | undefined {
  return kinds.find(([, isOne]) => isOne(item))?.[0];
}

function isTaskOnly(task: unknown, unreadable: unknown): boolean {
  return isObject(task) && typeof unreadable === 'string';
}

function listIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textsIn(value: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
}
