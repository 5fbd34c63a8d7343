import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { isObject } from '../../shared/json/value.ts';

/** A message that is neither a violation nor the clock. Holds no value of it. */
export class MalformedOccasionError extends Error {
  override readonly name = 'MalformedOccasionError';
}

/** What a message says: that something was found, or that it is time for the digest. */
export type Occasion = { readonly violation: Violation } | 'digest';

/** Reads an event of EventBridge. Throws {@link MalformedOccasionError}. */
export function readOccasion(json: unknown): Occasion {
  if (!isObject(json)) throw new MalformedOccasionError('expected an event of EventBridge');
  if (json.source === 'aws.events') return 'digest';
  const { detail } = json;
  if (!isViolation(detail)) throw new MalformedOccasionError('expected the detail to be a violation');
  return { violation: detail };
}

function isViolation(value: unknown): value is Violation {
  if (!isObject(value) || !isObject(value.subject)) return false;
  const texts = [value.id, value.ruleId, value.severity, value.status, value.message, value.observedAt];
  return texts.every((text) => typeof text === 'string');
}
