import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { limits } from '../../shared/archive/descent-limits.ts';
import { kindsOfFiles } from '../../shared/archive/kinds-by-magic.ts';
import { kindsOfObjects } from '../../shared/archive/known-kinds.ts';

const page = await readFile(new URL('../../docs/forms.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));

it.each([...kindsOfObjects, ...kindsOfFiles])(
  'the page of forms says how $kind is told',
  ({ kind, treatment }) => {
    const row = rows.find((line) => line.includes(kind)) ?? '';
    expect(row).toMatch(new RegExp(`\\| [^|]*\\b${treatment}\\b[^|]* \\|$`));
  },
);

it('the page of forms says the limits', () => {
  const { containers, texts, inflations, ratio, nodes, damaged } = limits;
  const mebibytes = [limits.inflatedBytes, limits.freeBytes].map((bytes) => `${bytes / 1024 / 1024} MiB`);
  for (const limit of [containers, texts, inflations, ratio, nodes, damaged].map((it) =>
    it.toLocaleString('en'),
  ))
    expect(rows.some((row) => row.includes(`| ${limit} `))).toBe(true);
  for (const limit of mebibytes) expect(rows.join()).toContain(limit);
});
