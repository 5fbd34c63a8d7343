import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { localSessions } from '../../../shared/local/store/local-sessions.ts';
import { ForeignStoreError, openStore, StoreInUseError } from '../../../shared/local/store/open-store.ts';
import { changes } from '../../../shared/local/store/schema-history.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import { runKey } from '../../../shared/sessions/told-run.ts';
import { temporaryFolder } from '../../support/cli/temporary-folder.ts';
import { localStore } from '../../support/local/local-store.ts';
import { now as casesNow, ended, keptSeconds, run, session } from '../../support/records/session-cases.ts';

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
    ['of a newer version', 'PRAGMA user_version = 99', /has version 99, expected 4/],
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
      expect(store.statement('PRAGMA user_version').get()).toEqual({ user_version: 4 });
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

describe('a store of version 2', () => {
  it('has its sessions, runs and warnings afterwards as before', async () => {
    const { path } = await temporaryFolder();
    const database = new DatabaseSync(join(path, 'store.db'));
    const one = new URL('../../support/local/store-version-1.sql', import.meta.url);
    database.exec(readFileSync(one, 'utf8'));
    database.exec(`${changes[2]} PRAGMA user_version = 2`);
    const [issued, end, open] = [session('11:00:00'), ended(), run({ id: 'goes on' })];
    const [role, glob, accessKeyId] = [
      String(issued.roleArn),
      'arn:aws:iam::123456789012:role/ord*',
      String(issued.accessKeyId),
    ];
    const kept = 1e12;
    database
      .prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        ...[role, issued.issuedAt, issued.key, Number(issued.expiresAt), String(issued.eventId)],
        ...[accessKeyId, String(issued.sessionName), null, String(issued.requesterKeyId), kept],
      );
    for (const one of [end, open]) {
      const endedAt = one.endedAt ?? null;
      database
        .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)')
        .run(runKey(one), String(one.taskId), String(one.taskName), endedAt, JSON.stringify([one]), kept);
      for (const place of [role, glob])
        database
          .prepare('INSERT INTO runs_of_roles VALUES (?, ?, ?, ?, ?)')
          .run(place, endedAt ?? 8.64e15 + 1, runKey(one), Number(place === glob), kept);
    }
    const warning = { run: runKey(end), roleArn: role, expiresAt: Number(issued.expiresAt) };
    database
      .prepare('INSERT INTO warnings VALUES (?, ?, ?, ?)')
      .run(warning.run, warning.roleArn, warning.expiresAt, kept);
    database.prepare('INSERT INTO schedules VALUES (?, ?)').run(7, '{}');
    database.close();

    const store = await localStore(casesNow, path);
    const sessions = localSessions(store, { keptSeconds, now: () => new Date(casesNow) });
    expect(await sessions.sessionOfKey(accessKeyId)).toEqual(issued);
    expect(await sessions.roles()).toEqual([role]);
    for (const name of [role, role.replace('orders', 'ordinary')])
      expect((await sessions.runsOf(name, 0)).map(({ id }) => id).sort()).toEqual(['goes on', end.id].sort());
    expect(await sessions.endedRunsCalled('orders')).toEqual([end]);
    expect(await sessions.isWarned(warning)).toBe(true);
    expect(store.statement('SELECT at, due FROM schedules').all()).toEqual([{ at: 7, due: '{}' }]);
    expect(store.statement("SELECT name FROM sqlite_schema WHERE name LIKE 'old%'").all()).toEqual([]);
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
