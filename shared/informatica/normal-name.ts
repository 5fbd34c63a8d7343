import { BoundedMap } from '../json/bounded-map.ts';

/** The same few names stand in every part of a package. */
const known = new BoundedMap<string, string>(10_000);

/** A label or name without what does not tell it from another: case, blanks, punctuation, a trailing colon. */
export function normalName(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const normal = name.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '');
  if (name.length <= 100) known.set(name, normal);
  return normal;
}
