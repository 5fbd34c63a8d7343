import { readFile } from 'node:fs/promises';
import type { BundledFunction } from '../bundle-function.ts';
import { ToolError } from '../sam/tool-error.ts';
import { thirdPartyNotices } from '../third-party-notices.ts';
import { committedFiles } from './git.ts';
import { zipOf } from './zip.ts';

/** What the commands of docs/deploy.md name besides docs/deploy: submissions to try the hook with. */
const submissions = ['docs/demo/lake-export.json', 'docs/demo/orders-daily.json'];

/**
 * What deploys the stack without this repository's tools, by paths: the template, the code of the functions, the
 * templates, policies and submissions that docs/deploy.md names by the same paths, the licences.
 */
export async function stackFolder(functions: ReadonlyMap<string, BundledFunction>) {
  const files = new Map<string, Uint8Array | string>();
  files.set('template.yaml', withZippedCode(await readFile('template.yaml', 'utf8'), [...functions.keys()]));
  for (const [name, { code }] of functions) {
    const contents = [...code].map(([path, file]) => [path, file.contents] as const);
    files.set(zippedFunction(name), await zipOf(new Map(contents)));
  }
  for (const path of [...(await committedFiles('docs/deploy')), ...submissions, 'README.md', 'LICENSE'])
    files.set(path, await readFile(path));
  const sources = [...functions.values()].flatMap((one) => one.sources);
  files.set('THIRD-PARTY-NOTICES.txt', await thirdPartyNotices(sources));
  return files;
}

/** The path of a function's code in the folder. */
export function zippedFunction(name: string): string {
  return `functions/${name}.zip`;
}

/** The template, whose functions find their code beside it. Throws where it has others than those bundled. */
function withZippedCode(template: string, bundled: readonly string[]): string {
  const found: string[] = [];
  const packaged = template.replaceAll(
    /(?<=^ +CodeUri: )dist\/functions\/([\w-]+)\/$/gm,
    (_, name: string) => {
      found.push(name);
      return zippedFunction(name);
    },
  );
  if (found.sort().join() !== bundled.toSorted().join())
    throw new ToolError(
      `template.yaml: expected the functions ${bundled.join(', ')}, got ${found.join(', ')}`,
    );
  return packaged;
}
