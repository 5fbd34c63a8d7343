import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of real files that goes away with the test. */
export interface TemporaryFolder {
  readonly path: string;
  readonly at: (name: string) => string;
  /** Writes a file, with the folders above it; anything but text and bytes becomes JSON. Returns its path. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  readonly link: (name: string, target: string) => Promise<string>;
  /** Makes a named pipe, which opens when both its ends do. */
  readonly pipe: (name: string) => string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sts-warden-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const at = (name: string) => join(path, name);
  const parentOf = (name: string) => mkdir(dirname(at(name)), { recursive: true });
  return {
    path,
    at,
    write: async (name, content) => {
      await parentOf(name);
      await writeFile(at(name), isRaw(content) ? content : JSON.stringify(content));
      return at(name);
    },
    link: async (name, target) => {
      await parentOf(name);
      await symlink(target, at(name));
      return at(name);
    },
    pipe: (name) => {
      execFileSync('bash', ['-c', 'mkfifo "$0"', at(name)]);
      return at(name);
    },
  };
}

function isRaw(content: unknown): content is string | Buffer {
  return typeof content === 'string' || Buffer.isBuffer(content);
}
