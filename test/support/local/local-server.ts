import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type LocalSystemOptions, localSystem } from '../../../cli/serve/local-system.ts';
import { changeStream } from '../../../shared/local/http/event-stream.ts';
import { guard } from '../../../shared/local/http/guard.ts';
import { router, type Served } from '../../../shared/local/http/routes.ts';
import { listen } from '../../../shared/local/http/server.ts';
import { noFacts } from '../../../shared/rules/facts.ts';
import { bookOf } from '../evaluation/rule-books.ts';
import { localStore } from './local-store.ts';

/** The local system behind its server, in this process; parts of it may be replaced. */
export async function localServer(replaced: Partial<Served & LocalSystemOptions> = {}) {
  const store = replaced.store ?? (await localStore());
  const stream = changeStream();
  const logged: unknown[] = [];
  const system = localSystem({
    book: bookOf(),
    facts: noFacts,
    runs: [],
    store,
    now: () => new Date(),
    newId: () => randomUUID().replaceAll('-', ''),
    log: async (...words) => void logged.push(words),
    changed: stream.changed,
    ...replaced,
  });
  const page = () => ({ statusCode: 200, headers: {}, body: 'page' });
  const listening = await listen(
    { host: '127.0.0.1', port: 0 },
    {
      guard: guard({ host: '127.0.0.1', token: undefined }),
      answer: router({ ...system, stream, page, unit: store.unit, onDisk: store.onDisk, ...replaced }),
      onError: (error) => logged.push(error),
    },
  );
  onTestFinished(async () => {
    stream.close();
    await listening.close();
  });
  const url = `http://127.0.0.1:${listening.port}`;
  const post = (
    path: string,
    body: BodyInit,
    headers: HeadersInit = { 'Content-Type': 'application/json' },
  ) => fetch(url + path, { method: 'POST', headers, body });
  return {
    url,
    port: listening.port,
    store,
    stream,
    logged,
    picture: system.picture,
    post,
    get: (path: string) => fetch(url + path),
  };
}
