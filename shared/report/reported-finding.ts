import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { type Cause, causeOf } from '../findings/cause.ts';
import type { Result, ResultKind, Results } from './result.ts';
import type { Place, Source } from './source.ts';
import type { JudgedItem } from './task-report.ts';

/** A finding, and what else a format may want to say of it. */
export interface ReportedFinding {
  readonly finding: Finding;
  readonly cause: Cause;
  /** The newest of its violations. */
  readonly newest: Violation;
  /** The file that the newest is in, from where the command ran. */
  readonly path?: string;
  readonly places: readonly Place[];
}

/** A violation, and the file that it is in. */
interface Sourced {
  readonly violation: Violation;
  readonly source?: Source | undefined;
}

const violations: { readonly [Kind in ResultKind]: (report: Results[Kind]) => Iterable<Sourced> } = {
  audit: (report) => bare(report.violations),
  check: ({ items }) => violationsIn(items),
  sweep: ({ tasks }) => violationsIn(tasks),
  access: (report) => bare(report.violations),
};

/** The findings of a result in their order, the gravest first. */
export function reportedFindings<Kind extends ResultKind>({ kind, report }: Result<Kind>): ReportedFinding[] {
  const { findings } = report;
  const wanted = new Set(findings.map(({ examples }) => examples[0]));
  const newest = new Map<string | undefined, Sourced>();
  for (const sourced of violations[kind](report))
    if (wanted.has(sourced.violation.id)) newest.set(sourced.violation.id, sourced);
  return findings.flatMap((finding) => {
    const sourced = newest.get(finding.examples[0]);
    return sourced === undefined ? [] : [reported(finding, sourced)];
  });
}

function* bare(list: readonly Violation[]): Generator<Sourced> {
  for (const violation of list) yield { violation };
}

function* violationsIn(items: readonly JudgedItem[]): Generator<Sourced> {
  for (const item of items) {
    if ('unreadable' in item) continue;
    const { decision, source } = item;
    for (const violation of decision.violations) yield { violation, source };
  }
}

function reported(finding: Finding, { violation, source }: Sourced): ReportedFinding {
  return {
    finding,
    cause: causeOf(violation.subject),
    newest: violation,
    ...(source !== undefined && { path: source.path }),
    places: source?.places?.[violation.id] ?? [],
  };
}
