/**
 * A pattern as IAM writes actions and resources: `*` is any text, also none, `?` any one character (IAM User Guide,
 * "IAM JSON policy elements: Resource"). Both go over the whole text, colons included.
 */
export interface Pattern {
  /** Without needless wildcards: a run of them has its `?` first and at most one `*`. Equal patterns have equal texts. */
  readonly text: string;
  readonly kind: 'literal' | 'prefix' | 'general';
  /** The part before the wildcard of a `prefix`, which is one `*` at the end. */
  readonly prefix: string;
  readonly stars: number;
  readonly questions: number;
}

/** A character that no policy may hold (IAM takes U+0009, U+000A, U+000D and U+0020 to U+00FF): matched by wildcards only. */
export const fill = '\ue000';
/** What the characters `*` and `?` themselves are written as, where a policy means them: `${*}` and `${?}`. */
const itself: Readonly<Record<string, string>> = { '*': '\ue001', '?': '\ue002', $: '$' };
const literalWildcards = /[\ue001\ue002]/g;
const reserved = /[\ue000-\ue002]/;

const star = 42;
const question = 63;

/** Makes a pattern of a text with wildcards. */
export function pattern(text: string): Pattern {
  let stars = 0;
  let questions = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== star && unit !== question) continue;
    if (unit === star) stars++;
    else questions++;
    if (at > 0 && text.charCodeAt(at - 1) === star) return pattern(withoutNeedless(text));
  }
  if (stars + questions === 0) return { text, kind: 'literal', prefix: '', stars, questions };
  const isPrefix = stars === 1 && questions === 0 && text.charCodeAt(text.length - 1) === star;
  return isPrefix
    ? { text, kind: 'prefix', prefix: text.slice(0, -1), stars, questions }
    : { text, kind: 'general', prefix: '', stars, questions };
}

/** A wildcard after a `*` is needless, or out of order. */
function withoutNeedless(text: string): string {
  return text.replaceAll(/[*?]*\*[*?]*/g, (run) => `${run.replaceAll('*', '')}*`);
}

/** Whether a text holds a character that means something else here, and that no policy may hold. */
export function holdsReserved(text: string): boolean {
  return reserved.test(text);
}

/** A character of a pattern's text that stands for itself, whatever it is. */
export function literally(character: string): string {
  return itself[character] ?? character;
}

/** A text as the policy wrote it, for people. */
export function written(text: string): string {
  return text.replaceAll(literalWildcards, (character) => (character === itself['*'] ? `\${*}` : `\${?}`));
}

/** Whether a pattern matches a text, which holds no wildcards. */
export function matches({ kind, text: wildcards, prefix }: Pattern, text: string): boolean {
  if (kind === 'literal') return wildcards === text;
  if (kind === 'prefix') return text.startsWith(prefix);
  return matchesGeneral(wildcards, text);
}

/** Takes the shortest text for each `*`, and a longer one for the last of them where the rest then does not fit. */
function matchesGeneral(wildcards: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let lastStar = -1;
  let resume = 0;
  while (place < text.length) {
    const unit = wildcards.charCodeAt(at);
    if (unit === star) {
      lastStar = at++;
      resume = place;
    } else if (unit === question || unit === text.charCodeAt(place)) {
      at++;
      place++;
    } else if (lastStar >= 0) {
      at = lastStar + 1;
      place = ++resume;
    } else return false;
  }
  while (wildcards.charCodeAt(at) === star) at++;
  return at === wildcards.length;
}

/** The most character comparisons that {@link matches} makes. */
export function costOf({ kind, text: wildcards, stars }: Pattern, text: string): number {
  if (kind !== 'general') return 1;
  return stars > 1 ? wildcards.length * (text.length + 1) : wildcards.length + text.length;
}
