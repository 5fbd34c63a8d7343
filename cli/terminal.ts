import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** What ends a command early: Ctrl-C, or whoever runs it (`timeout`, `docker stop`, a cancelled job). */
export type Interruption = 'SIGINT' | 'SIGTERM';

/** What a command reads and writes: the process in production, buffers in tests. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Resolves after so many milliseconds, and sooner where the signal says so. */
  readonly wait: (milliseconds: number, stop: AbortSignal) => Promise<void>;
  /** Calls back on Ctrl-C and SIGTERM, until the function it returns is called. */
  readonly onInterrupt: (callback: (by: Interruption) => void) => () => void;
}

/** Whether a stream is a terminal that colours can be shown on and lines redrawn: those that call themselves dumb are not. */
export function understandsEscapes(
  { isTTY }: { readonly isTTY?: boolean },
  { TERM }: NodeJS.ProcessEnv,
): boolean {
  return isTTY === true && TERM !== 'dumb';
}

const interruptions: readonly Interruption[] = ['SIGINT', 'SIGTERM'];

/** The process itself. */
export const processTerminal: Terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  now: () => new Date(),
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
  onInterrupt: (callback) => {
    for (const signal of interruptions) process.once(signal, callback);
    return () => {
      for (const signal of interruptions) process.off(signal, callback);
    };
  },
};
