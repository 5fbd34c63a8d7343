import { spawn } from 'node:child_process';
import { ToolError } from './tool-error.ts';

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where what the command says on stderr is shown while it runs; shown nowhere by default. */
  readonly echo?: NodeJS.WritableStream;
  /** Up to the end of its first match, what is said is shown; nothing after it is. */
  readonly echoUntil?: RegExp;
}

/** What a command printed, and its exit code: `null` where a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code; rejects with a {@link ToolError} where it cannot start. */
export function collect(command: string, parameters: readonly string[], options: CommandOptions = {}) {
  const { env = process.env, echo, echoUntil } = options;
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(command, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let shown = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const end = endOfMatch(stderr, echoUntil);
      echo?.write(stderr.slice(shown, end));
      shown = end;
    });
    child.once('error', (error) => reject(new ToolError(`${command} does not start: ${error.message}`)));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Where the first match ends; the length of the text where there is none. */
function endOfMatch(text: string, pattern: RegExp | undefined): number {
  const match = pattern?.exec(text);
  return match ? match.index + match[0].length : text.length;
}

/** Runs a command that has to succeed; where it fails, the {@link ToolError} has all that it said and did not show. */
export async function succeed(command: string, parameters: readonly string[], options: CommandOptions = {}) {
  const ended = await collect(command, parameters, options);
  if (ended.code === 0) return ended;
  const hidden = options.echo === undefined ? [ended.stdout, ended.stderr] : [ended.stdout];
  const said = hidden.map((text) => text.trim()).filter((text) => text !== '');
  throw new ToolError([`${[command, ...parameters].join(' ')} ended with ${ended.code}`, ...said].join('\n'));
}
