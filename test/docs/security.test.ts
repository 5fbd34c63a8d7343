import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

/** A test as a page names it: a file of tests and a name, each in back-ticks; of a name that has some, two. */
interface NamedTest {
  readonly file: string;
  readonly name: string;
}

const page = await readFile('docs/security.md', 'utf8');
const named = /`(test\/[\w./-]+\.test\.ts)` (`+)(?!`) ?(.+?) ?\2(?!`)/g;

function testsIn(markdown: string): NamedTest[] {
  return [...markdown.matchAll(named)].map(([, file = '', , name = '']) => ({ file, name }));
}

/** Whether a source calls something with this name first, as `it`, `describe` and what their `each` gives are called. */
function hasTest(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const start = source.indexOf(quote + name + quote);
    return start !== -1 && source.slice(0, start).trimEnd().endsWith('(');
  });
}

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? [];
  return table.trimEnd().split('\n').slice(2);
}

describe('docs/security.md', () => {
  it.each(rowsBelow('What holds'))('shows by a test: %s', (row) => {
    expect(testsIn(row)).not.toEqual([]);
  });

  it.each(testsIn(page))('names a test that is there: $file, $name', async ({ file, name }) => {
    expect(hasTest(await readFile(file, 'utf8'), name)).toBe(true);
  });

  it('has many controls', () => {
    expect(rowsBelow('What holds').length).toBeGreaterThan(20);
  });
});

describe('the reading of named tests', () => {
  it('takes a name with back-ticks in two of them', () => {
    expect(
      testsIn('a `test/a.test.ts` `is %s`; `test/b/c.test.ts` `` its `x` `` and `test/d.test.ts`'),
    ).toEqual([
      { file: 'test/a.test.ts', name: 'is %s' },
      { file: 'test/b/c.test.ts', name: 'its `x`' },
    ]);
  });

  it('knows a test from what only reads like its name', () => {
    const source = "it('is one', () => {});\nit.each([\n  'a value',\n])(\n  'is %s',\n";
    expect(['is one', 'is %s', 'a value', 'is'].map((name) => hasTest(source, name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
