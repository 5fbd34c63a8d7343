import { type BusEvent, decisionEvent } from '../../shared/aws/publishing/events.ts';
import { unwrapEvent } from '../../shared/json/event-envelope.ts';
import { parseJson } from '../../shared/json/parse.ts';
import type { DocumentFault } from '../../shared/json/schema-faults.ts';
import { sha256 } from '../../shared/json/sha256.ts';
import { isObject } from '../../shared/json/value.ts';
import { envelopeOf } from './read-handed-event.ts';

const submissionId = /^[A-Za-z0-9._:/@-]{1,128}$/;

/** What the answer says beside the faults. */
export interface AnswerOptions {
  readonly policyRevision: string;
  readonly now: () => Date;
}

/**
 * The answer to a message whose submission cannot be decided, whatever the policy: `Mapping Submission Blocked` with the
 * faults by their places, without values. The same message has the same decision id.
 */
export function unreadableAnswer(
  body: string,
  faults: readonly DocumentFault[],
  { policyRevision, now }: AnswerOptions,
): BusEvent {
  const json = parseJson(body);
  const { id, source } = envelopeOf(json);
  const detail = unwrapEvent(json);
  const given = isObject(detail) ? detail.submissionId : undefined;
  const decisionId = `d1-${sha256(id ?? body).slice(0, 32)}`;
  const answer = {
    schemaVersion: '1',
    submissionId: typeof given === 'string' && submissionId.test(given) ? given : decisionId,
    decision: 'block',
    policyRevision,
    evaluatedAt: now().toISOString(),
    malformed: faults,
    decisionId,
    ...(source !== undefined && { caller: source }),
  } as const;
  return decisionEvent({ ...answer, results: [], violations: [] });
}
