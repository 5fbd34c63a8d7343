import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startMoto } from './moto-server.ts';
import type { Template } from './template.ts';
import { translateTemplate } from './translate-template.ts';
import type { Code } from './wiring.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the SAM transform makes of template.yaml. */
    readonly template: Template;
    readonly code: Code;
    /** URLs of moto_servers, one for each process that tests run in. */
    readonly servers: readonly string[];
  }
}

const run = promisify(execFile);

/** Starts servers, translates the template and bundles the functions, once for all test files. */
export default async function setup({ provide, config }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sts-warden-bundles-'));
  const [{ template, code }] = await Promise.all([translateTemplate(), bundle(folder)]);
  const servers = await Promise.all(Array.from({ length: config.maxWorkers }, () => startMoto()));
  const folders = Object.entries(code).map(([name, uri]) => [name, join(folder, uri)]);
  provide('template', template);
  provide('code', Object.fromEntries(folders));
  provide(
    'servers',
    servers.map(({ url }) => url),
  );
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()));
    await rm(folder, { recursive: true });
  };
}

/** The bundler writes below its working directory: the deployed code, and `dist/` stays as it is. */
async function bundle(folder: string): Promise<void> {
  await symlink(resolve('functions'), join(folder, 'functions'));
  await run(process.execPath, [resolve('tools/bundle.ts')], { cwd: folder });
}
