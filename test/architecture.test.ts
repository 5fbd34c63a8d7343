import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms } from '../tools/house.ts';

const pureRooms = rooms.filter(({ pure }) => pure).map(({ name }) => name);
const impurities = [
  'process.env',
  'Date.now(',
  'new Date()',
  'Math.random(',
  'performance.now',
  'randomUUID(',
  'fetch(',
];

/** The hand-written sources of a folder that run in Node, by path. */
async function sourcesIn(folder: string): Promise<[string, string][]> {
  const names = await readdir(folder, { recursive: true });
  const sources = names.filter((name) => /(?<!\.generated(?:\.d)?|\.browser)\.ts$/.test(name));
  return Promise.all(
    sources.sort().map(async (name) => [join(folder, name), await readFile(join(folder, name), 'utf8')]),
  );
}

describe('the house', async () => {
  const folders = await readdir('shared', { recursive: true, withFileTypes: true });
  const inhabited = new Set(
    folders.filter((entry) => entry.isFile()).map(({ parentPath }) => relative('shared', parentPath)),
  );

  it('has each folder of shared as a room, and no empty one', () => {
    expect([...inhabited].sort()).toEqual(rooms.map(({ name }) => name).sort());
  });
});

describe.each(pureRooms)('shared/%s', (room) => {
  it('reads no clock, no environment and no dice: they come in as arguments', async () => {
    const sources = await sourcesIn(`shared/${room}`);
    const found = sources.flatMap(([path, text]) =>
      impurities.filter((impurity) => text.includes(impurity)).map((impurity) => `${path}: ${impurity}`),
    );
    expect(found).toEqual([]);
  });
});

describe('functions', async () => {
  const handlers = (await sourcesIn('functions')).filter(([path]) => path.endsWith('/handler.ts'));
  const folders = (await readdir('functions', { withFileTypes: true })).filter((one) => one.isDirectory());

  it('have a handler each', () => {
    expect(handlers.map(([path]) => path)).toEqual(
      folders.map(({ name }) => `functions/${name}/handler.ts`).sort(),
    );
  });

  it.each(handlers)('%s has at most 40 lines', (_, text) => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});
