import type { Violation } from '../contracts/result-contract.generated.ts';

/** Bytes. An item of DynamoDB takes 400 KB; the rest is for what goes around the violation. */
const mostBytes = 300_000;

/** Leaves out the evidence of a violation that is too large, and says so: its texts, which are clipped, tell enough. */
export function fitViolation(violation: Violation): Violation {
  if (Buffer.byteLength(JSON.stringify(violation)) <= mostBytes) return violation;
  return { ...violation, evidence: { omitted: 'too large to be kept' } };
}
