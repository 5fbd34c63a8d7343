import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compliantSubmission, patched } from '../shared/examples/compliant.ts';
import type { Comparison } from './comparison.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let number = 0;

/** A decision of `sts-warden serve` on another submission each time, against a server that only keeps what is sent. */
export const serveSubmission = (): Comparison => {
  const folder = mkdtempSync(join(tmpdir(), 'sts-warden-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const served = madeOnce(() =>
    started(['cli/bin.js', 'serve', '--port', '0', '--store', join(folder, 'store')]),
  );
  const bare = madeOnce(() => started(['bench/bare-server.ts']));
  return {
    name: 'serve decides a submission / a server that keeps its body',
    cost: 'typical',
    baseline: async () => post(await bare()),
    work: async () => post(new URL('/v1/submissions', await served())),
  };
};

/** Starts what prints its URL, and ends it with this process. */
async function started(words: readonly string[]): Promise<URL> {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill('SIGKILL'));
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  child.unref();
  (child.stdout as unknown as Socket).unref();
  return new URL(String(line).trim());
}

function madeOnce<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function post(url: URL): Promise<void> {
  const body = JSON.stringify(patched(compliantSubmission, { submissionId: `s-${++number}` }));
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(url, { method: 'POST', headers, agent }, (response) =>
    response.resume().on('end', () => resolve(response.statusCode)),
  )
    .on('error', reject)
    .end(body);
  const status = await promise;
  if (status !== 200) throw new Error(`the task is to be allowed, got ${status}`);
}
