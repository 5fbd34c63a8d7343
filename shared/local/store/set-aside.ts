import type { SetAside } from '../../aws/lambda/dead-letter.ts';
import type { Sqlite } from './sqlite.ts';

/** Messages that are kept: the newest. */
const mostKept = 10_000;

/** Keeps messages that no retry can mend, with the reason, as dead-letter queues do. */
export function localSetAside({ statement, together }: Sqlite, now: () => Date): SetAside {
  return async ({ messageId, body }, { message }) =>
    together(() => {
      const { lastInsertRowid } = statement(
        'INSERT INTO set_aside (at, message_id, reason, body) VALUES (?, ?, ?, ?)',
      ).run(now().toISOString(), messageId, message, body);
      statement('DELETE FROM set_aside WHERE number <= ?').run(Number(lastInsertRowid) - mostKept);
    });
}
