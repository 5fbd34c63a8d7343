import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { changelogSections } from '../../../tools/release/release-notes.ts';
import { succeed } from '../../../tools/sam/command.ts';

const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];

/** Makes a repository of what is here, committed or not, and commits it as a version to release. */
export async function makeRepository(folder: string): Promise<void> {
  const { stdout } = await succeed('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const paths = stdout.split('\0').filter((path) => path !== '');
  const { stdout: gone } = await succeed('git', ['ls-files', '-z', '--deleted']);
  for (const path of paths.filter((one) => !gone.split('\0').includes(one))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(path, join(folder, path));
  }
  const changelog = join(folder, 'CHANGELOG.md');
  await writeFile(changelog, released(await readFile(changelog, 'utf8')));
  const git = (...words: string[]) => succeed('git', ['-C', folder, ...author, ...words]);
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'A release');
}

/** The changelog where all that is new belongs to the version of package.json. */
function released(changelog: string): string {
  const sections = changelogSections(changelog);
  const news = sections
    .filter(({ name }) => name === 'Unreleased' || name === packageJson.version)
    .map(({ text }) => text);
  return `# Changelog\n\n## [Unreleased]\n\n## [${packageJson.version}] - 2026-11-28\n\n${news.join('\n\n')}\n`;
}

/** Clones a repository, and gives the clone the packages that are installed here, without copying their bytes. */
export async function cloneWithPackages(repository: string, clone: string): Promise<void> {
  await succeed('git', ['clone', '--quiet', repository, clone]);
  await succeed('cp', ['-al', 'node_modules', join(clone, 'node_modules')]);
}
