import { isEvent, unwrapEvent } from '../../shared/json/event-envelope.ts';
import { isObject } from '../../shared/json/value.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import type { Submission } from '../../shared/submission/submission.ts';

/** What EventBridge says of an event; nothing where a message is a bare submission. */
export interface Envelope {
  /** The same however often the event is handed over. */
  readonly id: string | undefined;
  readonly source: string | undefined;
}

export interface HandedEvent {
  readonly envelope: Envelope;
  readonly submission: Submission;
}

/** Reads the submission in a message. Throws MalformedSubmissionError. */
export function readHandedEvent(json: unknown, text: string): HandedEvent {
  return { envelope: envelopeOf(json), submission: parseSubmission(unwrapEvent(json), text) };
}

export function envelopeOf(json: unknown): Envelope {
  const { id, source } = isObject(json) && isEvent(json) ? json : {};
  return { id: textOf(id), source: textOf(source) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 256) : undefined;
}
