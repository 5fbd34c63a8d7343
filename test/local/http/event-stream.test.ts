import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { changeStream } from '../../../shared/local/http/event-stream.ts';

/** A response that keeps what is written, and says whether its reader keeps up. */
function reader(writableNeedDrain: boolean) {
  const written: string[] = [];
  let isDestroyed = false;
  const response = Object.assign(new EventEmitter(), {
    writableNeedDrain,
    writeHead: () => undefined,
    write: (text: string) => written.push(text),
    end: () => undefined,
    destroy: () => {
      isDestroyed = true;
      response.emit('close');
    },
  });
  return { response: response as unknown as ServerResponse, written, isDestroyed: () => isDestroyed };
}

it('nothing is written to a reader that does not read, and it is dropped', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const stream = changeStream();
  const [quick, slow] = [reader(false), reader(true)];
  for (const { response } of [quick, slow]) stream.add(response);
  for (let second = 0; second < 10; second++) {
    for (let change = 0; change < 1000; change++) stream.changed();
    vi.advanceTimersByTime(1000);
  }
  expect(slow.written).toEqual(['retry: 2000\n\n']);
  expect(quick.written.length).toBeGreaterThan(5);
  expect(quick.written.length).toBeLessThan(20);
  vi.advanceTimersByTime(20_000);
  expect([quick.isDestroyed(), slow.isDestroyed()]).toEqual([false, true]);
  expect(quick.written).toContain(':\n\n');
  stream.close();
});
