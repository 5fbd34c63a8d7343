import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../shared/aws/publishing/events.ts';
import type { DecisionRecord } from '../../../shared/aws/records/decision-items.ts';
import type { Kept } from '../../../shared/aws/records/decision-store.ts';
import { NoTimeLeftError, settle, settled } from '../../../shared/aws/records/settle-decision.ts';
import { ConflictingSubmissionError } from '../../../shared/http/errors.ts';
import { decisionRecord } from '../../support/records/decision-record.ts';

const record = decisionRecord();
const earlier = decisionRecord({ decisionId: 'd-0' });

/** Settles with a store that answers so; what was done, in its order. */
function settling(kept: Kept | undefined, { hasTime = true, fails = '' } = {}) {
  const done: string[] = [];
  const published: BusEvent[] = [];
  const step = async (name: string) => {
    if (name === fails) throw new Error(`${name} failed`);
    done.push(name);
  };
  const dependencies = {
    store: {
      put: async () => {
        await step('kept');
        if (kept === undefined) throw new Error('put gives an answer');
        return kept;
      },
      claimed: async () => (kept?.outcome === 'stored' ? undefined : kept),
      markPublished: (decisionId: string) => step(`${decisionId} noted`),
    },
    publish: async (events: readonly BusEvent[]) => {
      await step('published');
      published.push(...events);
    },
  };
  const unsettled = { record, claims: [], hasTime: () => hasTime };
  return {
    done,
    published,
    settle: () => settle(unsettled, dependencies),
    settled: () => settled(unsettled, dependencies),
  };
}

const replayed = (more: Partial<DecisionRecord> = {}): Kept => ({
  outcome: 'replayed',
  record: { ...earlier, ...more },
});

describe('a decision', () => {
  it('is kept, then published, then noted as published', async () => {
    const { settle: run, done, published } = settling({ outcome: 'stored' });
    expect(await run()).toBe(record);
    expect(done).toEqual(['kept', 'published', 'd-1 noted']);
    expect(published).toEqual([{ detailType: 'Mapping Submission Allowed', detail: record.decision }]);
  });

  it.each([
    ['settle', 'published by now', replayed({ published: true }), ['kept']],
    ['settle', 'that never went out', replayed(), ['kept', 'published', 'd-0 noted']],
    ['settled', 'published by now', replayed({ published: true }), []],
    ['settled', 'that never went out', replayed(), ['published', 'd-0 noted']],
  ] as const)('%s gives way to the one before, %s', async (how, _, kept, expected) => {
    const { done, ...run } = settling(kept);
    expect(await run[how]()).toMatchObject({ decisionId: 'd-0' });
    expect(done).toEqual(expected);
  });

  it('is made anew where nothing is claimed', async () => {
    expect(await settling({ outcome: 'stored' }).settled()).toBeUndefined();
  });

  it.each(['settle', 'settled'] as const)('%s refuses an id of another submission', async (how) => {
    const { published, ...run } = settling({ outcome: 'conflict' });
    await expect(run[how]()).rejects.toThrow(ConflictingSubmissionError);
    expect(published).toEqual([]);
  });

  it.each([
    ['settle', { outcome: 'stored' }],
    ['settled', replayed()],
  ] as const)('%s publishes nothing where no time is left to tell it', async (how, kept) => {
    const { published, ...run } = settling(kept, { hasTime: false });
    await expect(run[how]()).rejects.toThrow(NoTimeLeftError);
    expect(published).toEqual([]);
  });

  it('is no answer where it could not be kept: nothing goes out', async () => {
    const { settle: run, done } = settling({ outcome: 'stored' }, { fails: 'kept' });
    await expect(run()).rejects.toThrow('kept failed');
    expect(done).toEqual([]);
  });

  it.each(['published', 'd-1 noted'])('is no answer where it could not be %s', async (fails) => {
    await expect(settling({ outcome: 'stored' }, { fails }).settle()).rejects.toThrow(`${fails} failed`);
  });
});
