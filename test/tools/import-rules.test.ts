import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import { rooms } from '../../tools/house.ts';
import { importRules } from '../../tools/import-rules.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

/** What the lint rule says of a tree of files, given by path: `rule: importer → imported`. */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { path: folder, write } = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) await write(path, text);
  const tops = [...new Set(Object.keys(files).map((path) => path.split('/', 1)[0] ?? ''))];
  const { output } = await cruise(tops, {
    baseDir: folder,
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: [...importRules] },
  });
  return (output as ICruiseResult).summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
  );
}

const pairs = rooms.flatMap((upper, floor) => rooms.slice(0, floor).map((lower) => ({ upper, lower })));

/** One file a room, which imports a type from each room of `others`. */
function roomFiles(others: (floor: number) => readonly (typeof rooms)[number][]): Record<string, string> {
  return Object.fromEntries(
    rooms.map(({ name }, floor) => {
      const up = '../'.repeat(name.split('/').length);
      const imports = others(floor).map(
        (other, index) => `import type { T as T${index} } from '${up}${other.name}/file.ts';`,
      );
      return [`shared/${name}/file.ts`, `${imports.join('\n')}\nexport type T = string;\n`];
    }),
  );
}

describe('the lint rule for imports', () => {
  it('lets every room import the types of all rooms below it', async () => {
    const found = await violations(roomFiles((floor) => rooms.slice(0, floor)));
    expect(found.filter((violation) => violation.startsWith('downwards-only'))).toEqual([]);
  });

  it('forbids each arrow upwards, types included', async () => {
    const found = await violations(roomFiles((floor) => rooms.slice(floor + 1)));
    for (const { upper, lower } of pairs) {
      const rule = `downwards-only-from-${lower.name.replaceAll('/', '-')}`;
      expect(found).toContain(`${rule}: shared/${lower.name}/file.ts → shared/${upper.name}/file.ts`);
    }
  });

  it.each(rooms.filter(({ pure }) => pure).map(({ name }) => name))(
    'keeps the file system out of shared/%s',
    async (name) => {
      const path = `shared/${name}/file.ts`;
      const found = await violations({
        [path]: `import { readFileSync } from 'node:fs';\nreadFileSync('a');\n`,
      });
      expect(found).toContain(`pure-rooms-stay-pure: ${path} → fs`);
    },
  );

  it('lets no file of shared stand outside the rooms', async () => {
    const found = await violations({
      'shared/attic/file.ts': `import type { T } from '../json/file.ts';\nexport type U = T;\n`,
      'shared/json/file.ts': 'export type T = string;\n',
    });
    expect(found).toEqual(['every-file-has-a-room: shared/attic/file.ts → shared/json/file.ts']);
  });
});
