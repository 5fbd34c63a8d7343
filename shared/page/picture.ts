import type { Violation } from '../contracts/result-contract.generated.ts';
import type { RegionCoverage } from '../coverage/region-coverage.ts';
import { gravestFirst } from '../findings/gravest-first.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import type { Result } from '../report/result.ts';
import { type JudgedItem, violationsOn } from '../report/task-report.ts';

/** What a page shows: results, and what several sections read of them. */
export interface Picture {
  readonly results: readonly Result[];
  /** Of all results together, the gravest first. */
  readonly findings: readonly ReportedFinding[];
  /** Submissions and tasks, of all results together. */
  readonly items: readonly JudgedItem[];
  readonly violations: readonly Violation[];
  /** The latest time that the results speak of (ISO 8601): there is no other clock. */
  readonly asOf: string | undefined;
  /** Accounts and Regions from which records come, or came; none where nobody keeps them. */
  readonly covered: readonly RegionCoverage[];
}

/** Makes the picture of results. */
export function pictureOf(results: readonly Result[], covered: readonly RegionCoverage[] = []): Picture {
  const items = results.flatMap(itemsIn);
  const violations = results.flatMap(violationsIn);
  return {
    results,
    findings: results
      .flatMap((result) => reportedFindings(result))
      .sort((one, other) => gravestFirst(one.finding, other.finding)),
    items,
    violations,
    asOf: latest(results.flatMap(timesIn)),
    covered,
  };
}

function itemsIn(result: Result): readonly JudgedItem[] {
  if (result.kind === 'check') return result.report.items;
  return result.kind === 'sweep' ? result.report.tasks : [];
}

function violationsIn(result: Result): readonly Violation[] {
  if (result.kind === 'audit' || result.kind === 'access') return result.report.violations;
  return violationsOn(itemsIn(result));
}

function timesIn(result: Result): string[] {
  if (result.kind === 'audit') return [result.report.coverage.lastEventTime ?? ''];
  if (result.kind === 'sweep') return [result.report.sweptAt];
  return itemsIn(result).flatMap((item) => ('decision' in item ? [item.decision.evaluatedAt] : []));
}

function latest(times: readonly string[]): string | undefined {
  const known = times.filter((time) => !Number.isNaN(Date.parse(time)));
  return known.reduce<string | undefined>(
    (newest, time) => (newest !== undefined && Date.parse(newest) >= Date.parse(time) ? newest : time),
    undefined,
  );
}
