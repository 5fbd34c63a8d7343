import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ForeignStoreError, openStore, StoreInUseError } from '../../../shared/local/store/open-store.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { temporaryFolder } from '../../support/cli/temporary-folder.ts';
import { localStore } from '../../support/local/local-store.ts';

const now = () => new Date('2026-10-15T12:00:00.000Z');

/** Opens a folder's store; what it told of damage. */
async function opened(folder: string) {
  const damaged: string[] = [];
  const store = await openStore(folder, { now, onDamage: (path) => damaged.push(path) });
  return { store, damaged };
}

/** A folder with a store in which there are some pages. */
async function usedFolder(): Promise<string> {
  const { path } = await temporaryFolder();
  const { store } = await opened(path);
  for (let number = 0; number < 200; number++)
    store.statement('INSERT INTO records (record) VALUES (?)').run('x'.repeat(2000));
  store.close();
  return path;
}

describe('a store', () => {
  it('is there again after it was closed, and is its user’s alone', async () => {
    const path = await usedFolder();
    const { store, damaged } = await opened(path);
    expect(store.statement('SELECT count(*) AS count FROM records').get()).toEqual({ count: 200 });
    expect(damaged).toEqual([]);
    store.close();
    expect(statSync(join(path, 'store.db')).mode & 0o077).toBe(0);
  });

  it('is on the disk when it says so, by one write for all who wait', async () => {
    const store = await localStore();
    const insert = () => store.statement("INSERT INTO records (record) VALUES ('x')").run();
    insert();
    const [one, other] = [store.onDisk(), store.onDisk()];
    expect(one).toBe(other);
    await one;
    // A write that has begun may not have seen what came meanwhile.
    const begun = store.onDisk();
    await Promise.resolve().then(() => undefined);
    await Promise.resolve();
    insert();
    const later = store.onDisk();
    expect(later).not.toBe(begun);
    await Promise.all([begun, later]);
    expect(store.statement('PRAGMA synchronous').get()).toEqual({ synchronous: 1 });
    expect(store.statement('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  });

  it('is refused while another process has it', async () => {
    const { path } = await temporaryFolder();
    await localStore(undefined, path);
    const script = `import(${JSON.stringify(join(process.cwd(), 'shared/local/store/open-store.ts'))})
      .then(({ openStore }) => openStore(${JSON.stringify(path)}, { now: () => new Date(), onDamage: console.log }))
      .then(() => console.log('opened'), (error) => console.log(error.name))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('StoreInUseError\n');
    await expect(opened(path)).rejects.toThrow(StoreInUseError);
  });

  it.each<[string, (file: string) => void]>([
    [
      'text',
      (file) => writeFileSync(file, 'no database at all, but a text that somebody has written'.repeat(100)),
    ],
    ['cut off', (file) => writeFileSync(file, readFileSync(file).subarray(0, 20_000))],
    ['overwritten within', (file) => writeFileSync(file, readFileSync(file).fill(0xaa, 8192, 200_000))],
    ['without its schema', (file) => writeFileSync(file, readFileSync(file).fill(0, 100, 4096))],
  ])('that is damaged (%s) is set aside as it was, told, and a new one begun', async (_, damage) => {
    const path = await usedFolder();
    damage(join(path, 'store.db'));
    const bytes = readFileSync(join(path, 'store.db'));
    const { store, damaged } = await opened(path);
    const [aside = ''] = damaged;
    expect(damaged).toEqual([join(path, 'store.db.damaged-2026-10-15T12-00-00-000Z')]);
    expect(readFileSync(aside).equals(bytes)).toBe(true);
    expect(store.statement('SELECT count(*) AS count FROM records').get()).toEqual({ count: 0 });
    store.close();
  });

  it('that is damaged again is set aside beside the first', async () => {
    const path = await usedFolder();
    for (const text of ['one '.repeat(200), 'two '.repeat(200)]) {
      writeFileSync(join(path, 'store.db'), text);
      (await opened(path)).store.close();
    }
    const asides = readdirSync(path).filter((name) => name.includes('damaged'));
    expect(asides.map((name) => readFileSync(join(path, name), 'utf8').slice(0, 3)).sort()).toEqual([
      'one',
      'two',
    ]);
  });

  it.each([
    ['of another program', 'PRAGMA application_id = 7', /is the database of another program/],
    ['of a newer version', 'PRAGMA user_version = 99', /has version 99, expected 3/],
  ])('%s is refused, and left alone', async (_, change, expected) => {
    const path = await usedFolder();
    const { store } = await opened(path);
    store.run(change);
    store.close();
    await expect(opened(path)).rejects.toThrow(expected);
    await expect(opened(path)).rejects.toThrow(ForeignStoreError);
    expect(readdirSync(path).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('a store of version 1', () => {
  const schemaOf = (store: Sqlite) =>
    store.statement("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name").all();

  async function folderOfVersionOne(): Promise<string> {
    const { path } = await temporaryFolder();
    const file = new URL('../../support/local/store-version-1.sql', import.meta.url);
    const database = new DatabaseSync(join(path, 'store.db'));
    database.exec(readFileSync(file, 'utf8'));
    database.close();
    return path;
  }

  it('is brought up to this one, once, keeps what is in it, and then is like a new one', async () => {
    const path = await folderOfVersionOne();
    for (const _ of ['first', 'second']) {
      const { store, damaged } = await opened(path);
      expect(damaged).toEqual([]);
      expect(store.statement('PRAGMA user_version').get()).toEqual({ user_version: 3 });
      expect(store.statement('SELECT name, value FROM settings').all()).toEqual([
        { name: 'deployment', value: 'one' },
      ]);
      expect(schemaOf(store)).toEqual(schemaOf(await localStore()));
      store.close();
    }
  });

  it('of which a part cannot be brought up stays what it was', async () => {
    const path = await folderOfVersionOne();
    const database = new DatabaseSync(join(path, 'store.db'));
    database.exec('CREATE TABLE warnings (one TEXT)');
    database.close();
    await expect(opened(path)).rejects.toThrow('already exists');
    const left = new DatabaseSync(join(path, 'store.db'));
    expect(left.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(left.prepare("SELECT name FROM sqlite_schema WHERE name = 'sessions'").all()).toEqual([]);
    left.close();
  });
});

describe('several statements', () => {
  it('are all done or none, also where the disk is full', async () => {
    const store = await localStore();
    const pages = Number(store.statement('PRAGMA page_count').get()?.page_count);
    store.run(`PRAGMA max_page_count = ${pages + 2}`);
    const insert = (text: string) => store.statement('INSERT INTO records (record) VALUES (?)').run(text);
    const work = () => {
      insert('small');
      insert('x'.repeat(100_000));
    };
    expect(() => store.together(work)).toThrow(/full/);
    expect(store.statement('SELECT count(*) AS count FROM records').get()).toEqual({ count: 0 });
    store.together(() => insert('small'));
    expect(store.statement('SELECT count(*) AS count FROM records').get()).toEqual({ count: 1 });
  });
});
