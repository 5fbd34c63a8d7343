import { run } from '../../../cli/program.ts';
import { type TestTerminalOptions, testTerminal } from './test-terminal.ts';

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How many of its callbacks for Ctrl-C were still registered at its end. */
  readonly listening: number;
}

export type CommandOptions = TestTerminalOptions;

/** Runs the command line in this process, with buffers for its streams. */
export async function command(
  words: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const terminal = testTerminal(options);
  const code = await run(words, terminal);
  return {
    code,
    stdout: terminal.stdoutText(),
    stderr: terminal.stderrText(),
    listening: terminal.listening(),
  };
}
