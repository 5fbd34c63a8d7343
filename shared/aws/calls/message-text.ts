/** Bytes that a message may have (SQS Developer Guide, Message quotas). */
export const mostMessageBytes = 1_048_576;

/** What a message may not hold (SQS API Reference, SendMessage): most control characters, and halves of a pair. */
export const refusedCharacters = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** JSON as a message takes it: a character that may not stand there is escaped, which is the same JSON. */
export function jsonMessage(value: unknown): string {
  return JSON.stringify(value).replace(
    refusedCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
