import type { ServerResponse } from 'node:http';

/** Milliseconds in which changes are told once, however many there are; and after which the first is told. */
const pause = { between: 1000, first: 50 };
/** Milliseconds between signs of life, which find out who is gone. */
const heartbeat = 15_000;
/** Readers at once. */
const mostReaders = 64;

/** Tells readers, by server-sent events, that something changed. */
export interface ChangeStream {
  /** Adds a reader; false where there are too many. */
  readonly add: (response: ServerResponse) => boolean;
  readonly changed: () => void;
  /** How often something changed. */
  readonly changes: () => number;
  readonly close: () => void;
}

/**
 * Makes the stream. A message holds nothing but a count, so that whoever missed some has missed nothing: to a reader that
 * does not read, nothing is written, and at the next sign of life it is dropped.
 */
export function changeStream(): ChangeStream {
  const readers = new Set<ServerResponse>();
  let changes = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let telling: NodeJS.Timeout | undefined;
  const living = setInterval(() => {
    for (const reader of readers) {
      if (reader.writableNeedDrain) reader.destroy();
      else reader.write(':\n\n');
    }
  }, heartbeat);
  living.unref();

  function tell(): void {
    telling = undefined;
    toldAt = performance.now();
    for (const reader of readers) if (!reader.writableNeedDrain) reader.write(message());
  }

  function message(): string {
    return `id: ${changes}\ndata: ${JSON.stringify({ changes })}\n\n`;
  }

  return {
    add: (response) => {
      if (readers.size === mostReaders) return false;
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      response.write('retry: 2000\n\n');
      readers.add(response);
      response.on('close', () => readers.delete(response));
      return true;
    },
    changed: () => {
      changes++;
      telling ??= setTimeout(tell, Math.max(pause.first, toldAt + pause.between - performance.now()));
    },
    changes: () => changes,
    close: () => {
      clearInterval(living);
      clearTimeout(telling);
      for (const reader of readers) reader.end();
    },
  };
}
