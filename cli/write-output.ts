import { rename, rm, writeFile } from 'node:fs/promises';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Writes a result to a file, whole or not at all, or to standard output. */
export async function writeOutput(
  text: string,
  path: string | undefined,
  { stdout }: Terminal,
): Promise<void> {
  if (path === undefined) return writeStream(stdout, text);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new UsageError(
      `cannot write --output \`${path}\`: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`,
    );
  }
}

/** A reader that closes early (`| head`) is no failure of ours. */
function writeStream(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    });
  });
}
