import type { Violation } from '../contracts/result-contract.generated.ts';
import validate from '../contracts/saved-result-validator.generated.js';
import { findingsOf } from '../findings/findings-of.ts';
import { schemaFaults } from '../json/schema-faults.ts';
import { type Fields, isObject } from '../json/value.ts';
import type { CheckAsWhole, CheckedItem } from './check-report.ts';
import { MalformedResultError } from './errors.ts';
import type { Result, Results } from './result.ts';
import { type DecidedTask, type JudgedItem, type JudgedTask, violationsOn } from './task-report.ts';

/**
 * Reads again what was written as `json` or `jsonl`: the documents of one file. Findings are made anew of the violations.
 * Rejects with
 * {@link MalformedResultError} where a document is no result, is of another version, or the last lines are missing.
 */
export async function restoreResults(
  documents: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<Result[]> {
  const restoring = new Restoring();
  for await (const document of documents) restoring.take(document);
  return restoring.end();
}

type Kind = 'part' | 'item' | 'audit' | 'access' | 'sweep' | 'whole';

/** The member by which a document is known, as in the contract `saved-result.schema.json`. */
const members: readonly (readonly [string, Kind])[] = [
  ['coverage', 'audit'],
  ['isJudged', 'access'],
  ['sweptAt', 'sweep'],
  ['decision', 'item'],
  ['unreadable', 'item'],
  ['check', 'whole'],
  ['ruleId', 'part'],
  ['finding', 'part'],
  ['session', 'part'],
  ['run', 'part'],
  ['grants', 'part'],
];

const noResult = 'expected what `audit`, `check`, `sweep` or `access` writes with --format json or jsonl';

/** What the lines of JSONL are, until the last one says of what. */
interface Loose {
  readonly violations: unknown[];
  readonly sessions: unknown[];
  readonly runs: unknown[];
  readonly principals: unknown[];
}

/** Takes documents one after the other, and puts together those that are parts of one result. */
class Restoring {
  readonly #results: Result[] = [];
  #loose: Loose = { violations: [], sessions: [], runs: [], principals: [] };
  #items: JudgedItem[] = [];
  #troubles: string[] = [];
  #count = 0;

  /** Takes the next document, or a list of some. Throws {@link MalformedResultError}. */
  take(document: unknown): void {
    if (Array.isArray(document)) {
      this.#takeList(document);
      return;
    }
    this.#count++;
    const [, kind] = members.find(([name]) => isObject(document) && document[name] !== undefined) ?? [];
    if (kind === undefined || !isObject(document)) throw new MalformedResultError(this.#placed(noResult));
    this.#check(document, kind);
    if (kind === 'part') this.#keepPart(document);
    else if (kind === 'item') this.#keepItem(document);
    else if (kind === 'whole') this.#endCheck(document.check as CheckAsWhole);
    else this.#endResult(document, kind);
  }

  /** A list within a list is a check of its own. */
  #takeList(list: readonly unknown[]): void {
    for (const item of list) {
      if (Array.isArray(item)) this.#endOpenCheck();
      this.take(item);
      if (Array.isArray(item)) this.#endOpenCheck();
    }
  }

  /** All results. Throws {@link MalformedResultError} where the last one is not whole, or there is none. */
  end(): Result[] {
    const isCutOff =
      this.#hasLoose() ||
      this.#items.some(
        (item) =>
          isOfSweep(item) ||
          ('decision' in item && (item.decision.known ?? item.decision.newlyOpen) !== undefined),
      );
    if (isCutOff)
      throw new MalformedResultError('it is cut off: its last line, which says what was judged, is missing');
    this.#endOpenCheck();
    if (this.#results.length === 0) throw new MalformedResultError(noResult);
    return this.#results;
  }

  #check(document: Fields, kind: Kind): void {
    const isHead = kind === 'audit' || kind === 'access';
    if (validate(isHead ? { violations: [], principals: [], ...document } : document)) return;
    if (document.schemaVersion !== undefined && document.schemaVersion !== '1')
      throw new MalformedResultError(this.#placed('it is of another version: expected schemaVersion `1`'));
    const [fault = { pointer: '', detail: 'is not valid' }] = schemaFaults(validate.errors);
    throw new MalformedResultError(
      this.#placed(`not a result of this version: ${fault.pointer || '/'}: ${fault.detail}`),
    );
  }

  /** Of several documents, which. */
  #placed(text: string): string {
    return this.#count === 1 ? text : `part ${this.#count}: ${text}`;
  }

  #hasLoose(): boolean {
    return Object.values(this.#loose).some(({ length }: unknown[]) => length > 0);
  }

  #keepPart(line: Fields): void {
    if (line.session !== undefined) this.#loose.sessions.push(line.session);
    else if (line.run !== undefined) this.#loose.runs.push(line.run);
    else if (line.grants !== undefined) this.#loose.principals.push(line);
    else if (line.ruleId !== undefined) this.#loose.violations.push(line);
  }

  #keepItem(document: Fields): void {
    const { check, ...item } = document;
    const isFile = item.unreadable !== undefined && item.task === undefined && item.name === undefined;
    if (isFile) this.#troubles.push(String(item.unreadable));
    else this.#items.push(itemOf(item));
    if (check !== undefined) this.#endCheck(check as CheckAsWhole);
  }

  /** Whatever comes now is of another result. */
  #endOpenCheck(): void {
    if (this.#items.length + this.#troubles.length > 0) this.#endCheck({});
  }

  #endCheck({ since, troubles = [], notUnderstood = [], hasPackage }: CheckAsWhole): void {
    const items = this.#items.map((item) => ({ ...item, source: item.source ?? nowhere }) as CheckedItem);
    const unread = this.#troubles;
    const report = {
      items,
      findings: findingsOf(violationsOn(items)),
      notUnderstood,
      hasPackage: hasPackage ?? items.some(({ task }) => task !== undefined),
      troubles: [...troubles, ...unread],
      unread,
      ...(since !== undefined && { since }),
    };
    this.#results.push({ kind: 'check', report });
    this.#items = [];
    this.#troubles = [];
  }

  /** The tasks of a sweep are in no file; what stands before them is of a check. */
  #sweptItems(): JudgedItem[] {
    const first = this.#items.findIndex(isOfSweep);
    const tasks = first === -1 ? [] : this.#items.splice(first);
    this.#endOpenCheck();
    return tasks;
  }

  #endResult(document: Fields, kind: 'audit' | 'access' | 'sweep'): void {
    const { violations, sessions, runs, principals } = this.#loose;
    if (kind !== 'sweep' || document.tasks !== undefined) this.#endOpenCheck();
    if (kind === 'audit') {
      const parts = {
        ...(sessions.length > 0 && { sessions }),
        ...(runs.length > 0 && { runs }),
      };
      const report = withFindings({ violations, ...parts, ...document });
      this.#results.push({ kind, report: report as unknown as Results['audit'] });
    } else if (kind === 'access') {
      const read = { violations, principals, ...document };
      const report = withFindings(read);
      this.#results.push({ kind, report: report as unknown as Results['access'] });
    } else {
      const tasks = Array.isArray(document.tasks) ? document.tasks.map(itemOf) : this.#sweptItems();
      const findings = findingsOf(violationsOn(tasks));
      const report = { ...document, tasks: tasks as JudgedTask[], findings } as unknown;
      this.#results.push({ kind, report: report as Results['sweep'] });
    }
    this.#loose = { violations: [], sessions: [], runs: [], principals: [] };
  }
}

function isOfSweep({ task, source }: JudgedItem): boolean {
  return task !== undefined && source === undefined;
}

function withFindings(report: { readonly violations: unknown }): object {
  return { ...report, findings: findingsOf(report.violations as Violation[]) };
}

/** A decision, with what it is about beside it, or why there is none. */
function itemOf(document: Fields): JudgedItem {
  const { task, name, source, findings: _, ...rest } = document;
  const { expectedSeconds, shortestSeconds, runs, ...answer } = rest;
  const { unreadable } = answer;
  const about = {
    ...(task !== undefined && { task }),
    ...(name !== undefined && { name }),
    ...(source !== undefined && { source }),
  } as Pick<JudgedItem, 'task' | 'name' | 'source'>;
  if (typeof unreadable === 'string') return { ...about, unreadable };
  const decision = answer as unknown as DecidedTask['decision'];
  const title = task === undefined && name === undefined ? { name: decision.submissionId } : {};
  const times = { expectedSeconds, shortestSeconds, ...(runs !== undefined && { runs }) } as Omit<
    DecidedTask,
    'decision'
  >;
  return { ...about, ...title, decision, ...times };
}

/** Of a decision of the hook, which is of no file. */
const nowhere = { path: '-' };
