import { describe, expect, it } from 'vitest';
import { UnreadableFileError, UnreadableObjectError } from '../../../shared/archive/unreadable-file.ts';
import { readObject } from '../../../shared/aws/objects/read-object.ts';

const content = Buffer.from('0123456789');

/** Reads an object of ten bytes from a bucket that answers each request, from a position on, in its own way. */
async function read(answers: readonly ((from: number) => AsyncIterable<Uint8Array>)[], size = 10) {
  const got: Buffer[] = [];
  const asked: number[] = [];
  const store = {
    read: (_: unknown, from: number) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? whole;
      asked.push(from);
      return answer(from);
    },
  };
  const sink = (bytes: Uint8Array) => void got.push(Buffer.from(bytes));
  const { signal } = new AbortController();
  const fault = await readObject(store, { key: 'a', size, etag: undefined }, sink, signal).then(
    () => undefined,
    (error: Error) => error,
  );
  return {
    text: Buffer.concat(got).toString(),
    asked,
    fault: fault?.message,
    cure: fault instanceof UnreadableObjectError ? fault.cure : undefined,
  };
}

async function* whole(from: number) {
  yield content.subarray(from);
}

/** Some bytes, and then it breaks off, with an error or without. */
const part = (length: number, error?: Error) =>
  async function* (from: number) {
    yield content.subarray(from, from + length);
    if (error !== undefined) throw error;
  };

describe('readObject', () => {
  it('reads to the end', async () => {
    expect(await read([whole])).toEqual({ text: '0123456789', asked: [0], fault: undefined });
    expect(await read([whole], 0)).toEqual({ text: '', asked: [], fault: undefined });
  });

  it('goes on where it broke off', async () => {
    const reset = new Error('ECONNRESET');
    expect(await read([part(3, reset), part(4), whole])).toEqual({
      text: '0123456789',
      asked: [0, 3, 7],
      fault: undefined,
    });
  });

  it('gives up where nothing more comes', async () => {
    const { asked, ...rest } = await read([part(3), part(0)]);
    expect(rest).toEqual({ text: '012', fault: 'broke off after 3 of 10 bytes', cure: 'time' });
    expect(asked).toHaveLength(7);
  }, 20_000);

  it('tells of what is longer than it was', async () => {
    expect(await read([whole], 9)).toMatchObject({
      fault: 'is longer than it was',
      cure: 'nothing',
    });
  });

  it('asks no further where there is a reason', async () => {
    const vanished = part(3, new UnreadableFileError('was deleted'));
    expect(await read([vanished])).toEqual({ text: '012', asked: [0], fault: 'was deleted' });
  });
});
