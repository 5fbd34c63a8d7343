import { createHash } from 'node:crypto';
import type { RuleId } from '../report/result-contract.generated.ts';

const hexDigits = 40;

/**
 * The id of a finding: `v1-` and 40 hex digits derived from the rule id and the subject's key alone, so that the same
 * finding has the same id wherever and however often it is computed.
 */
export function violationId(ruleId: RuleId, ...subjectKey: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([ruleId, ...subjectKey]))
    .digest('hex');
  return `v1-${digest.slice(0, hexDigits)}`;
}
