import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../cli/temporary-folder.ts';

const program = new URL('../../../cli/bin.js', import.meta.url).pathname;
const json = { 'Content-Type': 'application/json' };

/** `sts-warden serve` in a process of its own. */
export interface ServeProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** The folder of its store. */
  readonly store: string;
  readonly stderr: () => string;
  readonly get: (path: string) => Promise<Response>;
  readonly submit: (submission: unknown, path?: string) => Promise<Response>;
  readonly postEvents: (body: BodyInit) => Promise<Response>;
  /** Ends it by a signal; its exit code, or the signal where that ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

export interface ServeProcessOptions {
  readonly words?: readonly string[];
  readonly store?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts it on a free port, with a store that goes away with the test unless one is given. */
export async function serveProcess(options: ServeProcessOptions = {}): Promise<ServeProcess> {
  const { words = [], environment = {} } = options;
  const store = options.store ?? join((await temporaryFolder()).path, 'store');
  const { child, stderr, firstLine } = started(['--port', '0', '--store', store, ...words], environment);
  const url = (await firstLine).trim();
  const post = (path: string, body: BodyInit, headers = {}) =>
    fetch(new URL(path, url), { method: 'POST', headers, body });
  return {
    url,
    child,
    store,
    stderr,
    get: (path) => fetch(new URL(path, url)),
    submit: (submission, path = '/v1/submissions') => post(path, JSON.stringify(submission), json),
    postEvents: (body) => post('/events', body),
    end: async (signal) => {
      const exited = once(child, 'exit');
      child.kill(signal);
      const [code, by] = await exited;
      return code ?? by;
    },
  };
}

/** Starts it where it is to end by itself: how it ended, and what it said. */
export async function refusedProcess(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { child, stderr } = started(words, environment);
  const [code] = await once(child, 'close');
  return { code, stderr: stderr() };
}

function started(words: readonly string[], environment: NodeJS.ProcessEnv) {
  const { STS_WARDEN_TOKEN: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, 'serve', ...words], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  // Where nobody waits for it.
  firstLine.catch(() => undefined);
  return { child, stderr: () => said, firstLine };
}
