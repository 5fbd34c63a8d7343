import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { exchange } from './exchange.ts';

const root = new URL('../../../', import.meta.url);
const python = fileURLToPath(new URL('.venv-moto/bin/python', root));
const server = fileURLToPath(new URL('tools/moto/serve.py', root));
const mostSecondsToStart = 30;

/** AWS's APIs as moto imitates them: state in memory, no check of signatures or permissions. */
export interface MotoServer {
  /** `http://<host>:<port>` */
  readonly url: string;
  readonly port: number;
  /** Ends the process as a crash would; its state is lost. */
  readonly stop: () => Promise<void>;
}

export interface MotoOptions {
  /** The address that it listens on: this machine's own, unless something else is to reach it. */
  readonly host?: string;
  /** 0 for any free one. */
  readonly port?: number;
  /** Moto's own settings, `MOTO_…`. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts a moto_server and waits until it answers. Wants `.venv-moto`, which `tools/moto/install.sh` makes. Nothing of the
 * caller's environment reaches it: neither proxies nor settings of moto.
 */
export async function startMoto(options: MotoOptions = {}): Promise<MotoServer> {
  const { host = '127.0.0.1', port = 0, environment = {} } = options;
  const child = spawn(python, [server, '--host', host, '--port', String(port)], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const url = await announcedUrl(child);
  await exchange(`${url}/moto-api/data.json`, { method: 'GET' });
  return {
    url,
    port: Number(new URL(url).port),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      process.off('exit', kill);
      kill();
      await once(child, 'exit');
    },
  };
}

/** It says where it listens, once it does. All else that it says is read too, or it would block. */
async function announcedUrl(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const give = (reason: string) => () => reject(new Error(`moto_server ${reason}: ${said.join('\n')}`));
  const timer = setTimeout(give('did not start in time'), mostSecondsToStart * 1000);
  child.once('error', give('could not be started, tools/moto/install.sh installs it'));
  child.once('exit', give('ended'));
  if (child.stderr === null) throw new Error('expected the standard error of moto_server to be piped');
  createInterface(child.stderr).on('line', (line) => {
    if (said.length < 100) said.push(line);
    const [, url] = /Running on (http:\/\/\S+:\d+)/.exec(line) ?? [];
    if (url !== undefined) resolve(url);
  });
  try {
    return await promise;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
