import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { UsageError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/** Writes a result to a file, whole or not at all, or to standard output. A device or pipe is written to as it is. */
export async function writeOutput(
  text: string,
  path: string | undefined,
  { stdout }: Terminal,
): Promise<void> {
  if (path === undefined) return writeStream(stdout, text);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    if (await isDevice(path)) return await writeFile(path, text);
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    // Where the draft cannot be removed it was not written either; the error to tell of is the first.
    await rm(draft, { force: true }).catch(() => undefined);
    throw new UsageError(
      `cannot write --output \`${path}\`: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`,
    );
  }
}

/** What a file must not be renamed onto: that would put the file in its place, `/dev/null` for one. */
async function isDevice(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && !info.isFile() && !info.isDirectory();
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
