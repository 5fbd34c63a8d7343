import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { watchCoverage } from '../../functions/watch-coverage/watch-coverage.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import { coverageNotes } from '../../shared/aws/records/coverage-notes.ts';
import type { CoverageStore, KeptRegion } from '../../shared/coverage/coverage-store.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { invoke } from '../support/functions/invoke.ts';
import { sqsEvent, trailEvent } from '../support/functions/sqs-event.ts';

const time = Date.parse('2026-10-20T12:00:00Z') / 1000;
const day = 24 * 3600;
const region = (name: string, delta: Partial<KeptRegion> = {}): KeptRegion => ({
  accountId: '123456789012',
  region: name,
  firstAt: time - 30 * day,
  lastAt: time - 100,
  gaps: { since: time - 30 * day, longest: 3600, before: 0 },
  ...delta,
});

/** Looks once, at the regions that a store knows. */
async function looked(regions: readonly KeptRegion[], publishes = true) {
  const meter = countingMeter();
  const published: BusEvent[] = [];
  const told: KeptRegion[] = [];
  const handler = watchCoverage({
    store: { regions: async () => regions, told: async (one) => void told.push(one) },
    publish: async (events) => {
      if (!publishes) throw new Error('the bus is out of reach');
      published.push(...events);
    },
    leastSeconds: day,
    now: () => new Date(time * 1000),
    meter,
    log: async () => undefined,
  });
  const outcome = await handler({}, {} as Context).then(
    () => 'done',
    () => 'failed',
  );
  return { outcome, published, told, counted: meter.counted };
}

describe('WatchCoverage', () => {
  const lost = region('us-east-1', { lastAt: time - 2 * day });

  it('tells from where records no longer come, and counts all', async () => {
    const { published, told, counted } = await looked([region('eu-central-1'), lost]);
    expect(published).toEqual([
      {
        detailType: 'Coverage Lost',
        detail: {
          schemaVersion: '1',
          accountId: '123456789012',
          region: 'us-east-1',
          firstRecordAt: '2026-09-20T12:00:00.000Z',
          lastRecordAt: '2026-10-18T12:00:00.000Z',
          silentSeconds: 2 * day,
          toleratedSeconds: day,
        },
      },
    ]);
    expect(told).toEqual([lost]);
    expect(counted).toEqual({ RegionsCovered: 2, RegionsSilent: 1, flushes: 1 });
  });

  it('tells of very many, each once', async () => {
    const many = Array.from({ length: 120 }, (_, index) =>
      region(`region-${index}`, { lastAt: time - 2 * day }),
    );
    const { outcome, published, told } = await looked(many);
    expect(outcome).toBe('done');
    const names = published.map(({ detail }) => (detail as { region: string }).region);
    expect([names.length, new Set(names).size, told.length]).toEqual([120, 120, 120]);
  });

  it('tells of a silence once, and counts it for as long as it lasts', async () => {
    const { published, counted } = await looked([{ ...lost, toldAt: lost.lastAt }]);
    expect(published).toEqual([]);
    expect(counted).toEqual({ RegionsCovered: 1, RegionsSilent: 1, flushes: 1 });
  });

  it('tells of another silence after one that was told', async () => {
    const { published } = await looked([{ ...lost, toldAt: lost.lastAt - 10 * day }]);
    expect(published).toHaveLength(1);
  });

  it('does not note that it was told what could not be published', async () => {
    expect(await looked([lost], false)).toMatchObject({ outcome: 'failed', told: [] });
  });
});

describe('the audit notes from where records come', () => {
  const notes = (failure?: Error) => {
    const meter = countingMeter();
    const heard: [string, number][] = [];
    const store: Pick<CoverageStore, 'heard'> = {
      heard: async ({ accountId, region: name }, at) => {
        heard.push([`${accountId} ${name}`, at]);
        if (failure !== undefined) throw failure;
      },
    };
    const note = coverageNotes({
      store,
      now: () => new Date(time * 1000),
      meter,
      log: async () => undefined,
    });
    return { note, heard, counted: meter.counted };
  };
  const place = { accountId: '123456789012', region: 'eu-central-1' };

  it('once an hour for each account and Region', async () => {
    const { note, heard } = notes();
    for (const at of [time - 4000, time - 3999, time - 401, time - 400]) await note(place, at);
    await note({ ...place, region: 'us-east-1' }, time - 4000);
    expect(heard).toEqual([
      ['123456789012 eu-central-1', time - 4000],
      ['123456789012 eu-central-1', time - 400],
      ['123456789012 us-east-1', time - 4000],
    ]);
  });

  it('and no later than now, whatever a record says', async () => {
    const { note, heard } = notes();
    await note(place, time + 365 * day);
    expect(heard).toEqual([['123456789012 eu-central-1', time + 300]]);
  });

  it('and what is not noted is counted, fails nothing, and is noted by the next record', async () => {
    const { note, heard, counted } = notes(new Error('throttled'));
    await note(place, time);
    await note(place, time + 1);
    expect(heard).toHaveLength(2);
    expect(counted).toEqual({ CoverageFailures: 2 });
  });

  it('by what EventBridge says of an event, and not by the record in it', async () => {
    const heard: unknown[] = [];
    const noteCoverage = async (...said: unknown[]) => void heard.push(said);
    const event = trailEvent(rootRecord('a'));
    await invoke(
      'audit-credential-requests',
      sqsEvent({ ...event, account: '123456789012', region: 'eu-west-1' }),
      { noteCoverage },
    );
    expect(heard).toMatchObject([[{ accountId: '123456789012', region: 'eu-west-1' }, expect.any(Number)]]);
  });

  it('but not by a record that came by itself, or by what is none that a rule concerns', async () => {
    const heard: unknown[] = [];
    const noteCoverage = async (...said: unknown[]) => void heard.push(said);
    const other = { ...rootRecord('a'), eventSource: 's3.amazonaws.com' };
    await invoke('audit-credential-requests', sqsEvent(rootRecord('a'), trailEvent(other)), { noteCoverage });
    expect(heard).toEqual([]);
  });
});
