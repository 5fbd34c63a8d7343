import { describe, expect, it } from 'vitest';
import { functionQueue } from '../../../shared/local/bus/queue.ts';

const events = Array.from({ length: 250 }, (_, number) => ({ number }));

/** A queue, and what it was asked to keep. */
function queue() {
  const kept: string[] = [];
  let last = 0;
  const made = functionQueue(
    () => `message-${++last}`,
    async ({ messageId }) => void kept.push(messageId),
  );
  return { ...made, kept };
}

describe('a queue', () => {
  it('hands over batches as the stack does, and lets others have their turn in between', async () => {
    const sizes: number[] = [];
    const turns: number[] = [];
    const work = queue().work(async (event) => {
      sizes.push((event as { Records: unknown[] }).Records.length);
      setImmediate(() => turns.push(sizes.length));
      return { batchItemFailures: [] };
    });
    expect(await work(events)).toEqual({ failed: 0, refused: [] });
    expect(sizes).toEqual([100, 100, 50]);
    expect(turns.slice(0, 2)).toEqual([1, 2]);
  });

  it('counts what has to come again, and names what nobody can read, which is kept', async () => {
    const { work, setAside, kept } = queue();
    const worked = await work(async () => {
      await setAside({ messageId: 'message-2', body: '{}' }, new Error('no such thing'));
      return { batchItemFailures: [{ itemIdentifier: 'message-1' }] };
    })(events.slice(0, 3));
    expect(worked).toEqual({ failed: 1, refused: [{ event: { number: 1 }, reason: 'no such thing' }] });
    expect(kept).toEqual(['message-2']);
  });
});
