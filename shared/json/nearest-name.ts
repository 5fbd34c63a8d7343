import { distance } from 'fastest-levenshtein';

/** Characters of a text that are looked at: no name is longer, and a hostile text may be. */
const mostCompared = 64;
/** Of so many characters one may be wrong. */
const charactersAnError = 3;

/** The one of the names that somebody who wrote the text is most likely to have meant; `undefined` where it is like none. */
export function nearestName(text: string, names: readonly string[]): string | undefined {
  const written = text.slice(0, mostCompared).toLowerCase();
  let [nearest, least]: [string | undefined, number] = [
    undefined,
    Math.ceil(written.length / charactersAnError),
  ];
  for (const name of names) {
    const edits = distance(written, name.toLowerCase());
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest;
}
