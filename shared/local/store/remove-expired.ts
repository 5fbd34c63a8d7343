import { lateSeconds, trackedSeconds } from '../../sessions/session-store.ts';
import { secondsOf } from './expiry.ts';
import { expiringTables } from './schema.ts';
import { minuteOf, slotOf } from './slots.ts';
import type { Sqlite } from './sqlite.ts';

/** Deletes what is past its time. */
export function removeExpired({ statement }: Sqlite, now: Date): void {
  const seconds = secondsOf(now);
  for (const table of expiringTables) statement(`DELETE FROM ${table} WHERE expires_at <= ?`).run(seconds);
  statement('DELETE FROM sessions WHERE slot < ?').run(slotOf(seconds - trackedSeconds));
  statement('DELETE FROM warnings WHERE ends_at <= ?').run(seconds - trackedSeconds);
  statement('DELETE FROM runs_of_roles WHERE minute < ?').run(minuteOf((seconds - lateSeconds) * 1000));
  statement(
    `DELETE FROM tasks_called WHERE NOT EXISTS
     (SELECT 1 FROM runs WHERE key BETWEEN runs_from AND runs_from || char(0x10ffff))`,
  ).run();
}
