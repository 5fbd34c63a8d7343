import { onTestFinished } from 'vitest';
import { openStore } from '../../../shared/local/store/open-store.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

/** A store in a folder of its own, which goes away with the test. */
export async function localStore(now = '2026-10-15T12:00:00.000Z', folder?: string): Promise<Sqlite> {
  const path = folder ?? (await temporaryFolder()).path;
  const store = await openStore(path, {
    now: () => new Date(now),
    onDamage: (damaged) => {
      throw new Error(`damaged: ${damaged}`);
    },
  });
  onTestFinished(() => {
    try {
      store.close();
    } catch {
      // The test has closed it.
    }
  });
  return store;
}
