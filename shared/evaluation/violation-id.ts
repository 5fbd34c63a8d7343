import type { RuleId } from '../contracts/result-contract.generated.ts';
import { sha256 } from '../json/sha256.ts';

const hexDigits = 40;

/**
 * The id of a finding: `v1-` and 40 hex digits derived from the rule id and the subject's key alone, so that the same
 * finding has the same id wherever and however often it is computed.
 */
export function violationId(ruleId: RuleId, ...subjectKey: readonly string[]): string {
  return `v1-${sha256(JSON.stringify([ruleId, ...subjectKey])).slice(0, hexDigits)}`;
}
