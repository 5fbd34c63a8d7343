import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Invocation, Sent } from './lambda-host.ts';

const host = fileURLToPath(new URL('lambda-host.ts', import.meta.url));

/** A handler threw, ran out of time, or its process ended. */
export class FunctionFailedError extends Error {
  override readonly name = 'FunctionFailedError';
}

/** A function as Lambda runs it: the bundle in a process of its own, with the environment that the template gives it. */
export interface LambdaFunction {
  /** One at a time. Starts a process where none lives. Rejects with a {@link FunctionFailedError}. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Sets its clock ahead, by milliseconds. */
  readonly setAhead: (milliseconds: number) => void;
  /** Ends the process at once, in the middle of whatever it does. */
  readonly kill: () => Promise<void>;
  /** All that was printed so far. */
  readonly printed: () => string;
}

export interface LambdaOptions {
  /** Path of the bundle. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds. */
  readonly timeout: number;
  /** Options of the process's Node. */
  readonly nodeOptions?: readonly string[];
  /** Where what the process prints is shown as it comes; shown nowhere by default. */
  readonly echo?: NodeJS.WritableStream;
}

export function lambdaFunction(options: LambdaOptions): LambdaFunction {
  const { module, environment, timeout, nodeOptions = [], echo } = options;
  let child: ChildProcess | undefined;
  let printed = '';
  let ahead = 0;

  async function start(): Promise<ChildProcess> {
    const started = fork(host, [module], {
      env: environment,
      execArgv: [...nodeOptions],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        echo?.write(text);
      });
    await next(started, timeout);
    return started;
  }

  async function kill(): Promise<void> {
    const killed = child;
    child = undefined;
    if (killed === undefined || killed.exitCode !== null || killed.signalCode !== null) return;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
  }

  async function answer(event: unknown): Promise<Sent> {
    try {
      const running = child ?? (await start());
      running.send({ event, timeout, ahead } satisfies Invocation);
      return await next(running, timeout);
    } catch (error) {
      // Lambda too keeps no process that did not answer.
      await kill();
      throw error;
    }
  }

  return {
    invoke: async (event) => {
      const sent = await answer(event);
      if ('error' in sent) throw new FunctionFailedError(`${sent.error.name}: ${sent.error.message}`);
      return 'result' in sent ? sent.result : undefined;
    },
    setAhead: (milliseconds) => {
      ahead = milliseconds;
    },
    kill,
    printed: () => printed,
  };
}

/** The next thing that a process sends. */
async function next(child: ChildProcess, timeout: number): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const ended = () => reject(new FunctionFailedError('process ended'));
  const timer = setTimeout(() => reject(new FunctionFailedError(`no answer within ${timeout} ms`)), timeout);
  child.once('message', resolve);
  child.once('exit', ended);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('message', resolve);
    child.off('exit', ended);
  }
}
