import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mostUnread, type ThreadAnswer, type ThreadOrder } from '../../shared/archive/thread-messages.ts';
import { record } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** A reader thread that was given a file of 30 MB of lines, all of which are records, and its answers so far. */
async function readerOfMuch(): Promise<{ worker: Worker; answers: ThreadAnswer[] }> {
  const folder = await temporaryFolder();
  const line = JSON.stringify(record('a'));
  const path = await folder.write('a', `${line}\n`.repeat(Math.ceil(30_000_000 / line.length)));
  const worker = new Worker(new URL('../../shared/archive/reader-thread.ts', import.meta.url), {
    workerData: { mostBytes: 1_000_000 },
  });
  onTestFinished(async () => void (await worker.terminate()));
  const answers: ThreadAnswer[] = [];
  worker.on('message', (answer: ThreadAnswer) => answers.push(answer));
  worker.postMessage({ files: [{ index: 0, file: { path, named: path } }] } satisfies ThreadOrder);
  return { worker, answers };
}

/** Waits until nothing has come for a while. */
async function settled(answers: readonly ThreadAnswer[]): Promise<void> {
  for (let before = -1; before !== answers.length; await setTimeout(500)) before = answers.length;
}

describe('a reader thread', () => {
  it('reads no further than a few answers where nobody looks at them', async () => {
    const { worker, answers } = await readerOfMuch();
    await once(worker, 'message');
    await settled(answers);
    expect(answers).toHaveLength(mostUnread);
    worker.postMessage({ read: true } satisfies ThreadOrder);
    await settled(answers);
    expect(answers).toHaveLength(mostUnread + 1);
  }, 30_000);
});
