import { checkResults } from './check-report.ts';
import type { Result, ResultKind, Results } from './result.ts';
import { sweepResult } from './sweep-report.ts';
import { judgedResult } from './task-report.ts';

type OfEach<Written> = { readonly [Kind in ResultKind]: (report: Results[Kind]) => Written };

const documents: OfEach<object> = {
  audit: (report) => report,
  check: (report) => {
    const results = checkResults(report);
    const [only] = results;
    return only !== undefined && results.length === 1 && !report.hasPackage ? only : results;
  },
  sweep: sweepResult,
  access: (report) => report,
};

const lines: OfEach<Iterable<object>> = {
  audit: auditLines,
  check: checkResults,
  sweep: ({ tasks }) => tasks.map(judgedResult),
  access: accessLines,
};

/** A result as one JSON value, with the members of the contract. */
export function documentOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): object {
  return documents[kind](report);
}

/** A result as many JSON values, the smallest that stand by themselves. */
export function linesOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): Iterable<object> {
  return lines[kind](report);
}

/** The violations, then the findings, the chains, and last the coverage. */
function* auditLines({ findings, violations, sessions = [], ...rest }: Results['audit']): Generator<object> {
  yield* violations;
  for (const finding of findings) yield { finding };
  for (const session of sessions) yield { session };
  yield rest;
}

/** The violations, then the findings, the principals, and last what it was judged by. */
function* accessLines({ findings, violations, principals, ...rest }: Results['access']): Generator<object> {
  yield* violations;
  for (const finding of findings) yield { finding };
  yield* principals;
  yield rest;
}
