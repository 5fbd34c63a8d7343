import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** What a command reads and writes: the process in production, buffers in tests. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly environment: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Resolves after so many milliseconds, and sooner where the signal says so. */
  readonly wait: (milliseconds: number, stop: AbortSignal) => Promise<void>;
  /** Calls back on Ctrl-C, until the function it returns is called. */
  readonly onInterrupt: (callback: () => void) => () => void;
}

/** Whether a stream is a terminal that colours can be shown on and lines redrawn: those that call themselves dumb are not. */
export function understandsEscapes(
  { isTTY }: { readonly isTTY?: boolean },
  { TERM }: NodeJS.ProcessEnv,
): boolean {
  return isTTY === true && TERM !== 'dumb';
}

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
    process.once('SIGINT', callback);
    return () => process.off('SIGINT', callback);
  },
};
