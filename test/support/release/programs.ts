import { copyFile, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { succeed } from '../../../tools/sam/command.ts';
import { pythonCommand } from '../../../tools/sam/python-command.ts';

/** A Python that has what reads our releases: parsers of HCL and of CycloneDX. Installs it where it is not yet. */
export function readersOfReleases(): Promise<string> {
  const requirements = 'tools/release/requirements.txt';
  return pythonCommand({ command: 'python', folder: '.venv-release', requirements });
}

/** The folder of the packages that the CDK example wants, which are larger than all else: this project has none of them. */
export async function packagesOfCdkExample(): Promise<string> {
  await mkdir('dist/cdk', { recursive: true });
  await copyFile('docs/deploy/cdk/package.json', 'dist/cdk/package.json');
  const words = ['--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
  await succeed('npm', ['install', '--prefix', 'dist/cdk', ...words]);
  return resolve('dist/cdk/node_modules');
}
