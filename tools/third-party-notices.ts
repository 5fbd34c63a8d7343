import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { bundledPackages } from './bundled-packages.ts';

/** Some packages name a licence and carry no copy of it: of our own one the package has a copy. */
const sameLicence =
  'This package comes without a notice. Its licence is that of this program: see the file LICENSE.';

/** MIT-0 asks for no copy of itself (https://spdx.org/licenses/MIT-0.html). */
const withoutAttribution = 'This package comes without a notice, and its licence, MIT-0, asks for none.';

/** What the MIT licence says below its copyright notice (https://spdx.org/licenses/MIT.html). */
const mitTerms = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The licences, with their notices, of the packages that these files come from: copies must carry them. */
export async function thirdPartyNotices(files: readonly string[]): Promise<string> {
  const notices = bundledPackages(files).map(noticeOf);
  return ['This program contains parts of these packages.', ...(await Promise.all(notices)), ''].join('\n\n');
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)\b/i.test(file)).sort();
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')));
  if (names.length === 0 && license === packageJson.license) texts.push(sameLicence);
  if (names.length === 0 && license === 'MIT-0') texts.push(withoutAttribution);
  if (names.length === 0 && license === 'MIT') texts.push(...(await mitNotice(folder)));
  if (texts.length === 0) throw new Error(`\`${folder}\`: expected a file with its licence, got none`);
  return [`==== ${name} ${version} (${license}) ====`, ...texts.map((text) => text.trim())].join('\n\n');
}

/** Of a package under the MIT licence that has its copyright notice in its README, the notice and the terms. */
async function mitNotice(folder: string): Promise<string[]> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const [notice] = /\bCopyright \(c\) [^\n]+/.exec(readme) ?? [];
  return notice === undefined ? [] : [`${notice}\n\n${mitTerms}`];
}
