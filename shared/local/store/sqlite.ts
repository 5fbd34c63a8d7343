import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';

/** An SQLite database that one process has to itself. */
export interface Sqlite {
  /** A statement, prepared once. */
  readonly statement: (sql: string) => StatementSync;
  /** Runs several statements, all of them or none. */
  readonly together: <Result>(work: () => Result) => Result;
  /**
   * Does work that takes its turns with other work, and commits what was written meanwhile at its end, at once: a commit costs
   * as much as many statements. Throws {@link LostWorkError} where something of it did not last.
   */
  readonly unit: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Runs statements that give nothing. */
  readonly run: (sql: string) => void;
  /** Resolves when all that was committed until now is on the disk. Whoever waits at the same time waits for one write. */
  readonly onDisk: () => Promise<void>;
  readonly close: () => void;
}

/** What was written was taken back, as where the disk is full: all of it has to be done again. */
export class LostWorkError extends Error {
  override readonly name = 'LostWorkError';
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
  const { begin, unit } = units(database);

  function statement(sql: string): StatementSync {
    begin();
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  }

  return {
    statement,
    together: (work) => {
      begin();
      const [start, end, ...back] = database.isTransaction ? within : alone;
      statement(start).run();
      try {
        const result = work();
        statement(end).run();
        return result;
      } catch (error) {
        // A full disk has ended the transaction by itself.
        if (database.isTransaction) for (const step of back) database.exec(step);
        throw error;
      }
    },
    unit,
    run: (sql) => database.exec(sql),
    onDisk: log.onDisk,
    close: () => {
      log.close();
      database.close();
    },
  };
}

/** How statements are bound together, by themselves and within a transaction. */
const alone = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'] as const;
const within = ['SAVEPOINT part', 'RELEASE part', 'ROLLBACK TO part', 'RELEASE part'] as const;

/**
 * The transactions of units of work. There is one at a time, in which stands whatever anybody writes while a unit is under way;
 * it ends with each of them, so that nobody waits for others for long.
 */
function units(database: DatabaseSync) {
  let underWay = 0;
  let isBegun = false;
  /** Transactions that did not last. */
  let lost = 0;

  function begin(): void {
    if (underWay === 0 || database.isTransaction) return;
    if (isBegun) lost++;
    database.exec('BEGIN');
    isBegun = true;
  }

  /** Gives why it failed, where it did. */
  function commit(): unknown {
    if (!isBegun) return undefined;
    isBegun = false;
    try {
      if (database.isTransaction) database.exec('COMMIT');
      else lost++;
      return undefined;
    } catch (error) {
      lost++;
      if (database.isTransaction) database.exec('ROLLBACK');
      return error;
    }
  }

  async function unit<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = lost;
    underWay++;
    const [settled] = await Promise.allSettled([work()]);
    underWay--;
    const cause = commit();
    if (lost !== before)
      throw new LostWorkError('what was written did not last: the disk may be full', { cause });
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  }

  return { begin, unit };
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
