/** Something outside the project that is missing or fails; its message says what, and how to mend it. */
export class ToolError extends Error {
  override readonly name: string = 'ToolError';
  /** What the script ends with. */
  readonly exitCode: number = 2;
}

/** A command line that makes no sense; its message says what would. */
export class UsageError extends ToolError {
  override readonly name = 'UsageError';
  override readonly exitCode = 3;
}

/** Runs the work of a script, whose exit code it resolves to. A {@link ToolError} is told without a stack trace. */
export async function runScript(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
