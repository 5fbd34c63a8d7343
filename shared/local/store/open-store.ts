import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { removeExpired } from './remove-expired.ts';
import { applicationId, schema, schemaVersion } from './schema.ts';
import { changes } from './schema-history.ts';
import { openSqlite, resultCodeOf, resultCodes, type Sqlite } from './sqlite.ts';

/** The file within the folder. */
const fileName = 'store.db';
/** What SQLite keeps beside it. */
const companions = ['', '-wal', '-shm', '-journal'];

/** Another process works with the store. */
export class StoreInUseError extends Error {
  override readonly name = 'StoreInUseError';
}

/** The store is that of another program, or of a newer version of this one. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError';
}

export interface StoreOptions {
  readonly now: () => Date;
  /** Learns where a damaged file was set aside. */
  readonly onDamage: (path: string) => void;
}

/**
 * Opens the store in a folder, which is made where there is none. A damaged file is set aside under another name, told,
 * and a new one begun. Throws {@link StoreInUseError} and {@link ForeignStoreError}.
 */
export async function openStore(folder: string, options: StoreOptions): Promise<Sqlite> {
  makeFolder(folder);
  const path = join(folder, fileName);
  const store = (await openSound(path)) ?? (await replaced(path, options));
  removeExpired(store, options.now());
  return store;
}

/** Of a path that leads nowhere no folder is made: it is a typing error. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** `undefined` where the file is damaged. */
async function openSound(path: string): Promise<Sqlite | undefined> {
  // Nobody but the user reads what was submitted.
  closeSync(openSync(path, 'a', 0o600));
  try {
    const store = await openSqlite(path);
    try {
      if (prepared(store, path)) return store;
    } catch (error) {
      store.close();
      throw error;
    }
    store.close();
    return undefined;
  } catch (error) {
    const code = resultCodeOf(error);
    if (code === resultCodes.busy)
      throw new StoreInUseError(`the store \`${path}\` is in use by another process`);
    if (code === resultCodes.corrupt || code === resultCodes.notADatabase) return undefined;
    throw error;
  }
}

/** Makes the tables of a new store, checks those of an old one. Says whether it is sound. */
function prepared(store: Sqlite, path: string): boolean {
  const pragma = (name: string) => Object.values(store.statement(`PRAGMA ${name}`).get() ?? {})[0];
  if (pragma('quick_check(1)') !== 'ok') return false;
  const tables = store.statement('SELECT count(*) AS count FROM sqlite_schema').get()?.count;
  if (tables === 0) {
    store.together(() => store.run(schema));
    return true;
  }
  const version = pragma('user_version');
  if (pragma('application_id') !== applicationId)
    throw new ForeignStoreError(`\`${path}\` is the database of another program`);
  if (version !== schemaVersion && !broughtUp(store, Number(version)))
    throw new ForeignStoreError(
      `the store \`${path}\` has version ${version}, expected ${schemaVersion}: another version of sts-warden wrote it`,
    );
  return true;
}

/** Brings a store of an older version up to this one, all of it or nothing. Says whether it could. */
function broughtUp(store: Sqlite, version: number): boolean {
  if (!(version >= 1 && version < schemaVersion)) return false;
  store.together(() => {
    for (let next = version + 1; next <= schemaVersion; next++) {
      store.run(changes[next] ?? '');
      store.run(`PRAGMA user_version = ${next}`);
    }
  });
  return true;
}

async function replaced(path: string, { now, onDamage }: StoreOptions): Promise<Sqlite> {
  const aside = unusedName(`${path}.damaged-${now().toISOString().replaceAll(/[:.]/g, '-')}`);
  for (const end of companions) if (existsSync(path + end)) renameSync(path + end, aside + end);
  onDamage(aside);
  const store = await openSound(path);
  if (store === undefined) throw new Error(`a new store \`${path}\` is damaged too`);
  return store;
}

/** A name that no file has: a damaged store may be all that is left of what was decided. */
function unusedName(name: string): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${number}`;
    if (!companions.some((end) => existsSync(tried + end))) return tried;
  }
}
