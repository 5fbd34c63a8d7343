import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gathered } from '../../../shared/aws/calls/gathered.ts';

/** Keeps what is sent together; the result of an item is the item doubled. */
function sender() {
  const sent: (readonly number[])[] = [];
  const send = gathered(async (items: readonly number[]) => {
    sent.push(items);
    if (items.includes(13)) throw new Error('no answer');
    return items.map((item) => item * 2);
  });
  return { send, sent };
}

describe('what is handed over in one turn', () => {
  it('is sent together, and each caller gets the results of its own', async () => {
    const { send, sent } = sender();
    expect(await Promise.all([send([1, 2]), send([]), send([3])])).toEqual([[2, 4], [], [6]]);
    expect(sent).toEqual([[1, 2, 3]]);
  });

  it('fails together where sending fails', async () => {
    const { send } = sender();
    const results = await Promise.allSettled([send([1]), send([13])]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

it('what is handed over in another turn is sent by itself, also while the first is on its way', async () => {
  const { send, sent } = sender();
  const first = send([1]);
  await turn();
  expect(await send([2])).toEqual([4]);
  expect(await first).toEqual([2]);
  expect(sent).toEqual([[1], [2]]);
});

it('a failure does not outlive its turn', async () => {
  const { send } = sender();
  await expect(send([13])).rejects.toThrow('no answer');
  expect(await send([1])).toEqual([2]);
});
