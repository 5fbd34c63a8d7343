/** What AWS takes in one call. */
export interface BatchLimits<Item> {
  readonly items: number;
  /** The bytes of a batch stay below this, but for an item that is larger by itself. */
  readonly bytes?: number;
  readonly bytesOf?: (item: Item) => number;
}

/** Cuts a list into batches, in order, each for one call. */
export function batches<Item>(items: readonly Item[], limits: BatchLimits<Item>): Item[][] {
  const { items: mostItems, bytes: mostBytes = Infinity, bytesOf = () => 0 } = limits;
  const all: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length === mostItems || (batch.length > 0 && bytes + size >= mostBytes)) {
      all.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  return batch.length > 0 ? [...all, batch] : all;
}
