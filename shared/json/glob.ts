const star = 42;
const question = 63;

/**
 * Whether a text matches a glob: `*` is any text, `?` any one character, everything else itself. Takes the shortest text
 * for each `*`, and a longer one for the last of them where the rest then does not fit: a hostile glob costs at most glob
 * times text.
 */
export function matchesGlob(text: string, glob: string): boolean {
  let at = 0;
  let g = 0;
  let lastStar = -1;
  let resume = 0;
  while (at < text.length) {
    const unit = glob.charCodeAt(g);
    if (unit === star) {
      lastStar = g++;
      resume = at;
    } else if (unit === question || unit === text.charCodeAt(at)) {
      g++;
      at++;
    } else if (lastStar >= 0) {
      g = lastStar + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (glob.charCodeAt(g) === star) g++;
  return g === glob.length;
}

/** Whether the text matches one of the globs. An absent list matches everything; an absent text only that. */
export function matchesAny(text: string | undefined, globs: readonly string[] | undefined): boolean {
  if (globs === undefined) return true;
  return text !== undefined && globs.some((glob) => matchesGlob(text, glob));
}

/** Whether one of the texts at least matches one of the globs. An absent list matches everything. */
export function anyMatches(texts: readonly string[], globs: readonly string[] | undefined): boolean {
  return globs === undefined || texts.some((text) => matchesAny(text, globs));
}
