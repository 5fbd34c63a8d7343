import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { functionEnvironment } from '../tools/function-environment.ts';

/** What importing a built handler in a fresh process costs over importing an empty one. */
export interface ColdStart {
  readonly name: string;
  /** Milliseconds. */
  readonly handler: number;
  readonly empty: number;
  /** Bytes of what is loaded before the first event. */
  readonly initialBytes: number;
}

const runs = 21;
const environment = { ...process.env, ...functionEnvironment, NODE_OPTIONS: '' };

/**
 * Imports each built function in fresh processes that alternate with those of an empty handler, and takes the least time
 * of each: what else the machine does adds to it, and never takes away from it.
 */
export function coldStarts(): ColdStart[] {
  const scratch = mkdtempSync(join(tmpdir(), 'sts-warden-bench-'));
  const emptyPath = join(scratch, 'handler.mjs');
  writeFileSync(emptyPath, 'export const handler = async () => undefined;\n');
  try {
    return readdirSync('dist/functions').map((name) => {
      const path = resolve('dist/functions', name, 'handler.mjs');
      const times = Array.from({ length: runs }, () => [importTime(emptyPath), importTime(path)] as const);
      return {
        name,
        empty: Math.min(...times.map(([empty]) => empty)),
        handler: Math.min(...times.map(([, handler]) => handler)),
        initialBytes: initialBytes(path),
      };
    });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Measured inside the process, so that starting Node itself does not count. */
function importTime(path: string): number {
  const script = `const start = performance.now(); await import(${JSON.stringify(path)}); console.log(performance.now() - start);`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new Error(`importing ${path} failed: ${stderr.trim().split('\n').slice(-8).join('\n')}`);
  return Number(stdout);
}

/** Of the file and of all that it imports at once, not by `import()`. */
function initialBytes(path: string, seen = new Set<string>()): number {
  if (seen.has(path)) return 0;
  seen.add(path);
  const imports = readFileSync(path, 'utf8').matchAll(/(?:\bfrom|\bimport)"(\.[^"]+)"/g);
  const imported = [...imports].map(([, name = '']) => initialBytes(join(dirname(path), name), seen));
  return imported.reduce((sum, bytes) => sum + bytes, statSync(path).size);
}
