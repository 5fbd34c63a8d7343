import { realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { whatIsIn } from '../shared/archive/what-is-in.ts';
import { UsageError } from './errors.ts';

/** Names of what is read of a folder, whatever the command. */
const inputName = /\.(jsonl?|ya?ml|zip)(\.gz|\.zst)?$/i;

/**
 * Throws {@link UsageError} where `output` is a file that a result is made from: one of the inputs, however it is named,
 * or in a folder of them. An earlier report that lies there may be replaced.
 */
export async function refuseOverwriting(output: string, inputs: readonly string[]): Promise<void> {
  const target = await realpath(output).catch(() => undefined);
  if (target === undefined) return;
  for (const input of inputs) {
    const real = await realpath(input).catch(() => undefined);
    const isInput = target === real || (await isInputWithin(target, real));
    if (isInput && (await stat(target)).isFile())
      throw new UsageError(`--output \`${output}\` would overwrite the input \`${input}\``);
  }
}

async function isInputWithin(target: string, folder: string | undefined): Promise<boolean> {
  if (folder === undefined || !target.startsWith(`${folder}${folder.endsWith(sep) ? '' : sep}`)) return false;
  const content = await whatIsIn(target);
  return content === 'records' || (content === 'other' && inputName.test(target));
}
