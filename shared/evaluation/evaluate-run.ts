import { parsePrincipal } from '../access/principal.ts';
import { formatTime } from '../cloudtrail/time.ts';
import { matchesAny } from '../json/glob.ts';
import type { Facts } from '../rules/facts.ts';
import { namesOfTask } from '../sessions/run.ts';
import type { CoveredRun, RunCover } from '../sessions/run-cover.ts';
import { describeRun } from './describe-subject.ts';
import { graver } from './graver.ts';
import { contextOf, judge, outcomeOf, type RoleUse } from './judge-subject.ts';
import type { Outcome } from './outcome.ts';
import type { RuleBook } from './rule-book.ts';
import type { FindingSite } from './violation.ts';

/**
 * Judges a run with a role that it assumes: for each rule one outcome, the gravest of those on the stretches that no session
 * covers, and a violation for each stretch that is one (docs/guidelines.md, G4, U).
 */
export function evaluateRun(book: RuleBook, cover: RunCover, facts: Facts): Outcome[] {
  const { stretches } = cover;
  const context = contextOf(book.policy, facts, useIn(cover));
  const parts: CoveredRun[] =
    stretches.length === 0
      ? [{ cover, stretch: undefined }]
      : stretches.map((stretch) => ({ cover, stretch }));
  return book.checks.run.map(({ active, check }) => {
    const outcomes = parts.map((part) =>
      outcomeOf(book, active, judge(check, part, context), () => siteOf(part)),
    );
    return {
      active,
      judged: outcomes.map(({ judged }) => judged).reduce(graver),
      violations: outcomes.flatMap(({ violations }) => violations),
      lapsedExemptions: outcomes.flatMap(({ lapsedExemptions }) => lapsedExemptions),
    };
  });
}

/** What says which workload a run is of. */
export function useIn({ run, roleArn }: Pick<RunCover, 'run' | 'roleArn'>): RoleUse {
  return { roleArn, sessionName: run.sessionName, taskNames: namesOfTask(run) };
}

/** Whether the policy's scope takes in runs with a role; who requests, a run does not say. */
export function takesInRole({ policy: { scope } }: RuleBook, roleArn: string | undefined): boolean {
  if (!matchesAny(roleArn, scope.roles)) return false;
  return scope.accounts === undefined || matchesAny(parsePrincipal(roleArn ?? '')?.accountId, scope.accounts);
}

/** The same wherever it is computed: the run, the role, and the expiration that began the stretch. */
function siteOf({ cover, stretch }: CoveredRun): FindingSite {
  const { run, roleArn } = cover;
  return {
    key: [run.id, roleArn, stretch === undefined ? 'no stretch' : formatTime(stretch.from)],
    subject: describeRun(cover),
    attempt: false,
    observedAt: formatTime(Math.floor((run.endedAt ?? run.startedAt) / 1000)),
  };
}
