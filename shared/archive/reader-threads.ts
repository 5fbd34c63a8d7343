import { Worker } from 'node:worker_threads';
import type { ArchiveFile, FileReading } from './file-reading.ts';
import type { ThreadAnswer, ThreadOrder } from './thread-messages.ts';

/** Files that a thread is given at once. */
const mostFiles = 32;
/** Times that a thread is given files, at the least, where there are enough: so that all are done at about the same time. */
const turns = 16;

export interface ThreadsOptions {
  readonly threads: number;
  readonly mostBytes: number;
  /** The program of a thread: reader-thread.ts, or what it was bundled into. */
  readonly program: URL;
  /** Takes readings in the order of the files. */
  readonly take: (reading: FileReading) => void;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
}

/** Files that a thread was given, and what it read of them that nobody has taken yet. */
interface Job {
  readonly answers: ThreadAnswer[];
  readonly worker: Worker;
}

/**
 * Reads files in several threads. What they read is taken in the order of the files, whoever is the first; a thread that
 * is ahead waits. Rejects where a thread fails.
 */
export async function readInThreads(files: readonly ArchiveFile[], options: ThreadsOptions): Promise<void> {
  const { threads, mostBytes, program, take, signal } = options;
  const size = Math.max(1, Math.min(mostFiles, Math.ceil(files.length / (threads * turns))));
  const jobs: Job[] = [];
  let given = 0;
  let current = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();

  function give(worker: Worker): void {
    if (given >= files.length) return;
    const order: ThreadOrder = { files: files.slice(given, given + size), firstIndex: given };
    jobs.push({ answers: [], worker });
    given += size;
    worker.postMessage(order);
  }

  function takeAnswers(): void {
    for (let job = jobs[current]; job !== undefined; job = jobs[current]) {
      for (let answer = job.answers.shift(); answer !== undefined; answer = job.answers.shift()) {
        if ('isDone' in answer) {
          current++;
          break;
        }
        for (const reading of answer.readings) take(reading);
        job.worker.postMessage({ read: true } satisfies ThreadOrder);
      }
      if (jobs[current] === job) return;
      delete jobs[current - 1];
    }
    if (given >= files.length) resolve();
  }

  const workers = Array.from({ length: Math.min(threads, Math.ceil(files.length / size)) }, () => {
    const worker = new Worker(program, { workerData: { mostBytes } });
    worker.on('message', (answer: ThreadAnswer) => {
      if (signal.aborted) return;
      jobs.findLast((job) => job?.worker === worker)?.answers.push(answer);
      if ('isDone' in answer) give(worker);
      try {
        takeAnswers();
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    give(worker);
    return worker;
  });
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await promise;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
