import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bundleFunction } from '../bundle-function.ts';
import { functionNames } from '../function-names.ts';
import { packageCli } from '../package-cli.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { committedAt, demandCleanTree, demandUntaggedElsewhere } from './git.ts';
import { agreedVersion, type Version } from './release-version.ts';
import { stackFolder, zippedFunction } from './stack-folder.ts';
import { zipOf } from './zip.ts';

/** How a release is made. */
export interface ReleaseOptions {
  /** The folder that it is made in; one that is there is replaced, once the new one is whole. */
  readonly folder: string;
  /** Whether it is made of what is not committed, or has no version yet. Nothing that may be published. */
  readonly isTrial: boolean;
}

type Files = ReadonlyMap<string, Uint8Array | string>;

/**
 * Makes all files of a release, the same bytes from the same commit. Throws a `ToolError` where this is no state to
 * release.
 * @returns the paths of the files
 */
export async function makeRelease({ folder, isTrial }: ReleaseOptions): Promise<string[]> {
  if (!isTrial) await demandCleanTree();
  const version = await versionHere(isTrial);
  if (!isTrial) await demandUntaggedElsewhere(version.version);
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    const files = await releaseFiles(version, unfinished);
    await writeWhole(folder, { files, unfinished });
    return [...files.keys()].map((name) => join(folder, name));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function versionHere(isTrial: boolean): Promise<Version> {
  const read = (path: string) => readFile(path, 'utf8');
  const [packageJson, packageLock, template, changelog] = await Promise.all([
    read('package.json'),
    read('package-lock.json'),
    read('template.yaml'),
    read('CHANGELOG.md'),
  ]);
  return agreedVersion({ packageJson, packageLock, template, changelog }, isTrial);
}

async function releaseFiles({ version, notes }: Version, scratch: string): Promise<Files> {
  const names = await functionNames();
  const bundled = await Promise.all(names.map(async (name) => [name, await bundleFunction(name)] as const));
  const functions = new Map(bundled);
  const cli = await packageCli(scratch);
  const stack = `sts-warden-stack-${version}`;
  const inStack = [...(await stackFolder(functions))];
  const artifacts = new Map([
    [basename(cli.tarball), cli.sources],
    ...bundled.map(([name, { sources }]) => [`${stack}/${zippedFunction(name)}`, sources] as const),
  ]);
  const files = new Map<string, Uint8Array | string>([
    [basename(cli.tarball), await readFile(cli.tarball)],
    [`${stack}.zip`, await zipOf(new Map(inStack.map(([path, bytes]) => [`${stack}/${path}`, bytes])))],
    ['forward-sts-events.yaml', await readFile('docs/deploy/forward-sts-events.yaml')],
    [`sts-warden-${version}.cdx.json`, await billOfMaterials({ artifacts, at: await committedAt() })],
    [`release-notes-${version}.md`, `# STS Warden ${version}\n\n${notes}\n`],
  ]);
  return files.set('SHA256SUMS', checksums(files));
}

/** What `sha256sum --check` reads. */
function checksums(files: Files): string {
  const lines = [...files].map(
    ([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
  );
  return lines.sort((one, other) => (one.slice(66) < other.slice(66) ? -1 : 1)).join('');
}

/** Writes a folder that is there with all its files or not at all. */
async function writeWhole(
  folder: string,
  { files, unfinished }: { readonly files: Files; readonly unfinished: string },
): Promise<void> {
  const whole = join(unfinished, 'release');
  await mkdir(whole);
  for (const [name, bytes] of files) await writeFile(join(whole, name), bytes);
  await rm(folder, { recursive: true, force: true });
  await rename(whole, folder);
}
