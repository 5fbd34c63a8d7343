import { secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

/** What is to come back at a time, kept over a restart. */
export interface LocalSchedules {
  /** The same at the same time comes back once. */
  readonly schedule: (message: object, at: Date) => Promise<void>;
  /** What is due by now, the earliest first, until it was done. */
  readonly due: () => readonly { readonly message: object; readonly done: () => void }[];
}

/** Rows that are due at once, at most; others are at the next look. */
const mostDue = 100;

/** Makes the schedules on SQLite. */
export function localSchedules({ statement }: Sqlite, now: () => Date): LocalSchedules {
  return {
    schedule: async (message, at) => {
      const second = Math.ceil(at.getTime() / 1000);
      statement('INSERT OR IGNORE INTO schedules VALUES (?, ?)').run(second, JSON.stringify(message));
    },
    due: () =>
      statement('SELECT at, due FROM schedules WHERE at <= ? ORDER BY at, due LIMIT ?')
        .all(secondsOf(now()), mostDue)
        .map(({ at, due }) => ({
          message: JSON.parse(String(due)),
          done: () =>
            void statement('DELETE FROM schedules WHERE at = ? AND due = ?').run(Number(at), String(due)),
        })),
  };
}
