import type { Violation } from '../contracts/result-contract.generated.ts';
import { findingsOf } from '../findings/findings-of.ts';
import type { Shape } from '../json/shape.ts';
import { type Fields, isObject } from '../json/value.ts';
import type { CheckedItem } from './check-report.ts';
import { MalformedResultError } from './errors.ts';
import type { Result, Results } from './result.ts';
import {
  savedAccess,
  savedAudit,
  savedDecision,
  savedSweep,
  savedTrouble,
  savedUnreadable,
} from './saved-shapes.ts';
import { type DecidedTask, type JudgedItem, violationsOn } from './task-report.ts';

/** What the lines of JSONL are, until the last one says of what. */
interface Loose {
  violations: unknown[];
  sessions: unknown[];
  principals: unknown[];
}

/**
 * Reads again what was written as `json` or `jsonl`: the documents of one file. Findings are made anew of the violations.
 * Throws {@link MalformedResultError} where a document is no result, is of another version, or the last lines are missing.
 */
export function restoreResults(documents: Iterable<unknown>): Result[] {
  const results: Result[] = [];
  const items: CheckedItem[] = [];
  const troubles: string[] = [];
  let loose = nothingLoose();
  for (const document of flattened(documents)) {
    if (!isObject(document)) throw new MalformedResultError(noResult);
    if (isPart(document)) {
      keepPart(loose, document);
      continue;
    }
    if (isTrouble(document))
      troubles.push(checked<{ unreadable: string }>(savedTrouble, document).unreadable);
    else if ('decision' in document || 'unreadable' in document) items.push(itemOf(document) as CheckedItem);
    else results.push(resultOf(document, loose));
    loose = nothingLoose();
  }
  if (Object.values(loose).some(({ length }) => length > 0))
    throw new MalformedResultError('it is cut off: its last line, which says what was judged, is missing');
  if (items.length + troubles.length > 0) results.push(checkOf(items, troubles));
  if (results.length === 0) throw new MalformedResultError(noResult);
  return results;
}

const noResult = 'expected what `audit`, `check`, `sweep` or `access` writes with --format json or jsonl';

function* flattened(documents: Iterable<unknown>): Generator<unknown> {
  for (const document of documents) {
    if (Array.isArray(document)) yield* flattened(document);
    else yield document;
  }
}

function nothingLoose(): Loose {
  return { violations: [], sessions: [], principals: [] };
}

/** Whether a line is but a part of a result. */
function isPart(line: Fields): boolean {
  return 'ruleId' in line || 'finding' in line || 'session' in line || 'grants' in line;
}

function keepPart({ violations, sessions, principals }: Loose, line: Fields): void {
  if ('session' in line) sessions.push(line.session);
  else if ('grants' in line) principals.push(line);
  else if ('ruleId' in line) violations.push(line);
}

function resultOf(document: Fields, { violations, sessions, principals }: Loose): Result {
  if ('coverage' in document) {
    const chains = sessions.length === 0 ? {} : { sessions };
    return {
      kind: 'audit',
      report: withFindings(checked(savedAudit, { violations, ...chains, ...document })),
    };
  }
  if ('sweptAt' in document) return { kind: 'sweep', report: sweepOf(document) };
  if ('principals' in document || 'isJudged' in document)
    return {
      kind: 'access',
      report: withFindings(checked(savedAccess, { violations, principals, ...document })),
    };
  throw new MalformedResultError(noResult);
}

function withFindings<Report extends { readonly violations: readonly Violation[] }>(report: Report): Report {
  return { ...report, findings: findingsOf(report.violations) };
}

/** Whether it says of a whole file, and not of a task, that it could not be read. */
function isTrouble(document: Fields): boolean {
  return 'unreadable' in document && !('task' in document) && !('name' in document);
}

function checkOf(items: readonly CheckedItem[], troubles: readonly string[]): Result<'check'> {
  const hasPackage = items.some(({ task }) => task !== undefined);
  const findings = findingsOf(violationsOn(items));
  return {
    kind: 'check',
    report: { items, findings, notUnderstood: [], hasPackage, troubles, unread: troubles },
  };
}

function sweepOf(document: Fields): Results['sweep'] {
  const { tasks, ...rest } = checked<Results['sweep']>(savedSweep, document);
  const items = tasks.map((task) => itemOf({ ...task }) as Results['sweep']['tasks'][number]);
  return { ...rest, tasks: items, findings: findingsOf(violationsOn(items)) };
}

/** A decision, with what it is about beside it. */
function itemOf(document: Fields): JudgedItem {
  if ('unreadable' in document) {
    const { task, unreadable, source } = checked<JudgedItem & { unreadable: string }>(
      savedUnreadable,
      document,
    );
    return { task, unreadable, source: source ?? nowhere };
  }
  const { task, name, source, expectedSeconds, shortestSeconds, ...decision } = checked<
    DecidedTask['decision'] & JudgedItem & DecidedTask
  >(savedDecision, document);
  const numbers = { expectedSeconds, shortestSeconds };
  return { task, name: name ?? decision.submissionId, source: source ?? nowhere, decision, ...numbers };
}

/** Where an older version did not say it. */
const nowhere = { path: '-' };

/** The value, once its shape is what is expected. */
function checked<T>(shape: Shape, value: unknown): T {
  const fault = shape(value, '');
  if (fault !== undefined) throw new MalformedResultError(faultText(value, fault));
  return value as T;
}

function faultText(value: unknown, fault: string): string {
  const isOther = isObject(value) && value.schemaVersion !== undefined && value.schemaVersion !== '1';
  return isOther
    ? 'it is of another version: expected schemaVersion `1`'
    : `not a result of this version: ${fault}`;
}
