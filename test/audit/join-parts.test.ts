import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { joinParts } from '../../shared/audit/join-parts.ts';
import type { PartSource } from '../../shared/audit/part-source.ts';
import { inArchive, partOf } from '../support/audit/part-of.ts';
import { record } from '../support/cli/audit-command.ts';

it.each([
  ['small pieces', 16, 3],
  // More than is decompressed at once: reading ends within the first of them.
  ['one large piece', 1_000_000, 5000],
])('closes what it has opened, ahead too, where reading of %s ends early', async (_, size, count) => {
  let open = 0;
  let most = 0;
  const sources = [0, 1, 2, 3].map((part): PartSource => {
    const records = Array.from({ length: count }, () => inArchive(record(randomUUID()), ''));
    const source = partOf([{ path: `${part}.json`, part, records }], {
      name: `part-${part}`,
      blockCharacters: 1,
    });
    return {
      ...source,
      open: async function* (range) {
        most = Math.max(most, ++open);
        try {
          for await (const bytes of source.open(range))
            for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        } finally {
          open--;
        }
      },
    };
  });
  let taken = 0;
  const read = () => {
    if (++taken === 2) throw new Error('no more');
  };
  await expect(joinParts(sources, { read, passOver: () => undefined })).rejects.toThrow('no more');
  expect(most).toBeGreaterThan(2);
  expect(open).toBe(0);
});
