import type { SubmissionDecision } from '../evaluation/decide.ts';

/** Bytes. EventBridge targets and API clients take 256 KB; the rest is for what goes around the decision. */
const mostBytes = 240_000;

/** The violations that a decision on its way to somebody has at most; they are the first, and the others are counted. */
export const mostViolations = 100;

/** A decision of which some findings were left out, so that it fits into an event or a response. */
export type FittedDecision = SubmissionDecision;

/** Leaves out findings from the end until the decision fits, and says how many; its results and answer stay whole. */
export function fitDecision<Fitted extends SubmissionDecision>(decision: Fitted): Fitted {
  if (decision.violations.length === 0) return decision;
  let room = mostBytes - bytesOf({ ...decision, violations: [] });
  const fitting = decision.violations.findIndex((violation) => {
    room -= bytesOf(violation) + 1;
    return room < 0;
  });
  if (fitting === -1) return decision;
  return {
    ...decision,
    violations: decision.violations.slice(0, fitting),
    violationsOmitted: decision.violations.length - fitting + (decision.violationsOmitted ?? 0),
  };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
