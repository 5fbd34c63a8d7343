import type { Context } from 'aws-lambda';
import { expect, it } from 'vitest';
import { type QueueWorkerOptions, queueWorker } from '../../../shared/aws/lambda/queue-worker.ts';
import { countingMeter } from '../../support/functions/counting-meter.ts';
import { sqsEvent } from '../../support/functions/sqs-event.ts';

class HopelessError extends Error {
  override readonly name = 'HopelessError';
}

/** Works on messages; what became of them, and what was logged. */
async function work(options: Partial<QueueWorkerOptions<unknown>>, ...bodies: unknown[]) {
  const [setAside, logged]: [string[], unknown[][]] = [[], []];
  const meter = countingMeter();
  const worker = queueWorker({
    read: (json) => json,
    hopeless: HopelessError,
    work: async () => undefined,
    setAside: async ({ body }) => void setAside.push(body),
    log: async (...words) => void logged.push(words),
    meter,
    ...options,
  });
  const { batchItemFailures } = await worker(sqsEvent(...bodies), {} as Context);
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failed, setAside, logged, counted: meter.counted };
}

it('a message that can never be read is set aside; one line of the log and a count say so', async () => {
  const read = () => {
    throw new HopelessError('lacks a name');
  };
  const { failed, setAside, logged, counted } = await work({ read }, '{"a":1}');
  expect({ failed, setAside }).toEqual({ failed: [], setAside: ['{"a":1}'] });
  expect(logged).toEqual([['warn', 'message set aside', { messageId: 'm-0', reason: 'lacks a name' }]]);
  expect(counted).toMatchObject({ MessagesSetAside: 1 });
});

it('a message at which the reader fails unexpectedly comes back: it may be no fault of the message', async () => {
  const error = new RangeError('of the reader');
  const read = (json: unknown) => {
    if (json === 'bad') throw error;
    return json;
  };
  const { failed, setAside, logged, counted } = await work({ read }, '"good"', '"bad"');
  expect({ failed, setAside }).toEqual({ failed: ['m-1'], setAside: [] });
  expect(logged).toEqual([['error', 'message failed, it will be retried', { messageId: 'm-1', error }]]);
  expect(counted).not.toHaveProperty('MessagesSetAside');
});

it('a message that cannot be worked on comes back, and no other', async () => {
  const worked: unknown[] = [];
  const { failed } = await work(
    {
      work: async (read) => {
        if (read === 2) throw new Error('no');
        worked.push(read);
      },
    },
    '1',
    '2',
    '3',
  );
  expect({ failed, worked }).toEqual({ failed: ['m-1'], worked: [1, 3] });
});
