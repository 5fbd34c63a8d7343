import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EventBridgeClient,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { failuresIn, gathered, type Sendable } from '../calls/gathered.ts';
import type { BusEvent, PublishEvents } from './events.ts';

/** What PutEvents takes in one call, and how it counts (EventBridge User Guide, PutEvents). */
const mostEntries = 10;
const mostBytes = 1_048_576;
const timeBytes = 14;
const source = 'sts-warden';

/** Entry error codes that another try may mend; no other will change. */
const passingCodes: ReadonlySet<string> = new Set([
  'InternalFailure',
  'InternalException',
  'ThrottlingException',
  'NoAnswer',
]);

const brokenConnections: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE']);

/** Events that EventBridge did not take, after all tries. Holds counts and error codes, no details. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
}

export interface PublisherOptions {
  readonly client: () => Promise<Pick<EventBridgeClient, 'send'>>;
  readonly busName: string;
  /** How often an entry is put at most. */
  readonly attempts?: number;
  /** Milliseconds: the wait before try n + 1 is a random part of `backoff` times 2 to the n - 1 (full jitter). */
  readonly backoff?: number;
}

interface Item extends Sendable {
  readonly entry: PutEventsRequestEntry;
  readonly bytes: number;
}

/**
 * Makes a publisher. What is published in the same turn of the event loop goes out together, in batches of at most 10
 * entries and 1 MB, all at once, so that a bus that does not answer takes the time of one call; failed entries alone
 * are put again; each caller learns only of its own events' failure, by a {@link PublishError}.
 */
export function eventPublisher({
  client,
  busName,
  attempts = 4,
  backoff = 100,
}: PublisherOptions): PublishEvents {
  const putGathered = gathered(async (items: readonly Item[]) => {
    let left = items;
    for (let attempt = 1; left.length > 0; attempt++) {
      await Promise.all(batches(left).map(put));
      left = left.filter(({ failure }) => failure !== undefined && passingCodes.has(failure));
      if (attempt === attempts) return;
      if (left.length > 0) await sleep(Math.random() * backoff * 2 ** (attempt - 1));
    }
  });

  async function put(batch: readonly Item[]): Promise<void> {
    const results = await send(batch.map(({ entry }) => entry));
    batch.forEach((item, index) => {
      const { EventId: id, ErrorCode: code = id === undefined ? 'NoAnswer' : undefined } =
        results[index] ?? {};
      item.failure = code;
    });
  }

  /** The SDK retries a call that fails as a whole; its error then counts for every entry. */
  async function send(entries: PutEventsRequestEntry[]): Promise<PutEventsResultEntry[]> {
    try {
      const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
      const answer = await (await client()).send(new PutEventsCommand({ Entries: entries }));
      return answer.Entries ?? [];
    } catch (error) {
      return entries.map(() => ({ ErrorCode: codeOf(error) }));
    }
  }

  return async (events) => {
    if (events.length === 0) return;
    const items = events.map((event) => itemOf(event, busName));
    await putGathered(items);
    const failures = failuresIn(items, 'event');
    if (failures !== undefined) throw new PublishError(failures);
  };
}

/** A broken connection is worth another try; a time-out is not, it has taken its time already. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UnknownError';
  return brokenConnections.has((error as NodeJS.ErrnoException).code) ? 'NoAnswer' : error.name;
}

function itemOf({ detailType, detail }: BusEvent, busName: string): Item {
  const text = JSON.stringify(detail);
  const bytes =
    timeBytes + Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(text);
  const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail: text };
  return { entry, bytes, failure: undefined };
}

function batches(items: readonly Item[]): Item[][] {
  const all: Item[][] = [];
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (batch.length === mostEntries || (batch.length > 0 && bytes + item.bytes >= mostBytes)) {
      all.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += item.bytes;
  }
  return batch.length > 0 ? [...all, batch] : all;
}
