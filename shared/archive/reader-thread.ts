/** What a reader thread runs, see reader-threads.ts: it is given files, and passes on what it reads of them. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FileReading } from './file-reading.ts';
import { FileSeries, type ReadingLimits } from './file-series.ts';
import { mostUnread, packReadings, type ThreadAnswer, type ThreadOrder } from './thread-messages.ts';

const limits: ReadingLimits = workerData;
/** Held back until it is known whether they are the last: a message costs as much as some small files. */
let held: readonly FileReading[] = [];
let unread = 0;
let reading: Promise<void> = Promise.resolve();
let goOn: () => void = () => undefined;

function answer(isDone: boolean): void {
  parentPort?.postMessage({ packed: packReadings(held), isDone } satisfies ThreadAnswer);
  held = [];
}

const series = new FileSeries({
  ...limits,
  post: async (readings) => {
    const isFirst = held.length === 0;
    if (!isFirst) answer(false);
    held = readings;
    if (!isFirst && ++unread >= mostUnread)
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
  },
});

parentPort?.on('message', (order: ThreadOrder) => {
  if ('read' in order) {
    unread--;
    goOn();
  } else {
    reading = reading.then(() => series.read(order.files)).then(() => answer(true));
  }
});
