import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Template } from './template.ts';
import type { Code } from './wiring.ts';

const run = promisify(execFile);

/** What the SAM transform makes of template.yaml, and where the template says that the code of each function is. */
export async function translateTemplate(): Promise<{ readonly template: Template; readonly code: Code }> {
  const { stdout } = await run('.venv-moto/bin/python', ['tools/moto/translate-template.py'], {
    env: { PATH: process.env.PATH },
  });
  return JSON.parse(stdout);
}
