import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';

/** An SQLite database that one process has to itself. */
export interface Sqlite {
  /** A statement, prepared once. */
  readonly statement: (sql: string) => StatementSync;
  /** Runs several statements, all of them or none. */
  readonly together: <Result>(work: () => Result) => Result;
  /** Runs statements that give nothing. */
  readonly run: (sql: string) => void;
  /** Resolves when all that was committed until now is on the disk. Whoever waits at the same time waits for one write. */
  readonly onDisk: () => Promise<void>;
  readonly close: () => void;
}

/** Result codes of SQLite (https://www.sqlite.org/rescode.html), without what extends them. */
export const resultCodes = { busy: 5, corrupt: 11, notADatabase: 26 } as const;

/** The result code of an error of SQLite; `undefined` for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
  const { code, errcode } = error as { readonly code?: string; readonly errcode?: number };
  return code === 'ERR_SQLITE_ERROR' && errcode !== undefined ? errcode & 0xff : undefined;
}

/**
 * Opens a database, which is made where there is none. What is committed outlives the process; what is to outlive the
 * machine too is waited for, once for all that an answer rests on (WAL, `synchronous = NORMAL`, docs/decisions/0040).
 * Throws SQLite's own error where it cannot be opened, `busy` while another process has it.
 */
export async function openSqlite(path: string): Promise<Sqlite> {
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8192',
    );
    // The lock is taken with the first write, and kept.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    database.close();
    throw error;
  }
  return guarded(database, path);
}

/** Node tells of a module that it calls experimental, once, on standard error: the choice is ours and not the user's. */
async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return await import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function guarded(database: DatabaseSync, path: string): Sqlite {
  const log = writeAheadLog(path);
  const statements = new Map<string, StatementSync>();
  return {
    statement: (sql) => {
      const known = statements.get(sql) ?? database.prepare(sql);
      statements.set(sql, known);
      return known;
    },
    together: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk has ended the transaction by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    run: (sql) => database.exec(sql),
    onDisk: log.onDisk,
    close: () => {
      log.close();
      database.close();
    },
  };
}

/**
 * The file that commits are appended to, in order: what was committed before is on the disk with it. SQLite takes no locks
 * on it, so that opening and closing it again is safe.
 */
function writeAheadLog(path: string) {
  const sync = promisify(fdatasync);
  let descriptor: number | undefined;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function write(): Promise<void> {
    next = undefined;
    descriptor ??= openSync(`${path}-wal`, 'r+');
    await sync(descriptor);
  }

  return {
    /** A write that has begun may not have seen the latest commit: whoever comes then waits for the next. */
    onDisk: () => {
      // After one that has failed nobody knows what is there: nothing more is on the disk until a restart.
      next ??= last.then(write);
      last = next;
      return next;
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}
