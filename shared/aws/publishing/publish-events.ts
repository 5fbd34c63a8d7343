import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EventBridgeClient,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { batches } from '../calls/batches.ts';
import { errorName, type Failure, failuresIn } from '../calls/failures.ts';
import { gathered } from '../calls/gathered.ts';
import { type BusEvent, ownSource, type PublishEvents } from './events.ts';

/** What PutEvents takes in one call, and how it counts (EventBridge User Guide, PutEvents). */
const limits = { items: 10, bytes: 1_048_576, bytesOf: ({ bytes }: Item) => bytes };
const timeBytes = 14;

/** Entry error codes that another try may mend; no other will change. */
const passingCodes: ReadonlySet<Failure> = new Set([
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

interface Item {
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
    const failures = new Map<Item, Failure>();
    let left = items;
    for (let attempt = 1; left.length > 0; attempt++) {
      const results = await Promise.all(batches(left, limits).map(put));
      for (const [item, failure] of results.flat()) failures.set(item, failure);
      if (attempt === attempts) break;
      left = left.filter((item) => passingCodes.has(failures.get(item)));
      if (left.length > 0) await sleep(Math.random() * backoff * 2 ** (attempt - 1));
    }
    return items.map((item) => failures.get(item));
  });

  async function put(batch: readonly Item[]): Promise<(readonly [Item, Failure])[]> {
    const results = await send(batch.map(({ entry }) => entry));
    return batch.map((item, index) => [item, failureIn(results[index])]);
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
    const failures = failuresIn(await putGathered(items), 'event');
    if (failures !== undefined) throw new PublishError(failures);
  };
}

/** What says neither that it was taken nor that it was not counts as no answer. */
function failureIn({ EventId: id, ErrorCode: code }: PutEventsResultEntry = {}): Failure {
  return code ?? (id === undefined ? 'NoAnswer' : undefined);
}

/** A broken connection is worth another try; a time-out is not, it has taken its time already. */
function codeOf(error: unknown): string {
  const isBroken = error instanceof Error && brokenConnections.has((error as NodeJS.ErrnoException).code);
  return isBroken ? 'NoAnswer' : errorName(error);
}

function itemOf({ detailType, detail }: BusEvent, busName: string): Item {
  const text = JSON.stringify(detail);
  const bytes =
    timeBytes + Buffer.byteLength(ownSource) + Buffer.byteLength(detailType) + Buffer.byteLength(text);
  const entry = { EventBusName: busName, Source: ownSource, DetailType: detailType, Detail: text };
  return { entry, bytes };
}
