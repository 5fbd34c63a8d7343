/** A label or name without what does not tell it from another: case, blanks, punctuation, a trailing colon. */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
}
