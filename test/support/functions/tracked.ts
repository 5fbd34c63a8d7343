import { DatabaseSync } from 'node:sqlite';
import type { Due } from '../../../functions/track-sessions/due.ts';
import { type Tracker, type TrackerOptions, tracker } from '../../../functions/track-sessions/tracker.ts';
import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import type { RuleBook } from '../../../shared/evaluation/rule-book.ts';
import { localSessions } from '../../../shared/local/store/local-sessions.ts';
import { schema } from '../../../shared/local/store/schema.ts';
import type { Sqlite } from '../../../shared/local/store/sqlite.ts';
import type { SessionStore } from '../../../shared/sessions/session-store.ts';
import { countingMeter } from './counting-meter.ts';

/** A tracker with a clock of its own, whose schedules are fired by the test: AWS's own fire nowhere else. */
export interface Tracked extends Tracker {
  readonly store: SessionStore;
  readonly published: BusEvent[];
  readonly counted: ReturnType<typeof countingMeter>['counted'];
  readonly schedules: { readonly due: Due; readonly at: Date }[];
  /** Sets the clock, ISO 8601. */
  readonly at: (time: string) => void;
  /** Sets the clock to a time and fires what is due until then, in its order. */
  readonly passTo: (time: string) => Promise<void>;
  readonly eventsOf: (detailType: string) => object[];
}

export interface TrackedOptions extends Partial<Pick<TrackerOptions, 'publish'>> {
  readonly book: RuleBook;
  readonly settleSeconds?: number;
}

export function tracked({ book, settleSeconds = 900, publish }: TrackedOptions): Tracked {
  let now = new Date('2026-10-01T08:00:00.000Z');
  const published: BusEvent[] = [];
  const schedules: Tracked['schedules'] = [];
  const meter = countingMeter();
  const store = localSessions(memory(), { keptSeconds: 400 * 24 * 3600, now: () => now });
  const own = tracker({
    store,
    schedule: async (due, at) => {
      const isThere = schedules.some((one) => isSame(one, { due, at }));
      if (!isThere) schedules.push({ due, at });
    },
    currentBook: async () => book,
    publish: publish ?? (async (events) => void published.push(...events)),
    settleSeconds,
    now: () => now,
    meter,
  });
  return {
    ...own,
    store,
    published,
    counted: meter.counted,
    schedules,
    at: (time) => {
      now = new Date(time);
    },
    passTo: async (time) => {
      const end = new Date(time);
      for (;;) {
        const [next] = schedules.filter(({ at }) => at <= end).sort((one, other) => +one.at - +other.at);
        if (next === undefined) break;
        schedules.splice(schedules.indexOf(next), 1);
        if (next.at > now) now = next.at;
        await own.due(next.due);
      }
      now = end;
    },
    eventsOf: (detailType) =>
      published.filter((event) => event.detailType === detailType).map(({ detail }) => detail),
  };
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The local store without its file. */
function memory(): Sqlite {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  return {
    statement: (sql) => database.prepare(sql),
    together: (work) => work(),
    unit: (work) => work(),
    run: (sql) => database.exec(sql),
    onDisk: async () => undefined,
    close: () => database.close(),
  };
}
