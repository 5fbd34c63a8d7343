import { checkDocument, checkResults } from './check-report.ts';
import type { Result, ResultKind, Results } from './result.ts';
import { sweepHead, sweepResult } from './sweep-report.ts';
import { judgedResult } from './task-report.ts';

type OfEach<Written> = { readonly [Kind in ResultKind]: (report: Results[Kind]) => Written };

const documents: OfEach<object> = {
  audit: auditDocument,
  check: checkDocument,
  sweep: sweepResult,
  access: accessDocument,
};

const lines: OfEach<Iterable<object>> = {
  audit: auditLines,
  check: checkResults,
  sweep: sweepLines,
  access: accessLines,
};

/**
 * A result as one JSON value, with the members of the contract. They stand in one order, so that what was saved and is read
 * again is written as it was.
 */
export function documentOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): object {
  return documents[kind](report);
}

/** A result as many JSON values, the smallest that stand by themselves. */
export function linesOf<Kind extends ResultKind>({ kind, report }: Result<Kind>): Iterable<object> {
  return lines[kind](report);
}

function auditDocument(report: Results['audit']): object {
  const { schemaVersion, policyRevision, coverage, findings, violations, runs, sessions } = report;
  const { paths, troubles, since } = report;
  const contract = { schemaVersion, policyRevision, coverage, findings, violations, runs, sessions };
  return { ...contract, paths, troubles, since };
}

/** The violations, then the findings, the chains, the runs, and last the coverage. */
function* auditLines(report: Results['audit']): Generator<object> {
  const { findings, violations, sessions, runs } = report;
  yield* violations;
  for (const finding of findings) yield { finding };
  for (const session of sessions ?? []) yield { session };
  for (const run of runs ?? []) yield { run };
  yield {
    ...auditDocument(report),
    findings: undefined,
    violations: undefined,
    runs: ifEmpty(runs),
    sessions: ifEmpty(sessions),
  };
}

/** A list without items is on no line of its own. */
function ifEmpty<List extends readonly unknown[]>(list: List | undefined): List | undefined {
  return list?.length === 0 ? list : undefined;
}

function accessDocument(report: Results['access']): object {
  const { schemaVersion, policyRevision, outOfScope, leftOut, isJudged } = report;
  const { principals, findings, violations, troubles, since } = report;
  const head = { schemaVersion, policyRevision, outOfScope, leftOut, isJudged };
  return { ...head, principals, findings, violations, troubles, since };
}

/** The violations, then the findings, the principals, and last what it was judged by. */
function* accessLines(report: Results['access']): Generator<object> {
  const { findings, violations, principals } = report;
  yield* violations;
  for (const finding of findings) yield { finding };
  yield* principals;
  yield { ...accessDocument(report), findings: undefined, violations: undefined, principals: undefined };
}

/** The tasks, and last what else the sweep found out. */
function* sweepLines(report: Results['sweep']): Generator<object> {
  for (const task of report.tasks) yield judgedResult(task);
  yield sweepHead(report);
}
