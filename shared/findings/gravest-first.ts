import type { Finding, Severity } from '../contracts/result-contract.generated.ts';

/** The severities, the gravest first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The order of findings: those that ask somebody to act before exempted ones, by severity, then by occurrences. */
export function gravestFirst(one: Finding, other: Finding): number {
  return (
    Number(one.status === 'exempted') - Number(other.status === 'exempted') ||
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    other.occurrences - one.occurrences ||
    (one.id < other.id ? -1 : 1)
  );
}
