import { ArchiveAudit } from '../../audit/archive-audit.ts';
import type { Violation } from '../../contracts/result-contract.generated.ts';
import type { RuleBook } from '../../evaluation/rule-book.ts';
import { findingsOf } from '../../findings/findings-of.ts';
import { gravestFirst } from '../../findings/gravest-first.ts';
import type { CheckedItem } from '../../report/check-report.ts';
import type { Result } from '../../report/result.ts';
import { violationsOn } from '../../report/task-report.ts';
import type { Facts } from '../../rules/facts.ts';
import type { LatestDecision, LocalDecisions } from './local-decisions.ts';
import type { LocalViolations } from './local-violations.ts';
import type { RecentRecords } from './recent-records.ts';

/** What the picture holds at most: it is made in bounded time, however much there is. */
const mostFindings = 200;
const mostTasks = 100;
const mostCharacters = 4_000_000;

export interface PictureOptions {
  readonly book: RuleBook;
  readonly facts: Facts;
  readonly decisions: Pick<LocalDecisions, 'latestOfTasks'>;
  readonly violations: Pick<LocalViolations, 'gravestOfRecords'>;
  readonly records: Pick<RecentRecords, 'all'>;
}

/**
 * What there is to be seen now, as the results of an audit and of a check: the gravest findings of all that was kept, the
 * sessions and the outcomes of the records that came last, and the latest decision on each of the tasks that were decided
 * last.
 */
export function livePicture({ book, facts, decisions, violations, records }: PictureOptions): () => Result[] {
  return () => {
    const tasks = decisions.latestOfTasks(mostTasks, mostCharacters);
    return [auditResult(), ...(tasks.length === 0 ? [] : [checkResult(tasks)])];
  };

  function auditResult(): Result {
    const audit = new ArchiveAudit({ book, facts, sessions: true });
    let number = 0;
    for (const json of records.all()) audit.read('', { json, place: `record ${++number}` });
    const report = audit.report(noFiles);
    const kept = violations.gravestOfRecords(mostFindings);
    const known = new Set(kept.map(({ finding }) => finding.id));
    return {
      kind: 'audit',
      report: {
        ...report,
        // What sessions alone show is found with all of them at hand, and not kept.
        findings: [
          ...kept.map(({ finding }) => finding),
          ...report.findings.filter(({ id }) => !known.has(id)),
        ].sort(gravestFirst),
        violations: unique([...kept.map(({ newest }) => newest), ...report.violations]),
      },
    };
  }
}

const noFiles = {
  filesRead: 0,
  filesSkipped: [],
  filesIgnored: 0,
  withoutRecords: [],
  interrupted: false,
};

function unique(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [violation.id, violation])).values()];
}

function checkResult(tasks: readonly LatestDecision[]): Result {
  const items = tasks.map(
    ({ name, expectedSeconds, shortestSeconds, record }): CheckedItem => ({
      source: { path: `/v1/submissions/${record.decisionId}` },
      name,
      decision: record.decision,
      expectedSeconds,
      shortestSeconds,
    }),
  );
  return {
    kind: 'check',
    report: {
      items,
      findings: findingsOf(violationsOn(items)),
      notUnderstood: [],
      hasPackage: false,
      troubles: [],
    },
  };
}
