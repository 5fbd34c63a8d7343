import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { succeed } from '../../../tools/sam/command.ts';
import { cloneWithPackages, makeRepository } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folders that the same commit was released in, by clones of their own under other circumstances. */
    readonly releases: readonly [string, string];
  }
}

/** Seconds by which the second release believes to be made later: five years. */
const later = 5 * 365 * 86_400;

/** Node's clock, set forward. It comes to npm and all that it starts. */
const shiftedClock = `
const Now = Date;
globalThis.Date = class extends Now {
  constructor(...given) { super(...(given.length === 0 ? [Now.now() + ${later}e3] : given)); }
  static now() { return Now.now() + ${later}e3; }
};`;

/** Makes the release of what is here twice, in clones that differ in all that is not to matter, and without a network. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await mkdir('dist', { recursive: true });
  // Beside the installed packages: hard links do not lead to another file system.
  const folder = await mkdtemp(resolve('dist/release-trial-'));
  const home = await mkdtemp(join(tmpdir(), 'sts-warden-home-'));
  const [repository, first, second] = ['repository', 'first', 'second/at a longer path'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await makeRepository(repository);
  await cloneWithPackages(repository, first);
  await cloneWithPackages(repository, second);
  const clock = `--import=data:text/javascript,${encodeURIComponent(shiftedClock)}`;
  const elsewhere = { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'C', NODE_OPTIONS: clock };
  await Promise.all([
    release(first, { umask: '022', env: { TZ: 'UTC', HOME: home } }),
    release(second, { umask: '077', env: { ...elsewhere, HOME: join(home, 'another') } }),
  ]);
  provide('releases', [join(first, 'dist/release'), join(second, 'dist/release')]);
  return async () => {
    await Promise.all([folder, home].map((path) => rm(path, { recursive: true })));
  };
}

interface Circumstances {
  readonly umask: string;
  readonly env: NodeJS.ProcessEnv;
}

async function release(clone: string, { umask, env }: Circumstances): Promise<void> {
  const script = 'cd "$1" && umask "$2" && npm run --silent release';
  const path = `${join(clone, 'node_modules/.bin')}:${process.env.PATH}`;
  // No proxy is there, and nobody listens: whoever asks a network fails.
  const nowhere = { http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };
  await succeed('sh', ['-c', script, 'sh', clone, umask], { env: { PATH: path, ...nowhere, ...env } });
}
