/** What a reader thread runs, see reader-threads.ts: it is given files, and passes on what it reads of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { FileSeries, type ReadingLimits } from './file-series.ts';
import { mostUnread, packReadings, type ThreadAnswer, type ThreadOrder } from './thread-messages.ts';

const limits: ReadingLimits = workerData;
let unread = 0;
let reading: Promise<void> = Promise.resolve();
let goOn: () => void = () => undefined;

function answer(message: ThreadAnswer): void {
  parentPort?.postMessage(message);
}

const series = new FileSeries({
  ...limits,
  post: async (readings) => {
    answer({ packed: packReadings(readings) });
    if (++unread >= mostUnread)
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
    reading = reading.then(() => series.read(order.files)).then(() => answer({ isDone: true }));
  }
});
