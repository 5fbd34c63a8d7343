import { matchesGlob } from '../json/glob.ts';

/**
 * A pattern as IAM writes actions and resources: `*` is any text, also none, `?` any one character (IAM User Guide,
 * "IAM JSON policy elements: Resource"). Both go over the whole text, colons included.
 */
export interface Pattern {
  /** Without needless wildcards: a run of them has its `?` first and at most one `*`. Equal patterns have equal texts. */
  readonly text: string;
  /** `prefix`: one `*`, at the end. `affix`: one `*`, elsewhere. */
  readonly kind: 'literal' | 'prefix' | 'affix' | 'general';
  /** The part before the first wildcard; the whole text of a `literal`. */
  readonly prefix: string;
  /** The part behind the `*` of an `affix`. */
  readonly suffix: string;
  readonly stars: number;
  readonly questions: number;
}

/** A character that no policy may hold (IAM takes U+0009, U+000A, U+000D and U+0020 to U+00FF): matched by wildcards only. */
export const fill = '\ue000';
/** What the characters `*` and `?` themselves are written as, where a policy means them: `${*}` and `${?}`. */
const itself: Readonly<Record<string, string>> = { '*': '\ue001', '?': '\ue002', $: '$' };
/** With those that stand for wildcards of other kinds. */
const reserved = /[\ue000-\ue006]/;

const star = 42;
const question = 63;

/** Makes a pattern of a text with wildcards. */
export function pattern(text: string): Pattern {
  let stars = 0;
  let questions = 0;
  let first = -1;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== star && unit !== question) continue;
    if (first === -1) first = at;
    if (unit === star) stars++;
    else questions++;
    if (at > 0 && text.charCodeAt(at - 1) === star) return pattern(withoutNeedless(text));
  }
  if (first === -1) return { text, kind: 'literal', prefix: text, suffix: '', stars, questions };
  const prefix = text.slice(0, first);
  if (stars > 1 || questions > 0) return { text, kind: 'general', prefix, suffix: '', stars, questions };
  const suffix = text.slice(first + 1);
  return { text, kind: suffix === '' ? 'prefix' : 'affix', prefix, suffix, stars, questions };
}

/** A wildcard after a `*` is needless, or out of order. */
function withoutNeedless(text: string): string {
  return text.replaceAll(/[*?]+/g, (run) => (run.includes('*') ? `${run.replaceAll('*', '')}*` : run));
}

/** Whether a text holds a character that means something else here, and that no policy may hold. */
export function holdsReserved(text: string): boolean {
  return reserved.test(text);
}

/** A character of a pattern's text that stands for itself, whatever it is. */
export function literally(character: string): string {
  return itself[character] ?? character;
}

/** Whether a pattern matches a text, which holds no wildcards. */
export function matches({ kind, text: wildcards, prefix, suffix }: Pattern, text: string): boolean {
  switch (kind) {
    case 'literal':
      return wildcards === text;
    case 'prefix':
      return text.startsWith(prefix);
    case 'affix':
      return text.length >= prefix.length + suffix.length && text.startsWith(prefix) && text.endsWith(suffix);
    case 'general':
      return matchesGlob(text, wildcards);
  }
}

/** False only where no text is matched by both patterns. */
export function mayOverlap({ prefix: one }: Pattern, { prefix: other }: Pattern): boolean {
  return one.length < other.length ? other.startsWith(one) : one.startsWith(other);
}

/** The most steps that {@link matches} takes, each about a comparison of characters. */
export function costOf({ kind, text: wildcards, stars }: Pattern, text: string): number {
  if (kind !== 'general') return 1 + wildcards.length / 64;
  return stars === 0 ? wildcards.length : wildcards.length * (text.length + 1);
}
