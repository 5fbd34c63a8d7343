import { secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

/** Something that is due. */
interface Due {
  readonly message: object;
  readonly done: () => void;
  /** It failed, and is due again in a minute: what fails for good keeps nothing else from its turn. */
  readonly later: () => void;
}

/** What is to come back at a time, kept over a restart. */
export interface LocalSchedules {
  /** The same at the same time comes back once. */
  readonly schedule: (message: object, at: Date) => Promise<void>;
  /** What is due by now, the earliest first, until it was done. */
  readonly due: () => readonly Due[];
}

const pauseSeconds = 60;
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
        .map((row): Due => {
          const key = [Number(row.at), String(row.due)] as const;
          return {
            message: JSON.parse(key[1]),
            done: () => void statement('DELETE FROM schedules WHERE at = ? AND due = ?').run(...key),
            later: () =>
              void statement('UPDATE OR REPLACE schedules SET at = ? WHERE at = ? AND due = ?').run(
                ...[secondsOf(now()) + pauseSeconds, ...key],
              ),
          };
        }),
  };
}
