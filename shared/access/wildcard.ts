/**
 * Wildcards by rank: those of policies stand for anything (rank 0); those of the forms of ARNs keep within a part, and
 * hold no colon (rank 1), or within a part of a path besides, and hold no slash (rank 2). Each rank is within the one
 * before. The characters beyond `*` and `?` are such as no policy may hold.
 */
const runs = ['*', '\ue003', '\ue005'] as const;
const singles = ['?', '\ue004', '\ue006'] as const;
const kept = ['', ':', ':/'] as const;
const marks = /[\ue003-\ue006]/g;

/** The rank of the wildcards that stand for anything. */
export const widest = 0;

/** The wildcard for any number of characters. */
export function runOf(rank: number): string {
  return runs[rank] as string;
}

/** The wildcard for one character. */
export function oneOf(rank: number): string {
  return singles[rank] as string;
}

/** The rank of a wildcard for any number of characters; `undefined` where it is none. */
export function starRank(character: string | undefined): number | undefined {
  if (character === '*') return widest;
  if (character === runs[1]) return 1;
  return character === runs[2] ? 2 : undefined;
}

/** The rank of a wildcard for one character; `undefined` where it is none. */
export function singleRank(character: string | undefined): number | undefined {
  if (character === '?') return widest;
  if (character === singles[1]) return 1;
  return character === singles[2] ? 2 : undefined;
}

/** Whether a wildcard of a rank may stand for a character. */
export function admits(rank: number, character: string): boolean {
  return !(kept[rank] as string).includes(character);
}

/** A text with the wildcards that policies know in the places of all. */
export function plainWildcards(text: string): string {
  return text.replaceAll(marks, (mark) => (starRank(mark) === undefined ? '?' : '*'));
}
