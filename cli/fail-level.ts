import type { Severity, Violation } from '../shared/contracts/result-contract.generated.ts';

/** The least severity that makes the exit code 1. */
export type FailLevel = Severity | 'never';
export const failLevels: readonly FailLevel[] = ['critical', 'high', 'medium', 'low', 'never'];

/** Whether one of the findings is at or above the level. Exempted ones do not count. */
export function reachesLevel(violations: readonly Violation[], level: FailLevel): boolean {
  return violations.some(({ status, severity }) => status !== 'exempted' && severityReaches(severity, level));
}

/** Whether a severity is at or above the level. */
function severityReaches(severity: Severity, level: FailLevel): boolean {
  return level !== 'never' && failLevels.indexOf(severity) <= failLevels.indexOf(level);
}
