import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { demoDocument, digestOf } from '../../tools/pictures/demo-document.ts';

it('the pictures in README are of today’s page (else: `npm run pictures`)', async () => {
  expect(digestOf(await demoDocument())).toBe((await readFile('docs/pictures/made-of.txt', 'utf8')).trim());
});
