import type { ExpectedFinding } from '../contracts/policy-cases-contract.generated.ts';
import type { Rule } from '../rules/rule.ts';
import { kindsIn } from './policy-case.ts';

/**
 * Why no policy can come to a finding that a case expects; `undefined` where one can. `holds` is what the case has judged;
 * `rules` are those that exist, the expected one among them.
 */
export function impossibleFinding(
  { rule: id, status }: ExpectedFinding,
  holds: keyof typeof kindsIn,
  rules: readonly Rule[],
): string | undefined {
  if (!isJudgedOn(id, holds, rules)) return `is not judged on ${nouns[holds]}`;
  const isAttempt = status === 'attempt' && holds === 'submission';
  return isAttempt ? 'never is an attempt on a submission: nothing was refused yet' : undefined;
}

/** Whether a rule is judged on what a case holds. */
export function isJudgedOn(id: string, holds: keyof typeof kindsIn, rules: readonly Rule[]): boolean {
  const checks = rules.find(({ meta }) => meta.id === id)?.checks ?? {};
  return kindsIn[holds].some((kind) => kind in checks);
}

const nouns = { events: 'events', submission: 'submissions' } as const;
