/**
 * `npm run package`: makes the npm package of the command line in `dist/`, or in the folder that is given: the bundled
 * program, which needs no other package. Prints the tarball's path, which `npm publish` and `npm install` take.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { bundleOptions } from './bundle-options.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const { name, version, description, keywords, license, type, engines } = packageJson;
const [folder = 'dist'] = process.argv.slice(2);
const contents = join(folder, 'package');

/** Bundles the command line, for the oldest Node that it runs on. Returns the files that went into it. */
async function bundle(): Promise<string[]> {
  const { metafile } = await build({
    ...bundleOptions,
    // Names stay: errors tell of them.
    minifyWhitespace: true,
    entryPoints: { [name]: 'cli/main.ts', 'reader-thread': 'shared/archive/reader-thread.ts' },
    outdir: contents,
    // What few commands need, the AWS SDK for `prove` above all, loads with them.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    target: engines.node.replace('>=', 'node'),
    // CommonJS dependencies call `require`, which an ES module lacks.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}

await rm(contents, { recursive: true, force: true });
await mkdir(contents, { recursive: true });
// The repository's dependencies are for the functions and for working on it; the bundle has what it needs of them.
const manifest = { name, version, description, keywords, license, type, engines, bin: { [name]: 'bin.js' } };
await writeFile(join(contents, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
await writeFile(join(contents, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(await bundle()));
for (const path of ['cli/bin.js', 'README.md', 'LICENSE'])
  await copyFile(path, join(contents, basename(path)));
// An absolute path: npm takes `dist/package` for a repository on GitHub.
const words = ['pack', resolve(contents), '--pack-destination', folder];
const tarball = execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
process.stdout.write(`${resolve(folder, tarball.trim())}\n`);
