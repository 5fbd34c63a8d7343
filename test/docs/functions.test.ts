import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../tools/sam/templates.ts';

const { functions } = await readTemplate();
const page = await readFile('docs/events.md', 'utf8');
const events = await readdir('events');

describe.each([...functions])('%s', (name, folder) => {
  it('has a row in docs/events.md', () => {
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm'));
  });

  it('has an event', () => {
    expect(events.filter((file) => file.startsWith(`${folder}.`)).length).toBeGreaterThan(0);
  });
});

it('docs/events.md has a row for no other function', () => {
  const [, table = ''] = /^## The functions\n([\s\S]*?)^## /m.exec(page) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual([...functions.keys()].sort());
});
