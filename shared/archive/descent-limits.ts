/** How far a descent goes from one value, so that no input, whatever it is, costs more than its size allows. */
export const limits = {
  /** Objects and lists within each other, of all texts together. */
  containers: 40,
  /** Texts that hold JSON, within each other. */
  texts: 8,
  /** Compressed bytes within each other. */
  inflations: 3,
  /** Bytes that compressed parts of one value may have once they are decompressed, together. */
  inflatedBytes: 64 * 1024 * 1024,
  /** How many times as large as it is a part may become, once it is larger than `freeBytes`. */
  ratio: 200,
  freeBytes: 4 * 1024 * 1024,
  /** What is damaged among the documents of one text: each costs as much as many that are whole. */
  damaged: 10_000,
  /** Members and items of which it is asked whether they hold records. */
  nodes: 10_000_000,
} as const;

/** What passes a limit. The message names the limit. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

/** Where a descent is, and what it has used up. */
export interface Way {
  readonly place: string;
  readonly containers: number;
  readonly texts: number;
  readonly inflations: number;
  /** Shared by all ways of one descent. */
  readonly spent: { nodes: number; inflatedBytes: number };
}

export function startAt(place: string): Way {
  return { place, containers: 0, texts: 0, inflations: 0, spent: { nodes: 0, inflatedBytes: 0 } };
}

/** The way into an object or list. Throws {@link LimitError}. */
export function intoContainer(way: Way): Way {
  spendNode(way);
  if (way.containers === limits.containers)
    throw new LimitError(`holds more than ${limits.containers} objects and lists within each other`);
  return { ...way, containers: way.containers + 1 };
}

/** The way into a text. Throws {@link LimitError}. */
export function intoText(way: Way): Way {
  if (way.texts === limits.texts)
    throw new LimitError(`holds more than ${limits.texts} texts within each other`);
  return { ...way, texts: way.texts + 1 };
}

/** The way into compressed bytes. Throws {@link LimitError}. */
export function intoCompressed(way: Way): Way {
  if (way.inflations === limits.inflations)
    throw new LimitError(`holds more than ${limits.inflations} compressed parts within each other`);
  return { ...way, inflations: way.inflations + 1 };
}

/** The same way at a part of what is there. */
export function at(way: Way, part: string): Way {
  return { ...way, place: within(way.place, part) };
}

/** The name of a part’s place. */
export function within(place: string, part: string): string {
  return place === '' ? part : `${place}, ${part}`;
}

/** Counts something that is looked at. Throws {@link LimitError}. */
export function spendNode({ spent }: Way): void {
  spent.nodes++;
  if (spent.nodes > limits.nodes) throw new LimitError(`holds more than ${limits.nodes} members and items`);
}
