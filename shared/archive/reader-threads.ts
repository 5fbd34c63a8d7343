import { Worker } from 'node:worker_threads';
import { type FileReading, fetchedBytes, manyFetchedBytes, type NumberedFile } from './file-reading.ts';
import type { ReadingLimits } from './file-series.ts';
import type { Series } from './file-source.ts';
import { type ThreadAnswer, type ThreadOrder, unpackReadings } from './thread-messages.ts';

/** Files that a thread is given at once, at the most. */
const mostFiles = 32;
/** Records that they should have together: few, so that all threads are done at about the same time. */
const recordsAtOnce = 4000;
/** Of a thread. What it makes is short-lived: with more room it would only be collected later. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };
/** What a thread is given ahead: it must not wait for the next files while the last ones are judged. */
const jobsAtOnce = 3;

export interface ThreadsOptions {
  readonly threads: number;
  readonly limits: ReadingLimits;
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
  readonly files: number;
  /** Records that were taken of them. */
  records: number;
  /** Whether all answers are there. */
  isDone: boolean;
}

/**
 * Reads files in several threads. What they read is taken in the order of the files, whoever is the first; a thread that
 * is ahead waits. Rejects where a thread fails.
 */
export async function readInThreads(files: Series<NumberedFile>, options: ThreadsOptions): Promise<void> {
  const { threads, limits, program, take, signal } = options;
  const left = iteratorOf(files);
  /** In the order of their files; those that are done are let go. */
  const jobs: Job[] = [];
  /** Of the files that were read last. */
  let recordsOfFile = recordsAtOnce;
  let isAllGiven = false;
  let giving: Promise<void> = Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();

  /** Threads get files one after the other: so their jobs are in the order of the files. */
  function give(worker: Worker): void {
    giving = giving.then(() => giveNext(worker)).catch(reject);
  }

  async function giveNext(worker: Worker): Promise<void> {
    if (isAllGiven || signal.aborted) return;
    const next = await nextOf(left, Math.ceil(Math.min(mostFiles, recordsAtOnce / recordsOfFile)));
    isAllGiven = next.length === 0;
    if (isAllGiven) return endIfDone();
    jobs.push({ answers: [], worker, files: next.length, records: 0, isDone: false });
    const fetched = next.flatMap(({ file }) => file.bytes?.buffer ?? []);
    worker.postMessage({ files: next } satisfies ThreadOrder, fetched);
  }

  function endIfDone(): void {
    if (isAllGiven && jobs.length === 0) resolve();
  }

  function takeAnswers(): void {
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      const answer = job.answers.shift();
      if (answer === undefined) return;
      for (const reading of unpackReadings(answer.packed)) {
        job.records += reading.batch.passed + reading.batch.count;
        take(reading);
      }
      if (answer.isDone) {
        jobs.shift();
        recordsOfFile = job.records / job.files;
        give(job.worker);
      } else job.worker.postMessage({ read: true } satisfies ThreadOrder);
    }
    endIfDone();
  }

  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(program, { workerData: limits, resourceLimits });
    worker.on('message', (answer: ThreadAnswer) => {
      if (signal.aborted) return;
      const job = jobs.find((one) => one.worker === worker && !one.isDone);
      if (job === undefined) throw new TypeError('an answer to nothing');
      job.answers.push(answer);
      job.isDone = answer.isDone;
      try {
        takeAnswers();
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a reader thread has ended')));
    for (let job = 0; job < jobsAtOnce; job++) give(worker);
    return worker;
  });
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  try {
    await promise;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

async function nextOf(
  files: AsyncIterator<NumberedFile> | Iterator<NumberedFile>,
  count: number,
): Promise<NumberedFile[]> {
  const next: NumberedFile[] = [];
  let bytes = 0;
  for (let file = await files.next(); file.done !== true; file = await files.next()) {
    next.push(file.value);
    bytes += fetchedBytes(file.value.file);
    if (next.length === count || bytes >= manyFetchedBytes) break;
  }
  return next;
}

function iteratorOf<File>(files: Series<File>): AsyncIterator<File> | Iterator<File> {
  return Symbol.asyncIterator in files ? files[Symbol.asyncIterator]() : files[Symbol.iterator]();
}
