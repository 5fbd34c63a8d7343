import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../docs/decisions/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name !== 'README.md').sort();
const index = await readFile(new URL('README.md', folder), 'utf8');
const listed = [...index.matchAll(/^- \[(\d{4}\. .+)\]\((.+)\)$/gm)].map(([, title, file]) => ({
  title,
  file,
}));

it('the index lists every decision once, in order', () => {
  expect(listed.map(({ file }) => file)).toEqual(files);
});

it('numbers have no gap', () => {
  expect(files.map((name) => name.slice(0, 4))).toEqual(
    files.map((_, index) => String(index + 1).padStart(4, '0')),
  );
});

describe.each(files)('%s', (file) => {
  it('has the title that the index gives, a status, a date, and the usual sections', async () => {
    const text = await readFile(new URL(file, folder), 'utf8');
    const number = file.slice(0, 4);
    expect(text).toMatch(
      /^# .+\n\n- Status: (accepted|superseded by \d{4})\n- Date: \d{4}-\d{2}-\d{2}\n\n## /,
    );
    expect(listed.find((entry) => entry.file === file)?.title).toBe(/^# (.+)$/m.exec(text)?.[1]);
    expect(text).toContain(`# ${number}. `);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'Context',
      'Decision',
      'Consequences',
    ]);
  });

  it('is half a page', async () => {
    const text = await readFile(new URL(file, folder), 'utf8');
    expect(text.split(/\s+/).length).toBeLessThanOrEqual(300);
  });
});
