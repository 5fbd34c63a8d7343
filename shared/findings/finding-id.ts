import type { Violation } from '../contracts/result-contract.generated.ts';
import { sha256 } from '../json/sha256.ts';
import { causeOf } from './cause.ts';

const hexDigits = 40;

/** What decides to which finding a violation belongs. */
export type Grouped = Pick<Violation, 'ruleId' | 'status' | 'subject'>;

/** Rule, status and cause of a violation in one text: equal where the finding is the same. */
export function findingKey({ ruleId, status, subject }: Grouped): string {
  return JSON.stringify([ruleId, status, causeOf(subject)]);
}

/** The id of the finding that a violation belongs to: `f1-` and 40 hex digits, from rule, status and cause alone. */
export function findingId(violation: Grouped): string {
  return idOfKey(findingKey(violation));
}

/** The id of the finding with this key. */
export function idOfKey(key: string): string {
  return `f1-${sha256(key).slice(0, hexDigits)}`;
}
