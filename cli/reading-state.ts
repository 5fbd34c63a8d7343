import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchiveFile } from '../shared/archive/file-reading.ts';
import type { TimeRange } from '../shared/archive/time-range.ts';
import type { PartSource } from '../shared/audit/part-source.ts';
import { parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { UsageError } from './errors.ts';
import { partFile } from './part-file.ts';

/** What decides what is read, and what of it is kept; the policy and the other filters do not. */
export interface WhatIsRead {
  readonly paths: readonly string[];
  readonly times: TimeRange;
  readonly ownCalls: TimeRange | undefined;
  readonly maxFileSize: number;
}

const stateName = 'reading.json';
const version = 1;
const partEnd = '.part.gz';
const doneEnd = '.done';
/** Of what an object is known by. Of ten million one is taken for another once in 300,000 audits. */
const digestBytes = 8;
/** What is told of a difference. */
const options: Readonly<Record<keyof WhatIsRead, string>> = {
  paths: 'other paths',
  times: 'another --from or --to, or, beside them, other --runs or another lapseSeconds of the policy',
  ownCalls: 'or without --observed, or another --from or --to beside it',
  maxFileSize: 'another --max-file-size',
};

/** How far the reading of objects has come, in a folder: parts of an audit, and which objects each has read. */
export class ReadingState {
  readonly #folder: string;
  readonly #done: BigUint64Array;

  /** Begins, or goes on where somebody read the same before. Throws {@link UsageError} where the folder holds anything else. */
  constructor(folder: string, reading: WhatIsRead) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder);
    if (names.includes(stateName)) checkReading(folder, reading);
    else if (names.length > 0)
      throw new UsageError(`--resume \`${folder}\`: holds files, and no reading that could be gone on with`);
    else this.#write(stateName, JSON.stringify({ version, reading }, undefined, 2));
    this.#done = doneIn(folder, names);
  }

  /** Whether an object, as it was listed, has been read. */
  isDone(file: Pick<ArchiveFile, 'path' | 'version'>): boolean {
    const digest = digestOf(file).readBigUInt64BE();
    let [from, to] = [0, this.#done.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#done[middle] as bigint) < digest) from = middle + 1;
      else to = middle;
    }
    return this.#done[from] === digest;
  }

  /** Keeps a part, whole or not at all, with the objects that it has read to their end. */
  save(part: Uint8Array, files: readonly ArchiveFile[]): void {
    const name = `${new Date().toISOString().replaceAll(/\D/g, '')}-${randomUUID().slice(0, 8)}`;
    // Without its part it counts for nothing.
    this.#write(`${name}${doneEnd}`, Buffer.concat(files.map(digestOf)));
    this.#write(`${name}${partEnd}`, part);
  }

  /** All parts that were kept. */
  get parts(): PartSource[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(partEnd))
      .sort()
      .map((name) => partFile(join(this.#folder, name)));
  }

  #write(name: string, content: string | Uint8Array): void {
    const draft = join(this.#folder, `${name}.tmp`);
    writeFileSync(draft, content, { flush: true });
    renameSync(draft, join(this.#folder, name));
  }
}

function checkReading(folder: string, reading: WhatIsRead): void {
  const state = parsed(readFileSync(join(folder, stateName), 'utf8'));
  if (!isObject(state) || state.version !== version || !isObject(state.reading))
    throw new UsageError(
      `--resume \`${folder}\`: was made by another version, or is damaged: begin in another folder`,
    );
  for (const [name, told] of Object.entries(options)) {
    const [before, now] = [state.reading[name], reading[name as keyof WhatIsRead]].map((value) =>
      JSON.stringify(value),
    );
    if (before !== now) throw new UsageError(`--resume \`${folder}\`: was begun with ${told}`);
  }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function doneIn(folder: string, names: readonly string[]): BigUint64Array {
  const digests = names
    .filter((name) => name.endsWith(doneEnd) && names.includes(name.replace(doneEnd, partEnd)))
    .map((name) => readFileSync(join(folder, name)));
  const all = new BigUint64Array(digests.reduce((sum, { length }) => sum + length / digestBytes, 0));
  let count = 0;
  for (const bytes of digests)
    for (let at = 0; at < bytes.length; at += digestBytes) all[count++] = bytes.readBigUInt64BE(at);
  return all.sort();
}

function digestOf({ path, version: etag = '' }: Pick<ArchiveFile, 'path' | 'version'>): Buffer {
  return hash('sha256', `${path}\n${etag}`, 'buffer').subarray(0, digestBytes);
}
