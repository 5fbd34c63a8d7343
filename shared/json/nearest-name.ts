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
    const edits = editsBetween(written, name.toLowerCase());
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest;
}

/** How many characters have to be put in, left out or replaced to make one text the other (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const replaced = (row[j] ?? 0) + Number(one[i] !== other[j]);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
