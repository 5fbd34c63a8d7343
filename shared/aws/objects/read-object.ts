import { setTimeout } from 'node:timers/promises';
import { UnreadableFileError, UnreadableObjectError } from '../../archive/unreadable-file.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';

/** How often what breaks off before anything has come is asked for again: it is no fault of the object. */
const mostBreaks = 5;
/** Milliseconds, the longer the more often it has broken off. */
const pause = 200;

/** Takes the next bytes of an object. */
export type ByteSink = (bytes: Uint8Array) => Promise<void> | void;

/**
 * Reads an object to its end; where that breaks off, it goes on from there. Throws UnreadableFileError, where it cannot, or
 * the object is not as long as it was said to be.
 */
export async function readObject(
  store: Pick<ObjectStore, 'read'>,
  object: ListedObject,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<void> {
  let at = 0;
  const take = async (bytes: Uint8Array) => {
    if (at + bytes.length > object.size) throw new UnreadableObjectError('is longer than it was', 'nothing');
    await sink(bytes);
    at += bytes.length;
  };
  for (let breaks = 0; at < object.size; ) {
    const from = at;
    await readUntilBreak(store.read(object, from, signal), take, signal);
    breaks = at > from ? 0 : breaks + 1;
    if (breaks > mostBreaks)
      throw new UnreadableObjectError(`broke off after ${at} of ${object.size} bytes`, 'time');
    if (at < object.size) await wait(pause * breaks, signal);
  }
}

/** Throws what is no break, but says why there is nothing to go on with. */
async function readUntilBreak(
  pieces: AsyncIterable<Uint8Array>,
  take: ByteSink,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const bytes of pieces) await take(bytes);
  } catch (error) {
    if (error instanceof UnreadableFileError || signal.aborted) throw error;
  }
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
