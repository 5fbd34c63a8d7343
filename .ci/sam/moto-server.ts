import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { succeed } from './command.ts';
import { ToolError } from './tool-error.ts';

/** Milliseconds within which the server has to be up. */
const patience = 60_000;

/** A running moto_server: AWS's APIs over HTTP, with nothing behind them but memory. */
export interface MotoServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts moto_server, which is installed first where it is not there yet, on a free port of an address. */
export async function startMoto(address: string): Promise<MotoServer> {
  await succeed('.ci/moto/install.sh', []);
  const server = spawn('.venv-moto/bin/moto_server', ['--host', address, '--port', '0'], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => void server.kill();
  process.once('exit', kill);
  const ended = once(server, 'exit');
  const stop = async () => {
    process.off('exit', kill);
    if (server.kill()) await ended;
  };
  try {
    return { port: await portOf(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port that the server says it listens on. */
async function portOf(server: ChildProcessByStdio<null, null, Readable>): Promise<number> {
  let said = '';
  const timer = setTimeout(() => server.kill(), patience);
  try {
    for await (const text of server.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += text;
      const port = /Running on http:\/\/\S+?:(\d+)\s/.exec(said)?.[1];
      if (port !== undefined) return Number(port);
    }
  } finally {
    clearTimeout(timer);
    // It writes a line for every request, and would wait for somebody to read them.
    server.stderr.resume();
  }
  throw new ToolError(`moto_server does not start: ${said.trim()}`);
}
