import type { Violation } from '../contracts/result-contract.generated.ts';
import { sha256 } from '../json/sha256.ts';
import { causeOf } from './cause.ts';

const hexDigits = 40;

/** The id of the finding that a violation belongs to: `f1-` and 40 hex digits, from rule, status and cause alone. */
export function findingId({
  ruleId,
  status,
  subject,
}: Pick<Violation, 'ruleId' | 'status' | 'subject'>): string {
  return `f1-${sha256(JSON.stringify([ruleId, status, causeOf(subject)])).slice(0, hexDigits)}`;
}
