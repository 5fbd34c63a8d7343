import { readdirSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import { diedRun, runEvent, trailEvent } from '../support/functions/sqs-event.ts';
import { refusedProcess, type ServeProcess, serveProcess } from '../support/local/serve-process.ts';

const blocked = patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });
const token = 'a-token-of-enough-characters';

const violationsOf = async ({ get }: ServeProcess) =>
  ((await (await get('/v1/violations')).json()) as { violations: { ruleId: string }[] }).violations;

describe('what was answered', () => {
  it('outlives the process that is killed the moment after', async () => {
    const first = await serveProcess();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const answer = await first.submit(
          patched(blocked, { submissionId: `s-${index}`, task: { name: `task-${index}` } }),
        );
        return [answer.status, await answer.json()];
      }),
    );
    const judged = await first.postEvents(JSON.stringify(rootRecord('event-1')));
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    expect(judged.status).toBe(200);
    const second = await serveProcess({ store: first.store });
    for (const [status, { decisionId, digest }] of answers) {
      expect(status).toBe(403);
      const kept = await second.get(`/v1/submissions/${decisionId}`);
      expect(await kept.json()).toMatchObject({ decisionId, digest, published: true });
    }
    const rules = (await violationsOf(second)).map(({ ruleId }) => ruleId);
    expect(rules.filter((ruleId) => ruleId === 'no-root-credentials')).toHaveLength(1);
    expect(rules.filter((ruleId) => ruleId === 'kms-unload-uses-iam-role')).toHaveLength(20);
    expect(await (await second.get('/')).text()).toContain('task-19');
    expect(second.stderr()).toBe('');
  });

  it('is the answer again to the same submission, and refuses another under its id', async () => {
    const first = await serveProcess();
    const submissionId = 's-1';
    const one = await (await first.submit(patched(compliantSubmission, { submissionId }))).json();
    await first.end('SIGKILL');
    const second = await serveProcess({ store: first.store });
    expect(await (await second.submit(patched(compliantSubmission, { submissionId }))).json()).toEqual(one);
    expect((await second.submit(patched(blocked, { submissionId }))).status).toBe(409);
  });
});

it('from which accounts and Regions records came is kept, answered, and on the page', async () => {
  const first = await serveProcess();
  await first.postEvents(JSON.stringify(rootRecord('event-1', { awsRegion: 'eu-west-1' })));
  await first.end('SIGKILL');
  const { get } = await serveProcess({ store: first.store });
  expect(await (await get('/v1/coverage')).json()).toMatchObject({
    regions: [{ accountId: '123456789012', region: 'eu-west-1', status: 'learning' }],
  });
  expect(await (await get('/')).text()).toContain('<td>eu-west-1</td>');
});

describe('runs', () => {
  const secondsAgo = (seconds: number) =>
    `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;
  const issuedAgo = (seconds: number) =>
    trailEvent(
      patched(compliantRecord, {
        eventTime: secondsAgo(seconds),
        responseElements: { credentials: { expiration: secondsAgo(seconds - 900) } },
      }),
    );
  const { endedAt: _, outcome, errorMessage, ...started } = diedRun;

  it('are warned of, and judged once the records of their end have come, also after a restart', async () => {
    const first = await serveProcess();
    const startedAt = secondsAgo(2400);
    await first.postEvents(JSON.stringify([issuedAgo(2399), runEvent({ ...started, startedAt })]));
    expect(first.stderr()).toMatch(
      /warn: run task-1\/7 of orders goes on, and its credentials .* end in 0 s/,
    );
    const end = runEvent({ ...started, startedAt, endedAt: secondsAgo(890), outcome, errorMessage });
    expect(await (await first.postEvents(JSON.stringify(end))).json()).toMatchObject({ taken: 1, failed: 0 });
    expect(await violationsOf(first)).toEqual([]);
    await first.end('SIGKILL');
    const second = await serveProcess({ store: first.store });
    await vi.waitUntil(async () => (await violationsOf(second)).length > 0, { timeout: 20_000 });
    expect(await violationsOf(second)).toMatchObject([
      { ruleId: 'renew-before-expiry', subject: { runId: 'task-1/7' }, evidence: { sessions: 1 } },
    ]);
  }, 40_000);

  it('and records that cannot be read are told once', async () => {
    const served = await serveProcess();
    const broken = trailEvent({ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' });
    const answer = await served.postEvents(JSON.stringify([broken, runEvent({ runId: 'no task' })]));
    expect(await answer.json()).toMatchObject({ malformedCount: 2 });
  });
});

describe('it ends', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('in order, on %s, with a stream open', async (signal) => {
    const served = await serveProcess();
    const stream = await served.get('/events/stream');
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(await served.end(signal)).toBe(0);
    expect(await stream.text()).toMatch(/^retry: 2000\n/);
    expect(readdirSync(served.store)).toEqual(['store.db']);
  });
});

describe('it is refused', () => {
  it('where the port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await vi.waitUntil(() => server.listening);
    const { port } = server.address() as AddressInfo;
    const { path } = await temporaryFolder();
    expect(await refusedProcess(['--port', String(port), '--store', path])).toEqual({
      code: 3,
      stderr: `sts-warden: port ${port} of \`127.0.0.1\` is in use: choose another by --port\n`,
    });
  });

  it('where another process has the store', async () => {
    const { store } = await serveProcess();
    const { code, stderr } = await refusedProcess(['--port', '0', '--store', store]);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/store\.db` is in use by another process; choose/),
    ]);
  });

  it.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['to others without a token', ['--host', '0.0.0.0'], {}, /expected STS_WARDEN_TOKEN to be set/],
    ['with a token that can be guessed', [], { STS_WARDEN_TOKEN: 'short' }, /16 visible characters/],
    ['with no such port', ['--port', '70000'], {}, /expected a number from 0 to 65535/],
    [
      'with no such folder to watch',
      ['--watch', '/no/such/folder'],
      {},
      /expected --watch `\/no\/such\/folder`/,
    ],
    [
      'where the store cannot be',
      ['--store', '/no/such/folder'],
      {},
      /cannot open --store `\/no\/such\/folder`: ENOENT/,
    ],
    [
      'on an address of another machine',
      ['--host', '192.0.2.1'],
      { STS_WARDEN_TOKEN: token },
      /does not have the address/,
    ],
    ['with a broken policy', ['--policy', 'docs/examples/broken-policy.yaml'], {}, /docs\/examples|expected/],
  ])('%s', async (_, words, environment, expected) => {
    const { path } = await temporaryFolder();
    const { code, stderr } = await refusedProcess(['--port', '0', '--store', path, ...words], environment);
    expect([code, stderr]).toEqual([3, expect.stringMatching(expected)]);
  });
});

it('a damaged store is told, and set aside', async () => {
  const { path } = await temporaryFolder();
  writeFileSync(join(path, 'store.db'), 'damaged '.repeat(1000));
  const { stderr, submit } = await serveProcess({ store: path });
  expect(stderr()).toMatch(
    /^sts-warden: the store is damaged: it is now `.*store\.db\.damaged-.*`, and a new one is begun\n$/,
  );
  expect((await submit(compliantSubmission)).status).toBe(200);
});

describe('a watched folder', () => {
  it('is read, and what comes into it later, once', async () => {
    const folder = await temporaryFolder();
    await folder.write('a/one.json', { Records: [rootRecord('event-1'), compliantRecord] });
    const first = await serveProcess({ words: ['--watch', folder.path] });
    await vi.waitUntil(async () => (await violationsOf(first)).length === 1, 10_000);
    const log = await readFile(
      'docs/demo/AWSLogs/123456789012/CloudTrail/eu-central-1/2026/10/01/123456789012_CloudTrail_eu-central-1_20261001T0700Z_EXAMPLE.json',
    );
    await folder.write('b/two.json', log);
    await vi.waitUntil(async () => (await violationsOf(first)).length > 1, 10_000);
    const before = await violationsOf(first);
    await first.end('SIGTERM');
    const second = await serveProcess({ store: first.store, words: ['--watch', folder.path] });
    await sleep(2500);
    expect(await violationsOf(second)).toEqual(before);
    expect(second.stderr()).toBe('');
  });

  it('that goes away is told once', async () => {
    const folder = await temporaryFolder();
    await folder.write('trail/one.json', rootRecord('event-1'));
    const served = await serveProcess({ words: ['--watch', folder.at('trail')] });
    await vi.waitUntil(async () => (await violationsOf(served)).length === 1, 10_000);
    await rm(folder.at('trail'), { recursive: true });
    await sleep(3000);
    expect(served.stderr()).toMatch(/^sts-warden: .*trail: no such file or folder\n$/);
  });

  it('tells what of it cannot be read', async () => {
    const folder = await temporaryFolder();
    await folder.write('broken.json', '{"Records": [');
    const { stderr } = await serveProcess({ words: ['--watch', folder.path] });
    await vi.waitUntil(() => stderr() !== '', 10_000);
    expect(stderr()).toMatch(/^sts-warden: .*broken\.json: 1 part could not be read, the first: .+\n$/);
  });
});

it('with a token, nobody is answered without it', async () => {
  const { url } = await serveProcess({ environment: { STS_WARDEN_TOKEN: token } });
  const status = async (path: string, authorization?: string) =>
    (await fetch(new URL(path, url), authorization === undefined ? {} : { headers: { authorization } }))
      .status;
  for (const path of ['/', '/events/stream', '/v1/health']) expect(await status(path)).toBe(401);
  expect(await status('/v1/health', `Bearer ${token}x`)).toBe(401);
  expect(await status('/v1/health', `Bearer ${token}`)).toBe(200);
  expect(await status('/', `Basic ${Buffer.from(`anybody:${token}`).toString('base64')}`)).toBe(200);
});

it('a client that is slow with its request keeps nobody else from an answer, and is let go', async () => {
  const { url, get } = await serveProcess();
  const { port } = new URL(url);
  const sockets = Array.from({ length: 50 }, () => connect(Number(port), '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  const closed = Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve))));
  for (const socket of sockets)
    socket
      .on('error', () => undefined)
      .resume()
      .write('GET / HTTP/1.1\r\nX-Slow: ');
  expect((await get('/v1/health')).status).toBe(200);
  await closed;
}, 30_000);
