import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** An SQLite database that one process has to itself. All of it is synchronous: what a call wrote is on the disk when it returns. */
export interface Sqlite {
  /** A statement, prepared once. */
  readonly statement: (sql: string) => StatementSync;
  /** Runs several statements, all of them or none. */
  readonly together: <Result>(work: () => Result) => Result;
  /** Runs statements that give nothing. */
  readonly run: (sql: string) => void;
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
 * Opens a database, which is made where there is none. Each commit waits for the disk (WAL, `synchronous = FULL`): what was
 * answered outlives the process and the machine. Throws SQLite's own error where that fails, `busy` while another
 * process has it.
 */
export async function openSqlite(path: string): Promise<Sqlite> {
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF',
    );
    // The lock is taken with the first write, and kept.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    database.close();
    throw error;
  }
  return guarded(database);
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

function guarded(database: DatabaseSync): Sqlite {
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
    close: () => database.close(),
  };
}
