import { expect, it } from 'vitest';
import { openContent } from '../../shared/archive/open-content.ts';

it.runIf(process.platform === 'linux').each([true, false])(
  'a file that says it is empty, and is not, is read to its end (known to be a file: %s)',
  (isFile) => {
    expect(openContent('/proc/version', isFile).toString()).toMatch(/^Linux version /);
  },
);
