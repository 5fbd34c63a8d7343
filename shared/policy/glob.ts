/**
 * Whether a text matches a glob: `*` is any text, `?` any one character, everything else itself. Linear in
 * backtracking: a hostile pattern costs at most pattern times text.
 */
export function matchesGlob(text: string, glob: string): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = at;
    } else if (glob[g] === '?' || glob[g] === text[at]) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** Whether the text matches one of the globs. An absent list matches everything; an absent text only that. */
export function matchesAny(text: string | undefined, globs: readonly string[] | undefined): boolean {
  if (globs === undefined) return true;
  return text !== undefined && globs.some((glob) => matchesGlob(text, glob));
}
