import type { ExpectedFinding } from '../contracts/policy-cases-contract.generated.ts';
import type { Finding } from '../contracts/result-contract.generated.ts';

/** What of two lists has no partner in the other. */
interface Unmatched {
  readonly missing: readonly ExpectedFinding[];
  readonly unexpected: readonly Finding[];
}

/** Pairs as many expected findings as can be with findings that are like them, each with one (augmenting paths). */
export function matchFindings(expected: readonly ExpectedFinding[], found: readonly Finding[]): Unmatched {
  const partners = new Map<Finding, ExpectedFinding>();
  const pair = (one: ExpectedFinding, tried: Set<Finding>): boolean => {
    for (const finding of found) {
      if (tried.has(finding) || !isLike(finding, one)) continue;
      tried.add(finding);
      const rival = partners.get(finding);
      if (rival !== undefined && !pair(rival, tried)) continue;
      partners.set(finding, one);
      return true;
    }
    return false;
  };
  const missing = expected.filter((one) => !pair(one, new Set()));
  return { missing, unexpected: found.filter((finding) => !partners.has(finding)) };
}

function isLike(
  finding: Finding,
  {
    rule,
    status = 'violation',
    severity = finding.severity,
    occurrences = finding.occurrences,
  }: ExpectedFinding,
): boolean {
  return (
    finding.ruleId === rule &&
    finding.status === status &&
    finding.severity === severity &&
    finding.occurrences === occurrences
  );
}
