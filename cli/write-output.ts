import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { UsageError } from './errors.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import type { Terminal } from './terminal.ts';

/** Where a result goes. */
export interface Output {
  /** The file; `undefined` for standard output. */
  readonly path: string | undefined;
  /**
   * Writes a result, whole or not at all; a device or pipe is written to as it is. Where the file cannot be written, the
   * result goes to standard output. Throws {@link UsageError}, which says so.
   */
  readonly write: (result: () => Iterable<string>) => Promise<void>;
}

/** Characters that are written at once. */
const mostAtOnce = 64 * 1024;

/**
 * Makes sure that a result can be written before there is one; `-` is standard output. Throws {@link UsageError} where
 * the file cannot be written, or is one of the inputs that the result is made from.
 */
export async function openOutput(
  given: string | undefined,
  terminal: Terminal,
  inputs: readonly string[],
): Promise<Output> {
  if (given === undefined || given === '-') {
    return { path: undefined, write: (result) => writeStream(terminal.stdout, result()) };
  }
  await refuseOverwriting(given, inputs);
  await tryFile(given).catch((error: unknown) => {
    throw new UsageError(failure(given, error));
  });
  return {
    path: given,
    write: async (result) => {
      try {
        await writeFile(given, result());
      } catch (error) {
        await writeStream(terminal.stdout, result());
        throw new UsageError(`${failure(given, error)}; the result is on standard output`);
      }
    },
  };
}

/** Writes a text to standard output. */
export async function printText(text: string, { stdout }: Terminal): Promise<void> {
  await writeStream(stdout, [text]);
}

function failure(path: string, error: unknown): string {
  return `cannot write --output \`${path}\`: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`;
}

/**
 * Gives the descriptor of a new file to some work: the file is at its path when that is done, or not at all. Throws
 * {@link UsageError} where it cannot be written, or is one of the inputs.
 */
export async function makeFile(
  given: string,
  inputs: readonly string[],
  work: (descriptor: number) => Promise<void>,
): Promise<void> {
  await refuseOverwriting(given, inputs);
  try {
    if (await isDevice(given)) throw Object.assign(new Error('no file'), { code: 'it is no file' });
    const { target } = await fileAt(given);
    await withDraft(target, async (draft, name) => {
      await work(draft.fd);
      await rename(name, target);
    });
  } catch (error) {
    throw error instanceof Error && 'code' in error ? new UsageError(failure(given, error)) : error;
  }
}

/** Opens what the file will be written to, and leaves nothing behind. */
async function tryFile(path: string): Promise<void> {
  if (await isDevice(path)) return await access(path, constants.W_OK);
  const { target } = await fileAt(path);
  await withDraft(target, async () => undefined);
}

async function writeFile(path: string, pieces: Iterable<string>): Promise<void> {
  if (await isDevice(path)) {
    const device = await open(path, 'w');
    return await writeAll(device, pieces).finally(() => device.close());
  }
  const { target, mode } = await fileAt(path);
  await withDraft(target, async (draft, name) => {
    if (mode !== undefined) await draft.chmod(mode);
    await writeAll(draft, pieces);
    await rename(name, target);
  });
}

/** Gives a new file beside the target to some work, and removes it where it is still there afterwards. */
async function withDraft(
  target: string,
  work: (draft: FileHandle, name: string) => Promise<void>,
): Promise<void> {
  const name = `${target}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  const draft = await open(name, 'wx');
  try {
    await work(draft, name);
  } finally {
    await draft.close();
    await rm(name, { force: true });
  }
}

/** The file that a path leads to, and the permissions that it has. Throws where it is a folder. */
async function fileAt(path: string): Promise<{ readonly target: string; readonly mode?: number }> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return { target: path };
  if (info.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  return { target: await realpath(path), mode: info.mode & 0o777 };
}

/** What a file must not be renamed onto: that would put the file in its place, `/dev/null` for one. */
async function isDevice(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && !info.isFile() && !info.isDirectory();
}

async function writeAll(file: FileHandle, pieces: Iterable<string>): Promise<void> {
  for (const text of gathered(pieces)) await file.writeFile(text);
}

/** A reader that closes early (`| head`) is no failure of ours. */
async function writeStream(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const text of gathered(pieces)) {
    const error = await new Promise<Error | null | undefined>((done) => stream.write(text, done));
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return;
    if (error) throw error;
  }
}

/** Small pieces put together, so that each of them is no call of its own. */
function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < mostAtOnce) continue;
    yield text;
    text = '';
  }
  yield text;
}
