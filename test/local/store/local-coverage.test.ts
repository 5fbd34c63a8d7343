import { describe, expect, it } from 'vitest';
import { localCoverage } from '../../../shared/local/store/local-coverage.ts';
import { localStore } from '../../support/local/local-store.ts';
import { coverageCases, forgottenAt, now } from '../../support/records/coverage-cases.ts';

describe('the local store of where records come from', () => {
  it.each(coverageCases)('$name', async ({ holds }) => {
    await holds(localCoverage(await localStore(), () => new Date(now)));
  });

  it('forgets after 90 days', async () => {
    const store = localCoverage(await localStore(), () => new Date(now));
    await store.heard({ accountId: '123456789012', region: 'eu-central-1' }, forgottenAt);
    expect(await store.regions()).toEqual([]);
  });
});
