import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { bundleOptions } from './bundle-options.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

const { name, version, description, keywords, license, type, engines } = packageJson;

/**
 * Makes the npm package of the command line in a folder: the bundled program, which needs no other package.
 * @returns its tarball's path, and the files that went into the program, from the working directory
 */
export async function packageCli(folder: string): Promise<{ tarball: string; sources: string[] }> {
  const contents = join(folder, 'package');
  await rm(contents, { recursive: true, force: true });
  await mkdir(contents, { recursive: true });
  const sources = await bundle(contents);
  // The repository's dependencies are for the functions and for working on it; the bundle has what it needs of them.
  const manifest = {
    name,
    version,
    description,
    keywords,
    license,
    type,
    engines,
    bin: { [name]: 'bin.js' },
  };
  await writeFile(join(contents, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(contents, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(sources));
  for (const path of ['cli/bin.js', 'README.md', 'LICENSE'])
    await copyFile(path, join(contents, basename(path)));
  await setModes(contents);
  // An absolute path: npm takes `dist/package` for a repository on GitHub.
  const words = ['pack', resolve(contents), '--pack-destination', folder];
  const tarball = execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { tarball: resolve(folder, tarball.trim()), sources };
}

/** Gives the files the modes that they are to have where they are installed, whoever makes the package. */
async function setModes(contents: string): Promise<void> {
  const entries = await readdir(contents, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile()))
    await chmod(join(entry.parentPath, entry.name), entry.name === 'bin.js' ? 0o755 : 0o644);
}

/** Bundles the command line, for the oldest Node that it runs on. Returns the files that went into it. */
async function bundle(contents: string): Promise<string[]> {
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
