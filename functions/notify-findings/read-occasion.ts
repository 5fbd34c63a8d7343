import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import validate from '../../shared/contracts/violation-validator.generated.js';
import { schemaFaults } from '../../shared/json/schema-faults.ts';
import { isObject } from '../../shared/json/value.ts';

/** A message that is neither a violation nor the clock. Names every fault and echoes no value. */
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
  if (isViolation(detail)) {
    // A leap second, say: it could be compared with no other time, then or in any digest.
    if (!Number.isNaN(Date.parse(detail.observedAt))) return { violation: detail };
    throw new MalformedOccasionError('expected /detail/observedAt to be a time that there is a date for');
  }
  const faults = schemaFaults(validate.errors).map((fault) => `/detail${fault.pointer} ${fault.detail}`);
  throw new MalformedOccasionError(`expected the detail to be a violation: ${faults.join('; ')}`);
}

function isViolation(value: unknown): value is Violation {
  return validate(value);
}
