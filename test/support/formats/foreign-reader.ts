import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporaryFolder } from '../cli/temporary-folder.ts';

const run = promisify(execFile);

/** What a Python program of tools/readers says of a text. */
export async function readByPython(program: string, text: string): Promise<unknown> {
  const path = await (await temporaryFolder()).write('report', text);
  const { stdout } = await run('.venv-readers/bin/python', [`tools/readers/${program}`, path]);
  return JSON.parse(stdout);
}

const multitool = '.venv-readers/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool';

/** The errors that Microsoft's SARIF Multitool finds in a log, by SARIF's rules and those of GitHub's code scanning. */
export async function sarifErrors(text: string, kinds = 'Sarif;Ghas'): Promise<string[]> {
  const folder = await temporaryFolder();
  const files = [await folder.write('log.sarif', text), '--output', folder.at('found.sarif')];
  const options = ['--config', 'tools/readers/sarif-multitool.xml', '--rule-kind', kinds, '--level', 'Error'];
  const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
  const { stdout } = await run(multitool, ['validate', ...files, ...options], { env });
  if (!stdout.includes('Analysis completed successfully')) throw new Error(stdout);
  return stdout.split('\n').filter((line) => / error [A-Z]+\d+/.test(line));
}
