import { setImmediate as turn } from 'node:timers/promises';

/**
 * Sends together what callers hand over in the same turn of the event loop: the messages of a batch are judged at once,
 * and AWS takes many things in one call. `send` gives a result for each item, in their order; each caller gets those of
 * its own items.
 */
export function gathered<Item, Result>(
  send: (items: readonly Item[]) => Promise<readonly Result[]>,
): (items: readonly Item[]) => Promise<readonly Result[]> {
  let waiting: Item[] = [];
  let sending: Promise<readonly Result[]> | undefined;

  async function sendWaiting(): Promise<readonly Result[]> {
    await turn();
    const items = waiting;
    waiting = [];
    sending = undefined;
    return send(items);
  }

  return async (items) => {
    const first = waiting.length;
    waiting.push(...items);
    sending ??= sendWaiting();
    return (await sending).slice(first, first + items.length);
  };
}
