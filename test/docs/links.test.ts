import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesNamed } from '../support/docs/files.ts';
import { anchorsIn, linksIn } from '../support/docs/markdown.ts';

const pages = await filesNamed(/\.md$/);

describe.each(pages)('%s', (page) => {
  it('links to files and headings that there are', async () => {
    const links = linksIn(await readFile(page, 'utf8')).filter((link) => !/^[a-z]+:/i.test(link));
    const broken = await Promise.all(links.map((link) => faultOf(page, link)));
    expect(broken.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

/** What is wrong with a relative link. */
async function faultOf(page: string, link: string): Promise<string | undefined> {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (target.startsWith('..')) return `${link}: leaves the repository`;
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  const anchors = target.endsWith('.md') ? anchorsIn(await readFile(target, 'utf8')) : [];
  return anchors.includes(anchor) ? undefined : `${link}: ${target} has no such heading`;
}

describe('the reading of links', () => {
  it('finds links, pictures and definitions, and none within code', () => {
    const text = [
      '[a](README.md "title") ![b](two.png) [c `]` d](docs/access.md#x) [e](<docs/deploy.md>)',
      '[f]: LICENSE',
      '`[no](code.html)` ``[no](`code`.html)``',
      '```\n[no](fenced.html)\n```',
    ].join('\n');
    expect(linksIn(text)).toEqual(['README.md', 'two.png', 'docs/access.md#x', 'docs/deploy.md', 'LICENSE']);
  });

  it('names headings as GitHub does', () => {
    const text =
      '# What it costs\n## `code`, and [a link](x.html)\n## Again\n## Again\n```\n# no heading\n```\n### Größe 2.0';
    expect(anchorsIn(text)).toEqual(['what-it-costs', 'code-and-a-link', 'again', 'again-1', 'größe-20']);
  });
});
