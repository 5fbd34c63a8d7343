import { expect, it } from 'vitest';
import { readBytes } from '../../shared/archive/read-file.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

it('a device or pipe without end is read no further than the limit', async () => {
  await expect(readBytes('/dev/zero', 1000)).rejects.toThrow('is larger than 1000 bytes');
  const folder = await temporaryFolder();
  await expect(readBytes(folder.path, 1000)).rejects.toThrow('expected a file, got a folder');
});
