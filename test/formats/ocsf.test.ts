import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { violationOf } from '../support/findings/violations.ts';
import { auditOf, rendered } from '../support/formats/results.ts';

/** The events of violations. */
function eventsOf(...violations: Violation[]) {
  return rendered('ocsf', auditOf(violations))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('ocsf', () => {
  it('has a finding as an event, with its occurrences', () => {
    const [event] = eventsOf(violationOf('a', { observedAt: '2026-10-01T07:00:00Z' }), violationOf('b'));
    expect(event).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 5,
      status_id: 1,
      count: 2,
      start_time: Date.parse('2026-10-01T07:00:00Z'),
      time: Date.parse('2026-10-01T08:00:05Z'),
      finding_info: { uid: expect.stringMatching(/^f1-/), related_events_count: 2 },
      cloud: { provider: 'AWS', account: { uid: '123456789012' } },
    });
    expect(event.evidences[0].data.requester).toBe('arn:aws:iam::123456789012:root');
  });

  it.each<[Violation['subject']['kind'], number]>([
    ['credential-request', 2004],
    ['refused-call', 2004],
    ['session', 2004],
    ['run', 2004],
    ['submission', 2003],
    ['principal', 2003],
  ])('has a %s in class %i', (kind, uid) => {
    const [event] = eventsOf(violationOf('a', { subject: { kind } }));
    expect(event.class_uid).toBe(uid);
    expect('compliance' in event).toBe(uid === 2003);
  });

  it('suppresses what is exempted', () => {
    expect(eventsOf(violationOf('a', { status: 'exempted' }))[0].status_id).toBe(3);
  });
});
