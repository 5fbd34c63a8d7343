import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../generate/generated-files.ts';
import { succeed } from './command.ts';

/** A command of a Python package, and the virtual environment of its own that it lives in. */
interface PythonPackage {
  readonly command: string;
  readonly folder: string;
  /** File of pinned versions. */
  readonly requirements: string;
}

/** Seconds to wait before another try: registries have bad moments. */
const pauses = [5, 20];

/** The path of the command, which is installed first where its pinned versions are not there yet. */
export async function pythonCommand({ command, folder, requirements }: PythonPackage): Promise<string> {
  const wanted = await readFile(requirements, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if ((await textOf(stamp)) !== wanted) {
    process.stderr.write(`installing ${command} into ${folder}\n`);
    // Debian keeps a part of venv in a package of its own, python3-venv, which the error message of venv names.
    await succeed('python3', ['-m', 'venv', '--clear', folder]);
    await install(join(folder, 'bin', 'pip'), requirements);
    await writeFile(stamp, wanted);
  }
  return resolve(folder, 'bin', command);
}

async function install(pip: string, requirements: string): Promise<void> {
  // Byte code is compiled on first use: most of it never is.
  const parameters = ['install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  for (const pause of [...pauses, undefined]) {
    try {
      await succeed(pip, [...parameters, '--requirement', requirements]);
      return;
    } catch (error) {
      if (pause === undefined) throw error;
      await sleep(pause * 1000);
    }
  }
}
