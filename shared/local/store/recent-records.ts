import type { Sqlite } from './sqlite.ts';

/** The CloudTrail records that were judged last, from which the sessions on the page are read. */
export interface RecentRecords {
  /** Takes records in JSON; as many of the oldest go. */
  readonly add: (records: readonly string[]) => void;
  /** The records in JSON, in the order in which they came. */
  readonly all: () => Iterable<string>;
}

/** Keeps the last so many. */
export function recentRecords({ statement, together }: Sqlite, most: number): RecentRecords {
  return {
    add: (records) => {
      if (records.length === 0) return;
      together(() => {
        let last = 0;
        for (const record of records.slice(-most))
          last = Number(statement('INSERT INTO records (record) VALUES (?)').run(record).lastInsertRowid);
        statement('DELETE FROM records WHERE number <= ?').run(last - most);
      });
    },
    all: function* all() {
      for (const { record } of statement('SELECT record FROM records ORDER BY number').iterate())
        yield String(record);
    },
  };
}
