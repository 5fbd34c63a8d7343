import { setImmediate as turn } from 'node:timers/promises';
import { counted } from '../../json/counted.ts';

/** Something on its way to AWS, and the error code for which it was not taken, if so. */
export interface Sendable {
  failure: string | undefined;
}

/**
 * Sends together what callers hand over in the same turn of the event loop: the messages of a batch are judged at once,
 * and AWS takes many things in one call. `send` notes each item's failure on the item; the promise is for all of them.
 */
export function gathered<Item extends Sendable>(send: (items: readonly Item[]) => Promise<void>) {
  let waiting: Item[] = [];
  let sending: Promise<void> | undefined;

  async function sendWaiting(): Promise<void> {
    await turn();
    const items = waiting;
    waiting = [];
    sending = undefined;
    await send(items);
  }

  return (items: readonly Item[]): Promise<void> => {
    waiting.push(...items);
    sending ??= sendWaiting();
    return sending;
  };
}

/** Says how many of the items of a kind were not taken and with what codes, and nothing else of them; `undefined` where all were. */
export function failuresIn(items: readonly Sendable[], kind: string): string | undefined {
  const codes = items.flatMap(({ failure }) => failure ?? []);
  if (codes.length === 0) return undefined;
  return `${codes.length} of ${counted(items.length, kind)} not taken: ${[...new Set(codes)].join(', ')}`;
}
