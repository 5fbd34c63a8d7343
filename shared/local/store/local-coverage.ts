import { type CoverageStore, type KeptRegion, rememberedSeconds } from '../../coverage/coverage-store.ts';
import { heardAgain } from '../../coverage/covered-region.ts';
import { secondsOf } from './expiry.ts';
import type { Sqlite } from './sqlite.ts';

type Row = Record<string, unknown>;

/** From where records come, for whom there is nothing to wait for. */
export interface LocalCoverage extends CoverageStore {
  readonly all: () => readonly KeptRegion[];
}

/** Makes the store of where records come from on SQLite. */
export function localCoverage({ statement }: Sqlite, now: () => Date): LocalCoverage {
  function put({ accountId, region, firstAt, lastAt, gaps, toldAt }: KeptRegion): void {
    statement('INSERT OR REPLACE INTO covered_regions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[accountId, region, firstAt, lastAt, gaps.since, gaps.longest, gaps.before, toldAt ?? null],
      lastAt + rememberedSeconds,
    );
  }

  const all = () =>
    statement('SELECT * FROM covered_regions WHERE expires_at > ? ORDER BY account_id, region')
      .all(secondsOf(now()))
      .map(regionOf);

  return {
    heard: async (place, at) => {
      const row = statement('SELECT * FROM covered_regions WHERE account_id = ? AND region = ?').get(
        ...[place.accountId, place.region],
      );
      put(heardAgain(row && regionOf(row), place, at));
    },
    all,
    regions: async () => all(),
    told: async (region) => put({ ...region, toldAt: region.lastAt }),
  };
}

function regionOf(row: Row): KeptRegion {
  const gaps = {
    since: Number(row.gaps_since),
    longest: Number(row.longest_gap),
    before: Number(row.longest_gap_before),
  };
  return {
    accountId: String(row.account_id),
    region: String(row.region),
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    gaps,
    ...(row.told_at !== null && { toldAt: Number(row.told_at) }),
  };
}
