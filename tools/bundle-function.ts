import { isBuiltin } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { build, type OutputFile, type Plugin } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

/** A function, bundled. Its files go by their paths in its folder. */
export interface BundledFunction {
  /** What is deployed. */
  readonly code: ReadonlyMap<string, OutputFile>;
  /** The same code, which says where its source maps are, and the maps. */
  readonly debuggable: ReadonlyMap<string, OutputFile>;
  /** The files that went into it, from the working directory. */
  readonly sources: readonly string[];
}

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

/** Bundles `functions/<name>/handler.ts`, and writes nothing. */
export async function bundleFunction(name: string): Promise<BundledFunction> {
  const folder = join('dist/functions', name);
  const { outputFiles, metafile } = await build({
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
    metafile: true,
  });
  const debuggable = new Map(outputFiles.map((file) => [relative(resolve(folder), file.path), file]));
  const code = [...debuggable].filter(([path]) => !path.endsWith('.map'));
  return {
    code: new Map(code.map(([path, file]) => [path, withoutMap(file)])),
    debuggable,
    sources: Object.keys(metafile.inputs),
  };
}

/** The code without the line that says where its source map is: that one is not deployed. */
function withoutMap(file: OutputFile): OutputFile {
  const text = file.text.replace(/(?<=\n)\/\/# sourceMappingURL=\S+\n$/, '');
  return { ...file, text, contents: Buffer.from(text) };
}
