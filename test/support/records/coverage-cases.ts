import { expect } from 'vitest';
import { type CoverageStore, rememberedSeconds } from '../../../shared/coverage/coverage-store.ts';

/** The cases' time. */
export const now = '2026-10-20T12:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const place = { accountId: '123456789012', region: 'eu-central-1' };
const other = { accountId: '123456789012', region: 'us-east-1' };

/** What every store of where records come from has to do, whatever keeps it. */
export interface CoverageCase {
  readonly name: string;
  /** The store, of this case alone. */
  readonly holds: (store: CoverageStore) => Promise<void>;
}

export const coverageCases: readonly CoverageCase[] = [
  {
    name: 'keeps the first and the last record of each account and Region, and the longest time between two',
    holds: async (store) => {
      for (const ago of [9000, 5000, 1000]) await store.heard(place, seconds - ago);
      await store.heard(other, seconds - 500);
      expect(await store.regions()).toEqual([
        {
          ...place,
          firstAt: seconds - 9000,
          lastAt: seconds - 1000,
          gaps: { since: seconds - 9000, longest: 4000, before: 0 },
        },
        {
          ...other,
          firstAt: seconds - 500,
          lastAt: seconds - 500,
          gaps: { since: seconds - 500, longest: 0, before: 0 },
        },
      ]);
    },
  },
  {
    name: 'is not changed by what comes late',
    holds: async (store) => {
      await store.heard(place, seconds - 1000);
      const before = await store.regions();
      await store.heard(place, seconds - 5000);
      expect(await store.regions()).toEqual(before);
    },
  },
  {
    name: 'knows which silence was told, and forgets nothing else of the Region',
    holds: async (store) => {
      await store.heard(place, seconds - 5000);
      const [silent] = await store.regions();
      if (silent === undefined) throw new TypeError('expected a Region');
      await store.told(silent);
      expect(await store.regions()).toEqual([{ ...silent, toldAt: seconds - 5000 }]);
      await store.heard(place, seconds);
      expect(await store.regions()).toMatchObject([{ lastAt: seconds, toldAt: seconds - 5000 }]);
    },
  },
  {
    name: 'is empty where nothing came',
    holds: async (store) => {
      expect(await store.regions()).toEqual([]);
    },
  },
];

/** A record of so long ago that it is forgotten. */
export const forgottenAt = seconds - rememberedSeconds - 1;
