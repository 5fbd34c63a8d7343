/**
 * `npm run build`: bundles every function into `dist/functions/<name>/`, which is deployed. The same code with its source
 * maps goes to `dist/local/<name>/`: it is for debugging and for reading stack traces.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OutputFile } from 'esbuild';
import { bundleFunction } from './bundle-function.ts';
import { functionNames } from './function-names.ts';

async function writeBundles(name: string): Promise<void> {
  const { code, debuggable } = await bundleFunction(name);
  await put(join('dist/functions', name), code);
  await put(join('dist/local', name), debuggable);
  const eager = [...code].filter(([path]) => path === 'handler.mjs').map(([, file]) => file);
  const all = kilobytes([...code.values()]);
  process.stdout.write(
    `${join('dist/functions', name, 'handler.mjs')}: ${kilobytes(eager)} KB, ${all} KB with what loads on first use\n`,
  );
}

/** Makes a folder of files, in place of the one that is there. */
async function put(folder: string, files: ReadonlyMap<string, OutputFile>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, { contents }] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
}

function kilobytes(files: readonly OutputFile[]): number {
  return Math.round(files.reduce((sum, { contents }) => sum + contents.byteLength, 0) / 1024);
}

await Promise.all((await functionNames()).map(writeBundles));
