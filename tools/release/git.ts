import { succeed } from '../sam/command.ts';
import { ToolError } from '../sam/tool-error.ts';

const mostListed = 10;

/** What git prints, without the line break at its end. */
async function git(...words: string[]): Promise<string> {
  return (await succeed('git', words)).stdout.trimEnd();
}

/** Throws a {@link ToolError} where a file is not as it was committed, or is not committed and not ignored. */
export async function demandCleanTree(): Promise<void> {
  const changes = await git('status', '--porcelain');
  if (changes === '') return;
  const lines = changes.split('\n');
  const more = lines.length > mostListed ? [`and ${lines.length - mostListed} more`] : [];
  throw new ToolError(
    ['expected a clean tree, but these are not committed:', ...lines.slice(0, mostListed), ...more].join(
      '\n',
    ),
  );
}

/** Throws a {@link ToolError} where a tag says that the version was made of another commit. */
export async function demandUntaggedElsewhere(version: string): Promise<void> {
  const tagged = await git('for-each-ref', '--format=%(*objectname)%(objectname)', `refs/tags/v${version}`);
  if (tagged === '' || tagged.startsWith(await git('rev-parse', 'HEAD'))) return;
  throw new ToolError(`expected a new version, but the tag v${version} is on another commit`);
}

/** When the last commit was made. */
export async function committedAt(): Promise<Date> {
  return new Date(Number(await git('log', '-1', '--format=%ct')) * 1000);
}

/** The committed files in a folder, by their paths from here. */
export async function committedFiles(folder: string): Promise<string[]> {
  return (await git('ls-files', '-z', folder)).split('\0').filter((path) => path !== '');
}
