/**
 * `npm run build`: bundles every function into `dist/functions/<name>/`, which is deployed. The same code with its source
 * maps goes to `dist/local/<name>/`: it is for debugging and for reading stack traces.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

/**
 * An ESM import of a built-in module reads all its exports, lazy ones too: `node:http` loads undici, `node:crypto` the
 * whole of Web Crypto, 20 ms of every cold start. Taken as a CommonJS module, only the exports in use are read. esbuild
 * asks such a module for the descriptors of its own properties, which is enough for Node to load what some of them stand
 * for (of `node:util`, 6 ms); so they are inherited. A function is taken as it is, and so is `process`, an emitter.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path }) =>
      isBuiltin(path) ? { path, namespace: 'lazy-builtins' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'lazy-builtins' }, ({ path }) => ({
      contents: `const builtin = process.getBuiltinModule(${JSON.stringify(path)});
module.exports = typeof builtin === 'function' || builtin === process ? builtin : Object.create(builtin);`,
    }));
  },
};

async function bundleFunction(name: string): Promise<void> {
  const folder = join('dist/functions', name);
  await rm(folder, { recursive: true, force: true });
  const { outputFiles } = await build({
    ...bundleOptions,
    entryPoints: [join('functions', name, 'handler.ts')],
    outdir: folder,
    // What is imported dynamically, the SDK clients above all, stays out of the cold start.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    target: 'node24',
    minify: true,
    sourcemap: 'linked',
    plugins: [...bundleOptions.plugins, lazyBuiltins],
    write: false,
  });
  const code = outputFiles.filter(({ path }) => !path.endsWith('.map'));
  const local = join('dist/local', name);
  await rm(local, { recursive: true, force: true });
  await Promise.all([
    ...outputFiles.map((file) => put(join(local, relative(resolve(folder), file.path)), file.contents)),
    ...code.map((file) => put(file.path, withoutMap(file))),
  ]);
  const eager = code.filter(({ path }) => basename(path) === 'handler.mjs');
  report(join(folder, 'handler.mjs'), eager, `, ${kilobytes(code)} KB with what loads on first use`);
}

/** The code without the line that says where its source map is: that one is not deployed. */
function withoutMap({ text }: OutputFile): string {
  return text.replace(/(?<=\n)\/\/# sourceMappingURL=\S+\n$/, '');
}

async function put(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}

function report(path: string, files: readonly OutputFile[], more = ''): void {
  process.stdout.write(`${path}: ${kilobytes(files)} KB${more}\n`);
}

function kilobytes(files: readonly OutputFile[]): number {
  return Math.round(files.reduce((sum, { contents }) => sum + contents.byteLength, 0) / 1024);
}

const entries = await readdir('functions', { withFileTypes: true });
const functions = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
await Promise.all(functions.map(bundleFunction));
