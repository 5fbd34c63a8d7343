import { fitDecision } from '../report/fit-decision.ts';
import type { Decision } from '../report/result-contract.generated.ts';
import { type ProxyResponse, problemResponse } from './problem.ts';

/** The response to a decided submission: 200 where it is allowed, 403 with the decision's members where it is blocked. */
export function decisionResponse(decision: Decision): ProxyResponse {
  const fitted = fitDecision(decision);
  if (decision.decision === 'allow') {
    return {
      statusCode: 200,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
      body: JSON.stringify(fitted),
    };
  }
  const problem = {
    type: 'urn:sts-warden:problem:submission-blocked',
    title: 'Mapping submission blocked',
    status: 403,
    detail: reasonOf(decision),
  };
  return problemResponse(problem, fitted);
}

function reasonOf({ results, violations }: Decision): string {
  const grave = results.filter(
    ({ outcome }) => outcome === 'fault' || outcome === 'undecided' || outcome === 'violation',
  );
  const messages = violations.filter(({ status }) => status !== 'exempted').map(({ message }) => message);
  return messages[0] === undefined
    ? `not passed: ${grave.map(({ ruleId }) => ruleId).join(', ')}`
    : summary(messages);
}

function summary([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first}; and ${others.length} more`;
}
