import type { Violation } from '../shared/contracts/result-contract.generated.ts';
import type { Result, ResultKind, Results } from '../shared/report/result.ts';
import { sinceBaseline } from '../shared/report/since-baseline.ts';
import { violationsOn } from '../shared/report/task-report.ts';
import type { Conclusion } from './conclude.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';
import { isFound } from './judge-task.ts';
import { type Baseline, explained } from './load-baseline.ts';

type Judged = Parameters<typeof violationsOn>[0][number];

/** What a result says of violations, and of decisions where it has some. */
const found: {
  readonly [Kind in ResultKind]: (report: Results[Kind]) => {
    readonly violations: readonly Violation[];
    readonly judged: readonly Judged[];
  };
} = {
  audit: ({ violations }) => ({ violations, judged: [] }),
  access: ({ violations }) => ({ violations, judged: [] }),
  check: ({ items }) => ({ violations: violationsOn(items), judged: items }),
  sweep: ({ tasks }) => ({ violations: violationsOn(tasks), judged: tasks }),
};

/**
 * A conclusion without what an earlier one had already: that is neither shown nor counted for the exit code. Throws
 * UnreadableFileError.
 */
export async function newerConclusion(
  conclusion: Conclusion,
  baseline: Baseline,
  failLevel: FailLevel,
): Promise<Conclusion> {
  const { result, isNewlyOpen } = await explained(baseline.path, () =>
    sinceBaseline(conclusion.result, baseline),
  );
  return {
    ...conclusion,
    result,
    isFound: (isNewlyOpen && failLevel !== 'never') || isNewFound(result, failLevel),
    notes: [...(conclusion.notes ?? []), ...noteOf(result)],
  };
}

/** A decision that blocks is found where one of its violations is new. */
function isNewFound<Kind extends ResultKind>({ kind, report }: Result<Kind>, failLevel: FailLevel): boolean {
  const { violations, judged } = found[kind](report);
  const isOfDecision = (one: Judged) =>
    'decision' in one && hasNew(one.decision.violations) && isFound(one.decision, failLevel);
  return reachesLevel(violations, failLevel) || judged.some(isOfDecision);
}

function hasNew(violations: readonly Violation[]): boolean {
  return violations.some(({ status }) => status !== 'exempted');
}

/** Formats for machines may have no place for what is gone. */
function noteOf({ report: { since, findings } }: Result): string[] {
  if (since === undefined) return [];
  return [
    `since \`${since.baseline}\`: ${findings.length} new, ${since.gone.length} gone, ${since.known} still there`,
  ];
}
