import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { compliantRecord, compliantSubmission, patched } from '../../../shared/examples/compliant.ts';
import { LostWorkError } from '../../../shared/local/store/sqlite.ts';
import { rootRecord } from '../../support/cli/audit-command.ts';
import { localServer } from '../../support/local/local-server.ts';
import { localStore } from '../../support/local/local-store.ts';

const megabyte = 1024 * 1024;
const sound = JSON.stringify(compliantSubmission);
const blocked = patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });

const submissionEvent = (detail: unknown) => ({
  id: 'event-1',
  source: 'example.mapping',
  'detail-type': 'Mapping Submission Requested',
  detail,
});

/** Writes raw bytes to the server; what has come back when the connection ends, or after a while. */
async function raw(
  port: number,
  write: (socket: Socket) => void,
): Promise<{ text: string; isClosed: boolean }> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  let isClosed = false;
  socket.setEncoding('utf8').on('data', (piece) => {
    text += piece;
  });
  socket
    .on('error', () => undefined)
    .on('close', () => {
      isClosed = true;
    });
  write(socket);
  await vi.waitUntil(() => isClosed, 8000).catch(() => undefined);
  return { text, isClosed };
}

describe('paths', () => {
  it.each([
    ['GET', '/', 200],
    ['HEAD', '/', 200],
    ['HEAD', '/events/stream', 200],
    ['GET', '/v1/rules', 200],
    ['GET', '/v1/openapi.json', 200],
    ['GET', '/v1/health', 200],
    ['GET', '/v1/violations?limit=5', 200],
    ['GET', '/v1/violations?limit=x', 400],
    ['GET', '/v1/violations?limit=5&limit=6', 400],
    ['GET', '/v1/submissions/none', 404],
    ['GET', '/v1/submissions/%E0%A4%A', 404],
    ['GET', '/v1/submissions', 405],
    ['PUT', '/v1/submissions', 405],
    ['DELETE', '/events', 405],
    ['POST', '/v1/rules', 405],
    ['GET', '/v1/none', 404],
    ['GET', '/constructor', 404],
    ['GET', '/v1/__proto__', 404],
    ['GET', '/../etc/passwd', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const { url } = await localServer();
    const response = await fetch(url + path, { method });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/^(?:GET|POST)$/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a submission', () => {
  it('is decided by the function of the stack, with its caller', async () => {
    const { post, get } = await localServer();
    const response = await post('/v1/submissions', JSON.stringify(blocked));
    const decision = await response.json();
    expect([response.status, decision.type]).toEqual([403, 'urn:sts-warden:problem:submission-blocked']);
    const record = await (await get(`/v1/submissions/${decision.decisionId}`)).json();
    expect(record).toMatchObject({ caller: 'local', published: true, decision: { decision: 'block' } });
    const { violations } = await (await get('/v1/violations')).json();
    expect(violations.map(({ id }: { id: string }) => id)).toEqual(
      decision.violations.map(({ id }: { id: string }) => id),
    );
  });

  it('that is a dry run is kept nowhere', async () => {
    const { post, get } = await localServer();
    const response = await post('/v1/submissions?dryRun=true', JSON.stringify(blocked));
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ dryRun: true }),
    ]);
    expect((await (await get('/v1/violations')).json()).violations).toEqual([]);
  });

  it.each<[string, string, HeadersInit, number]>([
    ['that is no JSON', '{', { 'Content-Type': 'application/json' }, 400],
    ['in another media type', sound, { 'Content-Type': 'text/plain' }, 415],
    ['above 256 KiB', `${sound}${' '.repeat(300_000)}`, { 'Content-Type': 'application/json' }, 413],
    ['above what is read', ' '.repeat(2 * megabyte), { 'Content-Type': 'application/json' }, 413],
    [
      'from a page of another site',
      sound,
      { 'Content-Type': 'application/json', Origin: 'https://example.com' },
      403,
    ],
  ])('%s is refused', async (_, body, headers, status) => {
    const { post, store } = await localServer();
    expect((await post('/v1/submissions', body, headers)).status).toBe(status);
    expect(store.statement('SELECT count(*) AS count FROM decisions').get()).toEqual({ count: 0 });
  });

  it('is not answered before the disk has what was kept, nor where it fails', async () => {
    const disk = Promise.withResolvers<void>();
    const { post } = await localServer({ onDisk: () => disk.promise });
    let status = 0;
    const answered = post('/v1/submissions', sound).then((response) => {
      status = response.status;
    });
    await sleep(200);
    expect(status).toBe(0);
    disk.reject(new Error('EIO'));
    await answered;
    expect(status).toBe(503);
  });

  it('is not answered where what was kept for it did not last', async () => {
    const store = await localStore();
    const lost = async (work: () => Promise<unknown>) => {
      await work();
      throw new LostWorkError('lost');
    };
    const { post } = await localServer({ unit: lost as typeof store.unit, store });
    expect((await post('/v1/submissions', sound)).status).toBe(503);
  });

  it('is not decided where the disk is full, and is once there is room', async () => {
    const store = await localStore();
    const { post, get, logged } = await localServer({ store });
    const pages = Number(store.statement('PRAGMA page_count').get()?.page_count);
    store.run(`PRAGMA max_page_count = ${pages}`);
    const submit = (number: number) =>
      post('/v1/submissions', JSON.stringify(patched(compliantSubmission, { submissionId: `s-${number}` })));
    const statuses = new Set<number>();
    for (let number = 0; number < 20; number++) {
      const response = await submit(number);
      statuses.add(response.status);
      const kept = await get(`/v1/submissions/s-${number}`);
      // What was not answered was not decided.
      expect(kept.status).toBe(response.status === 200 ? 200 : 404);
      if (response.status === 503) expect((await response.json()).decision).toBeUndefined();
    }
    expect(statuses).toContain(503);
    expect(JSON.stringify(logged)).toContain('submission not checked');
    expect((await post('/events', JSON.stringify(rootRecord('event-1')))).status).toBe(503);
    store.run('PRAGMA max_page_count = 100000');
    expect((await submit(19)).status).toBe(200);
    expect((await post('/events', JSON.stringify(rootRecord('event-1')))).status).toBe(200);
    expect((await (await get('/v1/violations')).json()).violations).toHaveLength(1);
  });
});

describe('events', () => {
  it('that come at once are worked on in one unit of the store, and are not taken where it did not last', async () => {
    const store = await localStore();
    let units = 0;
    let isLost = false;
    const unit: typeof store.unit = async (work) => {
      units++;
      const result = await store.unit(work);
      if (isLost) throw new LostWorkError('lost');
      return result;
    };
    const { post } = await localServer({ store: { ...store, unit } });
    const records = Array.from({ length: 150 }, (_, index) => rootRecord(`event-${index}`));
    expect((await post('/events', JSON.stringify(records))).status).toBe(200);
    // That of the audit and that of the sessions.
    expect(units).toBe(2);
    isLost = true;
    expect((await post('/events', JSON.stringify(records))).status).toBe(503);
  });

  const twoRecords = { Records: [rootRecord('event-1'), compliantRecord] };

  it.each<[string, string | Uint8Array, object]>([
    ['a record', JSON.stringify(rootRecord('event-1')), { read: 1, taken: 1 }],
    ['a log file', JSON.stringify(twoRecords), { read: 2, taken: 2 }],
    ['a log file, gzipped', gzipSync(JSON.stringify(twoRecords)), { read: 2, taken: 2 }],
    [
      'lines',
      `${JSON.stringify(rootRecord('event-1'))}\n${JSON.stringify(compliantRecord)}\n`,
      { read: 2, taken: 2 },
    ],
    [
      'an event of EventBridge',
      JSON.stringify({
        id: 'e',
        source: 'aws.sts',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: rootRecord('event-1'),
      }),
      { read: 1, taken: 1 },
    ],
    [
      'a call that no rule hears',
      JSON.stringify([
        rootRecord('event-1'),
        { ...compliantRecord, eventID: 'x', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
      ]),
      { read: 2, taken: 1 },
    ],
    [
      'a large log file',
      JSON.stringify({
        Records: [
          rootRecord('event-1'),
          ...Array.from({ length: 800 }, (_, index) => ({ ...compliantRecord, eventID: `e-${index}` })),
        ],
      }),
      { read: 801, taken: 801 },
    ],
  ])('%s: what it holds is judged before the answer', async (_, body, counts) => {
    const { post, get } = await localServer();
    const response = await post('/events', body as BodyInit, {});
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ failed: 0, malformed: [], ...counts }),
    ]);
    const { violations } = await (await get('/v1/violations')).json();
    expect(violations).toMatchObject([{ ruleId: 'no-root-credentials', subject: { eventId: 'event-1' } }]);
  });

  it('of a submission that cannot be read are told, and set aside without its secrets', async () => {
    const { post, store } = await localServer();
    const detail = { ...compliantSubmission, password: 'SECRET' };
    const response = await post(
      '/events',
      JSON.stringify([submissionEvent(detail), submissionEvent(compliantSubmission)]),
    );
    const answer = await response.json();
    expect([response.status, answer]).toEqual([
      400,
      expect.objectContaining({ taken: 2, malformedCount: 1 }),
    ]);
    expect(answer.malformed).toEqual([{ place: 'event 1', reason: expect.stringContaining('/password') }]);
    const kept = JSON.stringify(store.statement('SELECT * FROM set_aside').all());
    expect(kept).toContain('submission');
    expect(kept).not.toContain('SECRET');
  });

  it('that are handed in again are the same', async () => {
    const { post, get } = await localServer();
    for (let time = 0; time < 3; time++) await post('/events', JSON.stringify(rootRecord('event-1')));
    const { findings } = await (await get('/v1/findings')).json();
    expect(findings).toMatchObject([{ ruleId: 'no-root-credentials', occurrences: 1 }]);
  });

  it('of a submission are decided, and answered once', async () => {
    const { post, get } = await localServer();
    for (let time = 0; time < 2; time++) {
      const response = await post(
        '/events',
        JSON.stringify(submissionEvent(patched(blocked, { submissionId: 's-1' }))),
      );
      expect([response.status, await response.json()]).toEqual([
        200,
        expect.objectContaining({ read: 1, taken: 1 }),
      ]);
    }
    expect(await (await get('/v1/submissions/s-1')).json()).toMatchObject({
      caller: 'example.mapping',
      decision: { decision: 'block' },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON and nothing else', 'hello', /expected|not JSON/],
    ['a record without a name', { ...compliantRecord, eventName: undefined }, /eventName/],
    [
      'an event that contradicts its record',
      {
        id: 'e',
        source: 'aws.s3',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: rootRecord('event-1'),
      },
      /`source`/,
    ],
    [
      'a list with a good record too',
      [rootRecord('event-1'), { ...compliantRecord, eventTime: 'yesterday' }],
      /eventTime/,
    ],
    ['nothing', '', /no event/],
    ['an empty list', [], /no event/],
  ])('%s is told', async (_, body, expected) => {
    const { post } = await localServer();
    const response = await post('/events', typeof body === 'string' ? body : JSON.stringify(body));
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(expected)]);
  });
});

describe('a body of 300 MB', () => {
  it.each(['/v1/submissions', '/events'])('that says so is refused before it is sent: %s', async (path) => {
    const { port } = await localServer();
    const before = process.memoryUsage().rss;
    const { text, isClosed } = await raw(port, (socket) => {
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${300 * megabyte}\r\n\r\n`,
      );
      socket.write(Buffer.alloc(megabyte, 0x20));
    });
    expect([text.split('\r\n')[0], isClosed]).toEqual(['HTTP/1.1 413 Payload Too Large', true]);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * megabyte);
  });

  it('that does not is read to the limit and no further', async () => {
    const { port } = await localServer();
    const piece = Buffer.alloc(megabyte, 0x20);
    let sent = 0;
    const { text, isClosed } = await raw(port, (socket) => {
      socket.write('POST /events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
      const send = () => {
        while (sent < 300 && !socket.destroyed) {
          sent++;
          socket.write(`${megabyte.toString(16)}\r\n`);
          socket.write(piece);
          if (!socket.write('\r\n')) return void socket.once('drain', send);
        }
      };
      send();
    });
    expect([text.split('\r\n')[0], isClosed]).toEqual(['HTTP/1.1 413 Payload Too Large', true]);
  });

  it('whose sender waits for leave gets none', async () => {
    const { port } = await localServer();
    const { text } = await raw(port, (socket) => {
      socket.write(
        `POST /events HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ${300 * megabyte}\r\n\r\n`,
      );
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });
});

it('a sender that waits for leave gets it where its body is taken', async () => {
  const { port } = await localServer();
  const body = JSON.stringify(rootRecord('event-1'));
  const { text } = await raw(port, (socket) => {
    socket.write(
      `POST /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.once('data', () => socket.write(body));
  });
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

describe('the stream of changes', () => {
  it('tells many changes at once, and holds nothing back for a reader that does not read', async () => {
    const { url, port, stream } = await localServer();
    const slow = connect(port, '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    slow.pause().write('GET /events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const response = await fetch(`${url}/events/stream`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('retry: 2000\n\n');
    for (let change = 0; change < 100_000; change++) stream.changed();
    expect((await reader?.read())?.value).toBe('id: 100000\ndata: {"changes":100000}\n\n');
    await reader?.cancel();
  });

  it('has room for so many', async () => {
    const { get } = await localServer();
    const streams = await Promise.all(Array.from({ length: 65 }, () => get('/events/stream')));
    expect(streams.filter(({ status }) => status === 200)).toHaveLength(64);
    const refused = streams.find(({ status }) => status === 503);
    expect(await refused?.json()).toMatchObject({ type: 'urn:sts-warden:problem:too-many-streams' });
    await Promise.all(streams.map(({ body, bodyUsed }) => (bodyUsed ? undefined : body?.cancel())));
  });
});
