import { Readable, Writable } from 'node:stream';
import { run } from '../../../cli/program.ts';
import { evaluatedAt } from '../functions/invoke.ts';

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How many of its callbacks for Ctrl-C were still registered at its end. */
  readonly listening: number;
}

export interface CommandOptions {
  readonly stdin?: Buffer | string | Readable;
  readonly terminal?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives the callback that Ctrl-C would call. */
  readonly onInterrupt?: (interrupt: () => void) => void;
}

/** Runs the command line in this process, with buffers for its streams. */
export async function command(
  words: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [stdout, stderr] = [collector(options.terminal), collector(options.terminal)];
  let listening = 0;
  const code = await run(words, {
    stdin: readable(options.stdin),
    stdout: stdout.stream,
    stderr: stderr.stream,
    environment: options.environment ?? {},
    now: () => new Date(evaluatedAt),
    onInterrupt: (callback) => {
      listening++;
      options.onInterrupt?.(callback);
      return () => listening--;
    },
  });
  return { code, stdout: stdout.text(), stderr: stderr.text(), listening };
}

function readable(input: CommandOptions['stdin']): Readable {
  if (input instanceof Readable) return input;
  return Readable.from(input === undefined ? [] : [Buffer.from(input)]);
}

function collector(isTTY = false) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => Buffer.concat(chunks).toString('utf8') };
}
