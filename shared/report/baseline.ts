import type { Violation } from '../contracts/result-contract.generated.ts';
import type { ComparedFinding } from '../findings/compare-findings.ts';
import { findingsOf } from '../findings/findings-of.ts';
import { MalformedResultError } from './errors.ts';
import type { Result, ResultKind, Results } from './result.ts';
import type { JudgedItem } from './task-report.ts';

/** What of a saved result others are compared with. */
export interface Baseline {
  readonly findings: readonly ComparedFinding[];
  /** Paths, accounts or tasks that it is about; none where it does not say. */
  readonly places: ReadonlySet<string>;
  /** What it left open, see {@link openKey}. */
  readonly open: ReadonlySet<string>;
  /** Whether scope or filters left anybody out. */
  readonly isLimited: boolean;
}

/**
 * What a result of a command is compared with: the saved one of the same command. Throws MalformedResultError where there is
 * none, or there are several, or one that was itself saved against a baseline.
 */
export function baselineOf(results: readonly Result[], wanted: ResultKind): Baseline {
  const [only, ...others] = results.filter(({ kind }) => kind === wanted);
  if (only === undefined)
    throw new MalformedResultError(
      `it is the result of \`${results[0]?.kind}\`: expected one of \`${wanted}\``,
    );
  if (others.length > 0)
    throw new MalformedResultError(`it holds ${others.length + 1} results of \`${wanted}\`: expected one`);
  if (only.report.since !== undefined)
    throw new MalformedResultError(
      'it holds only what was new since another one: save one without --baseline',
    );
  return madeOf(only);
}

const makers: { readonly [Kind in ResultKind]: (report: Results[Kind]) => Baseline } = {
  audit: ({ violations, paths = [], coverage: { isLimited } }) => ({
    findings: findingsOf(violations),
    places: new Set(paths.map(plainPath)),
    open: new Set(),
    isLimited,
  }),
  access: ({ violations, principals, outOfScope, leftOut }) => ({
    findings: findingsOf(violations),
    places: new Set(principals.flatMap(({ arn }) => arn.split(':').slice(4, 5))),
    open: new Set(),
    isLimited: outOfScope + leftOut > 0,
  }),
  sweep: ({ tasks }) => decidedBaseline(tasks),
  check: ({ items }) => decidedBaseline(items),
};

function madeOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): Baseline {
  return makers[kind](report);
}

function decidedBaseline(items: readonly JudgedItem[]): Baseline {
  return {
    findings: items.flatMap((item) => ('decision' in item ? placed(item.decision.violations, item) : [])),
    places: new Set(items.map(placeOf).filter((place) => place !== '')),
    open: new Set(items.flatMap(openIn)),
    isLimited: false,
  };
}

/** Where an item stands: its task, or the file that it is in. */
export function placeOf({ task, source }: JudgedItem): string {
  return task?.id ?? source?.path ?? '';
}

function placed(violations: readonly Violation[], item: JudgedItem): ComparedFinding[] {
  const place = placeOf(item);
  return findingsOf(violations).map((finding) => ({ ...finding, ...(place !== '' && { place }) }));
}

function openIn(item: JudgedItem): string[] {
  if ('unreadable' in item) return [];
  return item.decision.results
    .filter(({ outcome }) => outcome === 'undecided')
    .map(({ ruleId, missing }) => openKey(placeOf(item), ruleId, missing));
}

/** What a decision leaves open: for the same task, the same rule for want of the same. */
export function openKey(place: string, ruleId: unknown, missing: unknown): string {
  return JSON.stringify([place, ruleId, missing]);
}

/** A path as everybody writes it. */
export function plainPath(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '').replace(/(?<=.)\/+$/, '');
}
