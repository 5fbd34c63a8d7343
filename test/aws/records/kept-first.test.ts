import { describe, expect, it } from 'vitest';
import { decisionEvent, violationEvent } from '../../../shared/aws/publishing/events.ts';
import { keptFirst } from '../../../shared/aws/records/kept-first.ts';
import { violationOf } from '../../support/findings/violations.ts';
import { decisionRecord } from '../../support/records/decision-record.ts';

const violation = violationOf('a');
const decision = { ...decisionRecord().decision, violations: [violationOf('b')] };
const events = [violationEvent(violation), decisionEvent(decision)];
const broken = new Error('the table is down');

/** What was done, in order. */
function publisher(mayFail: boolean, failing: { keep?: Error; publish?: Error } = {}) {
  const done: unknown[] = [];
  const publish = keptFirst(
    async (published) => {
      done.push(['published', published.length]);
      if (failing.publish) throw failing.publish;
    },
    {
      keep: async (violations) => {
        done.push(['kept', violations.map(({ id }) => id)]);
        if (failing.keep) throw failing.keep;
      },
      onFailure: async (error) => void done.push(['failed', error]),
      mayFail,
    },
  );
  return { done, publish };
}

const kept = ['kept', [violation.id, violationOf('b').id]];

describe('what is published', () => {
  it('is kept before: violations, and those of decisions', async () => {
    const { done, publish } = publisher(false);
    await publish(events);
    expect(done).toEqual([kept, ['published', 2]]);
  });

  it('is published all the same where it cannot be kept, and then whoever has it tries again', async () => {
    const { done, publish } = publisher(false, { keep: broken });
    await expect(publish(events)).rejects.toBe(broken);
    expect(done).toEqual([kept, ['failed', broken], ['published', 2]]);
  });

  it('is answered all the same where somebody waits', async () => {
    const { done, publish } = publisher(true, { keep: broken });
    await publish(events);
    expect(done).toEqual([kept, ['failed', broken], ['published', 2]]);
  });

  it.each([true, false])('fails where it cannot be published, whatever was kept', async (mayFail) => {
    const failure = new Error('the bus is down');
    const { publish } = publisher(mayFail, { publish: failure, keep: broken });
    await expect(publish(events)).rejects.toBe(failure);
  });
});
