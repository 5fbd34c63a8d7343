/**
 * Calls `sts-warden serve` as fast as it answers: `node tools/load/serve.ts --calls 100000`. So many submissions, each
 * another one, and so many records come one by one over loopback, a few at once. Prints times and memory on the way; ends
 * with 1 where an answer is none, the median of decisions is above 5 ms, or memory grows with their number.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { plainTable } from '../../shared/report/plain-table.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, 'at-once': { type: 'string', default: '2' } },
});
const calls = Number(values.calls);
const atOnce = Number(values['at-once']);
/** Milliseconds that a decision may take at the median. */
const mostMedian = 5;
/** What memory may be in the second half of the calls, as a multiple of what it is in the first, each at its highest. */
const mostGrowth = 1.25;
const parts = 10;

const folder = await mkdtemp(join(tmpdir(), 'sts-warden-load-'));
const child = spawn(
  process.execPath,
  ['cli/bin.js', 'serve', '--port', '0', '--store', join(folder, 'store')],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
const url = String(line).trim();
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
/** One submission in three is blocked, as no task of a good organization would be. */
const blocked = patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });

async function send(path: string, document: object): Promise<number> {
  const started = performance.now();
  const body = JSON.stringify(document);
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request(new URL(path, url), { method: 'POST', headers, agent }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0));
  })
    .on('error', reject)
    .end(body);
  const status = await promise;
  if (status !== 200 && status !== 403) throw new Error(`${path} answered ${status}`);
  return performance.now() - started;
}

function submit(number: number): Promise<number> {
  const task = { name: `task ${number % 1000}` };
  return send(
    '/v1/submissions',
    patched(number % 3 === 0 ? blocked : compliantSubmission, { submissionId: `s-${number}`, task }),
  );
}

function hand(number: number): Promise<number> {
  return send(
    '/events',
    patched(compliantRecord, {
      eventID: `event-${number}`,
      ...(number % 10 === 0 && { userIdentity: { type: 'Root' } }),
    }),
  );
}

async function timesOf(
  from: number,
  count: number,
  call: (number: number) => Promise<number>,
): Promise<number[]> {
  const times: number[] = [];
  let next = from;
  const caller = async () => {
    while (next < from + count) times.push(await call(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return times.sort((one, other) => one - other);
}

function megabytes(): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

const rows: string[][] = [];
const memory: number[] = [];
const decisions: number[] = [];
const at = (times: readonly number[], part: number) => times[Math.floor(times.length * part)] ?? 0;
for (let part = 0; part < parts; part++) {
  const count = calls / parts;
  const decided = await timesOf(part * count, count, submit);
  const judged = await timesOf(part * count, count, hand);
  memory.push(megabytes());
  decisions.push(...decided);
  rows.push([
    String((part + 1) * count),
    ...[at(decided, 0.5), at(decided, 0.99), at(judged, 0.5), at(judged, 0.99)].map(
      (time) => `${time.toFixed(2)} ms`,
    ),
    `${(memory.at(-1) ?? 0).toFixed(0)} MB`,
  ]);
}
const started = performance.now();
await (await fetch(url)).text();
const page = performance.now() - started;
child.kill('SIGTERM');
await once(child, 'exit');
await rm(folder, { recursive: true });

const median = at(
  decisions.sort((one, other) => one - other),
  0.5,
);
const titles = ['Calls of each', 'Decision, median', '99 %', 'Record, median', '99 %', 'Memory'];
process.stdout.write(
  `${plainTable(titles, rows)}\nA decision took ${median.toFixed(2)} ms at the median of all, the page ${page.toFixed(0)} ms.\n`,
);
const growth = Math.max(...memory.slice(parts / 2)) / Math.max(...memory.slice(0, parts / 2));
if (median > mostMedian || growth > mostGrowth) {
  process.stdout.write(`wrong: median ${median.toFixed(2)} ms, memory times ${growth.toFixed(2)}\n`);
  process.exitCode = 1;
}
