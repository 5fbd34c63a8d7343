import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/** Marks the examples of a rule as free of effects, which esbuild cannot see of their helper calls and spreads. */
const pureExamples: Plugin = {
  name: 'pure-examples',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]shared[\\/]rules[\\/][^\\/]+\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        /^(export const \w+Examples: readonly Example\[\] = )(\[\n[\s\S]*?^\]);$/m,
        '$1/* @__PURE__ */ (() => $2)();',
      );
      return { contents, loader: 'ts' };
    });
  },
};

/** How functions and command line are bundled alike. */
export const bundleOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  plugins: [pureExamples],
  logLevel: 'warning',
} satisfies BuildOptions;
