import { Readable, Writable } from 'node:stream';
import type { Interruption, Terminal } from '../../../cli/terminal.ts';
import { evaluatedAt } from '../functions/invoke.ts';

export interface TestTerminalOptions {
  readonly stdin?: Buffer | string | Readable;
  readonly terminal?: boolean;
  /** How many characters wide standard output is, where it says so. */
  readonly columns?: number;
  readonly environment?: NodeJS.ProcessEnv;
  /** Hears of each wait, which is over at once. */
  readonly onWait?: (milliseconds: number) => void;
  /** Receives the callback that Ctrl-C would call, and SIGTERM where it is said. */
  readonly onInterrupt?: (interrupt: (by?: Interruption) => void) => void;
}

/** A terminal of buffers, and what was written to them. */
export interface TestTerminal extends Terminal {
  readonly stdoutText: () => string;
  readonly stderrText: () => string;
  /** How many callbacks for Ctrl-C are registered. */
  readonly listening: () => number;
}

/** A terminal of buffers at the tests' time, with no environment of its own. */
export function testTerminal(options: TestTerminalOptions = {}): TestTerminal {
  const { terminal, columns } = options;
  const [stdout, stderr] = [collector(terminal, columns), collector(terminal)];
  let listening = 0;
  return {
    stdin: readable(options.stdin),
    stdout: stdout.stream,
    stderr: stderr.stream,
    environment: options.environment ?? {},
    now: () => new Date(evaluatedAt),
    wait: async (milliseconds) => options.onWait?.(milliseconds),
    onInterrupt: (callback) => {
      listening++;
      options.onInterrupt?.((by = 'SIGINT') => callback(by));
      return () => listening--;
    },
    stdoutText: stdout.text,
    stderrText: stderr.text,
    listening: () => listening,
  };
}

function readable(input: TestTerminalOptions['stdin']): Readable {
  if (input instanceof Readable) return input;
  return Readable.from(input === undefined ? [] : [Buffer.from(input)]);
}

function collector(isTTY = false, columns?: number) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const size = columns === undefined ? {} : { columns };
  return {
    stream: Object.assign(stream, { isTTY, ...size }),
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
