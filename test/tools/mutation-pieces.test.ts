import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rooms } from '../../tools/house.ts';
import { pieces } from '../../tools/mutation-pieces.ts';

/** What is generated is tested where it is made; examples are tests themselves. */
const unmutated = ['contracts', 'examples'];
const folders = Object.values(pieces).flatMap((piece) => piece.folders);

it.each(rooms.map(({ name }) => name).filter((name) => !unmutated.includes(name)))(
  'shared/%s is mutated, in one piece',
  (name) => {
    const room = `shared/${name}/`;
    expect(folders.filter((folder) => room.startsWith(`${folder}/`))).toHaveLength(1);
  },
);

it.each(Object.entries(pieces))(
  'the piece %s has folders and tests that are there',
  (_, { folders, tests }) => {
    const paths = [...folders, ...tests.map((path) => join('test', path))];
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  },
);
