import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import validate from '../../shared/contracts/violation-validator.generated.js';
import { schemaFaults } from '../../shared/json/schema-faults.ts';
import { isObject } from '../../shared/json/value.ts';

/** A message that neither tells of violations nor is the clock. Names every fault and echoes no value. */
export class MalformedOccasionError extends Error {
  override readonly name = 'MalformedOccasionError';
}

/** What a message says: what was found, if anything, or that it is time for the digest. */
export type Occasion = { readonly violations: readonly Violation[] } | 'digest';

/** Reads an event of EventBridge: a violation, a decision on a submission, or the clock. Throws {@link MalformedOccasionError}. */
export function readOccasion(json: unknown): Occasion {
  if (!isObject(json)) throw new MalformedOccasionError('expected an event of EventBridge');
  if (json.source === 'aws.events') return 'digest';
  const { detail } = json;
  if (!isObject(detail) || !('decision' in detail)) return { violations: [violationAt('/detail', detail)] };
  // One on what was no submission has none.
  const { violations = [] } = detail;
  if (!Array.isArray(violations))
    throw new MalformedOccasionError('expected /detail/violations to be a list');
  return {
    violations: violations.map((violation, index) => violationAt(`/detail/violations/${index}`, violation)),
  };
}

function violationAt(pointer: string, value: unknown): Violation {
  if (!isViolation(value)) {
    const faults = schemaFaults(validate.errors).map((fault) => `${pointer}${fault.pointer} ${fault.detail}`);
    throw new MalformedOccasionError(`expected a violation: ${faults.join('; ')}`);
  }
  // A leap second, say: it could be compared with no other time, then or in any digest.
  if (Number.isNaN(Date.parse(value.observedAt)))
    throw new MalformedOccasionError(`expected ${pointer}/observedAt to be a time that there is a date for`);
  return value;
}

function isViolation(value: unknown): value is Violation {
  return validate(value);
}
