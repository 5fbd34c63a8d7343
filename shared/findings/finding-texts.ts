import type { Finding, Violation } from '../contracts/result-contract.generated.ts';

type Texts = Pick<
  Finding,
  'ruleId' | 'guideline' | 'severity' | 'status' | 'title' | 'message' | 'remediation'
>;

/** What a finding says as its newest violation does. */
export function textsOf(one: Finding | Violation): Texts {
  const { ruleId, guideline, severity, status, title, message, remediation } = one;
  return { ruleId, guideline, severity, status, title, message, remediation };
}
