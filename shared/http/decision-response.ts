import type { RuleResult } from '../contracts/result-contract.generated.ts';
import type { FittedDecision } from '../report/fit-decision.ts';
import { type ProxyResponse, problem, problemResponse } from './problem.ts';

/** The response to a decided submission: 200 where it is allowed, 403 with the decision's members where it is blocked. */
export function decisionResponse(decision: FittedDecision): ProxyResponse {
  if (decision.decision === 'allow') {
    return {
      statusCode: 200,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      body: JSON.stringify(decision),
    };
  }
  return problemResponse(problem('submission-blocked', reasonOf(decision)), decision);
}

function reasonOf({ results, violations, violationsOmitted = 0 }: FittedDecision): string {
  const [first, ...others] = violations.filter(({ status }) => status !== 'exempted');
  if (first === undefined)
    return `not passed: ${results
      .filter(isGrave)
      .map(({ ruleId }) => ruleId)
      .join(', ')}`;
  const more = others.length + violationsOmitted;
  return more === 0 ? first.message : `${first.message}; and ${more} more`;
}

function isGrave({ outcome }: RuleResult): boolean {
  return outcome === 'fault' || outcome === 'undecided' || outcome === 'violation';
}
