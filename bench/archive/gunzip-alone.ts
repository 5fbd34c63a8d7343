/**
 * What an archive costs at the least, and what it costs who writes twenty lines: `gunzip-alone.ts <folder> <threads>`
 * decompresses every file, and with `parse` behind that parses it and looks for what three rules judge.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

interface Work {
  readonly files: readonly string[];
  readonly next: SharedArrayBuffer;
  readonly parses: boolean;
}

interface Found {
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly userIdentity: { readonly type: string };
}

function readAll({ files, next, parses }: Work): number {
  const counter = new Int32Array(next);
  let found = 0;
  for (let file = files[Atomics.add(counter, 0, 1)]; file !== undefined; ) {
    const text = gunzipSync(readFileSync(file));
    if (parses) for (const record of JSON.parse(text.toString()).Records) found += Number(isFound(record));
    file = files[Atomics.add(counter, 0, 1)];
  }
  return found;
}

/** Root, late renewals and requesters that are no IAM principals, about. */
function isFound({ eventSource, eventName, errorCode, userIdentity }: Found): boolean {
  if (errorCode === 'ExpiredToken') return true;
  const isRequest = eventSource === 'sts.amazonaws.com' && eventName.startsWith('Assume');
  return isRequest && (userIdentity.type === 'Root' || userIdentity.type === 'WebIdentityUser');
}

if (isMainThread) {
  const [folder = '', threads = '1', mode] = process.argv.slice(2);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const work: Work = { files, next: new SharedArrayBuffer(4), parses: mode === 'parse' };
  if (threads === '1') readAll(work);
  else
    for (let thread = 0; thread < Number(threads); thread++)
      new Worker(new URL(import.meta.url), { workerData: work });
} else readAll(workerData);
