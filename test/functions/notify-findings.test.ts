import { describe, expect, it } from 'vitest';
import { type NotifyDependencies, notifyFindings } from '../../functions/notify-findings/notify-findings.ts';
import { readOccasion } from '../../functions/notify-findings/read-occasion.ts';
import type { Finding, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import type { Notification } from '../../shared/report/notification-text.ts';
import { violationOf } from '../support/findings/violations.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { memoryNotices } from '../support/functions/memory-notices.ts';
import { sqsEvent } from '../support/functions/sqs-event.ts';

const medium = violationOf('m', { severity: 'medium', ruleId: 'same-bucket-same-connection' });

/** The function, with findings kept as often as is said, and a topic that takes what it is given or refuses it. */
function functionWith({
  kept = new Map<string, Finding>(),
  refuses = (_: Notification): boolean => false,
  meanwhile = async (): Promise<void> => undefined,
} = {}) {
  const sent: Notification[] = [];
  const setAside: string[] = [];
  const logged: string[] = [];
  const read: (readonly string[])[] = [];
  const waited: number[] = [];
  const notices = memoryNotices();
  const dependencies: NotifyDependencies = {
    notices,
    notify: async (notification) => {
      if (refuses(notification)) throw new Error('Throttled');
      sent.push(notification);
    },
    findingsKept: async (ids) => {
      read.push(ids);
      // So does DynamoDB.
      if (new Set(ids).size < ids.length) throw new Error('keys contain duplicates');
      return new Map([...kept].filter(([id]) => ids.includes(id)));
    },
    setAside: async ({ body }) => void setAside.push(body),
    meter: countingMeter(),
    log: async (level, message) => void logged.push(`${level} ${message}`),
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      await meanwhile();
    },
  };
  const handler = notifyFindings(dependencies);
  const hand = async (...bodies: readonly unknown[]) => {
    const response = (await handler(sqsEvent(...bodies), {} as never)) as {
      batchItemFailures: { itemIdentifier: string }[];
    };
    return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { hand, sent, setAside, notices, logged, read, waited };
}

const event = (detail: Violation) => ({
  source: 'sts-warden',
  'detail-type': 'Temporary Credentials Violation',
  detail,
});
const decisionEvent = (detail: object) => ({
  source: 'sts-warden',
  'detail-type': 'Mapping Submission Blocked',
  detail,
});
const clock = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

/** The finding of a violation, seen so often. */
function keptAs(violation: Violation, occurrences: number): Map<string, Finding> {
  return new Map(findingsOf([violation]).map((finding) => [finding.id, { ...finding, occurrences }]));
}

describe('NotifyFindings', () => {
  it.each(['critical', 'high'] as const)(
    'tells of a %s finding at once, as often as it is kept',
    async (severity) => {
      const violation = violationOf('a', { severity });
      const { hand, sent } = functionWith({ kept: keptAs(violation, 7) });
      expect(await hand(event(violation))).toEqual([]);
      expect(sent).toMatchObject([{ subject: `STS Warden: ${severity}, no-root-credentials, 7 times` }]);
    },
  );

  it('tells of one that nobody could keep', async () => {
    const { hand, sent } = functionWith();
    await hand(event(violationOf('a')));
    expect(sent).toMatchObject([{ subject: 'STS Warden: critical, no-root-credentials, 1 time' }]);
  });

  it('tells of it again where it was seen ten times as often, and not before', async () => {
    const kept = keptAs(violationOf('a'), 1);
    const { hand, sent } = functionWith({ kept });
    for (const occurrences of [1, 9, 10, 99, 100]) {
      for (const [id, finding] of keptAs(violationOf('a'), occurrences)) kept.set(id, finding);
      await hand(event(violationOf('b')));
    }
    expect(sent.map(({ subject }) => subject.split(', ').at(-1))).toEqual([
      '1 time',
      '10 times',
      '100 times',
    ]);
  });

  it('tells of what a batch has of one finding once, as it is kept, and finds fault with nothing', async () => {
    const { hand, sent, logged, read } = functionWith({ kept: keptAs(violationOf('a'), 9) });
    const burst = ['a', 'b', 'c', 'a'].map((letter) => event(violationOf(letter)));
    expect(await hand(...burst, event({ ...medium, severity: 'high' }), ...burst)).toEqual([]);
    expect(sent.map(({ subject }) => subject)).toEqual([
      'STS Warden: critical, no-root-credentials, 9 times',
      'STS Warden: high, same-bucket-same-connection, 1 time',
    ]);
    expect(read.map((ids) => ids.length)).toEqual([2]);
    expect(logged).toEqual([]);
  });

  it('counts what a batch has of one that nobody could keep', async () => {
    const { hand, sent } = functionWith();
    await hand(...['a', 'b', 'a'].map((letter) => event(violationOf(letter))));
    expect(sent.map(({ subject }) => subject)).toEqual([
      'STS Warden: critical, no-root-credentials, 2 times',
    ]);
  });

  it('tells of a violation that nobody could keep of one that is kept', async () => {
    const kept = keptAs(violationOf('a', { observedAt: '2026-09-30T08:00:00Z', severity: 'low' }), 5);
    const { hand, sent } = functionWith({ kept });
    await hand(event(violationOf('b')));
    expect(sent).toMatchObject([
      {
        subject: 'STS Warden: critical, no-root-credentials, 6 times',
        message: expect.stringContaining('6 times, 2026-09-30T08:00:00Z to 2026-10-01T08:00:05Z'),
      },
    ]);
  });

  it.each(['allow', 'block'])('tells of what a decision to %s found, each finding once', async (decision) => {
    const { hand, sent, notices } = functionWith();
    const exempted = violationOf('x', { status: 'exempted', ruleId: 'renew-before-expiry' });
    const violations = [violationOf('a'), violationOf('b'), { ...medium, severity: 'high' }, exempted];
    const low = violationOf('l', { severity: 'low', ruleId: 'duration-covers-run' });
    expect(await hand(decisionEvent({ decision, violations: [...violations, low] }))).toEqual([]);
    expect(sent.map(({ subject }) => subject)).toEqual([
      'STS Warden: critical, no-root-credentials, 2 times',
      'STS Warden: high, same-bucket-same-connection, 1 time',
    ]);
    expect(notices.findings.map(({ ruleId }) => ruleId)).toEqual(['duration-covers-run']);
  });

  it('has nothing to tell of a decision without violations', async () => {
    const { hand, sent, setAside, read } = functionWith();
    const malformed = { decision: 'block', malformed: [{ pointer: '/', detail: 'expected an object' }] };
    expect(
      await hand(decisionEvent({ decision: 'allow', violations: [] }), decisionEvent(malformed)),
    ).toEqual([]);
    expect([sent, setAside, read]).toEqual([[], [], []]);
  });

  it('gives back a decision of which it could not tell all, and then tells the rest', async () => {
    let isDown = true;
    const { hand, sent } = functionWith({
      refuses: ({ subject }) => isDown && subject.includes('critical'),
    });
    const both = decisionEvent({
      decision: 'block',
      violations: [{ ...medium, severity: 'high' }, violationOf('a')],
    });
    expect(await hand(both)).toEqual(['m-0']);
    isDown = false;
    expect(await hand(both)).toEqual([]);
    expect(sent.map(({ subject }) => subject.split(',')[0])).toEqual([
      'STS Warden: high',
      'STS Warden: critical',
    ]);
  });

  it.each([
    [{ decision: 'block', violations: 'none' }, /\/detail\/violations to be a list/],
    [{ decision: 'block', violations: [violationOf('a'), {}] }, /\/detail\/violations\/1 /],
  ])('says where a decision is wrong', (detail, reason) => {
    expect(() => readOccasion(decisionEvent(detail))).toThrow(reason);
  });

  it('waits for whoever else is telling it', async () => {
    const { hand, sent, notices, logged, waited } = functionWith({ meanwhile: () => notices.told(finding) });
    const [finding = expect.fail()] = findingsOf([violationOf('a')]);
    await notices.claim(finding);
    expect(await hand(event(violationOf('a')))).toEqual([]);
    expect([sent, logged, waited]).toEqual([[], [], [200]]);
  });

  it('gives back what somebody else is telling for long: it may have grown meanwhile', async () => {
    const { hand, sent, notices, waited } = functionWith();
    const [finding = expect.fail()] = findingsOf([violationOf('a')]);
    await notices.claim(finding);
    expect(await hand(event(violationOf('a')))).toEqual(['m-0']);
    expect([sent, waited]).toEqual([[], [200, 400, 800, 1600]]);
    await notices.release(finding.id);
    expect(await hand(event(violationOf('a')))).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it('gives back all messages of what the topic refuses, and no others', async () => {
    const { hand, sent } = functionWith({ refuses: ({ subject }) => subject.includes('critical') });
    const other = event({ ...medium, severity: 'high' });
    expect(await hand(event(violationOf('a')), other, event(violationOf('b')))).toEqual(['m-0', 'm-2']);
    expect(sent).toHaveLength(1);
  });

  it('gives back what the topic refuses, and tells it then', async () => {
    let isDown = true;
    const { hand, sent, notices } = functionWith({ refuses: () => isDown });
    expect(await hand(event(violationOf('a')))).toEqual(['m-0']);
    expect([...notices.claimed]).toEqual([]);
    isDown = false;
    expect(await hand(event(violationOf('a')))).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it('tells nobody of what is exempted', async () => {
    const { hand, sent, notices } = functionWith();
    await hand(event(violationOf('a', { status: 'exempted' })), event({ ...medium, status: 'exempted' }));
    expect([sent, notices.findings]).toEqual([[], []]);
  });

  it('sets aside what it can never read, and works on the rest', async () => {
    const { hand, sent, setAside } = functionWith();
    const strange = { source: 'sts-warden', detail: { ruleId: 'x' } };
    expect(await hand('{', strange, [], event(violationOf('a')))).toEqual([]);
    expect(setAside).toHaveLength(3);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['a rule that there is none of', { ruleId: `\u00e9\n${'x'.repeat(200)}` }],
    ['an unknown severity', { severity: 'weird' }],
    ['an unknown subject', { subject: { kind: 'x' } }],
    ['lines for a time', { observedAt: 'a\nHIGH b' }],
    ['a time that there is no date for', { observedAt: '2016-12-31T23:59:60Z' }],
    ['no fix', { remediation: undefined }],
  ])(
    'sets aside a violation that the contract does not allow, and spoils no digest by it: %s',
    async (_, more) => {
      const { hand, sent, setAside } = functionWith();
      const bad = event({ ...medium, ...more } as Violation);
      expect(await hand(bad, event(violationOf('l', { severity: 'low' })))).toEqual([]);
      expect(setAside).toHaveLength(1);
      expect(await hand(clock)).toEqual([]);
      expect(sent.map(({ subject }) => subject)).toEqual(['STS Warden: daily digest, 1 low']);
    },
  );

  it('says where what it sets aside is wrong, and not what was there', () => {
    const bad = event(violationOf('a', { severity: 'secret' as never }));
    expect(() => readOccasion(bad)).toThrow(/\/detail\/severity /);
    expect(() => readOccasion(bad)).not.toThrow(/secret/);
  });
});

describe('the digest', () => {
  it('tells of the others once a day, as they are kept, the gravest first', async () => {
    const kept = keptAs(medium, 40);
    const { hand, sent, notices } = functionWith({ kept });
    await hand(event(violationOf('l', { severity: 'low' })), event(medium));
    expect(sent).toEqual([]);
    expect(await hand(clock)).toEqual([]);
    expect(sent.map(({ subject }) => subject)).toEqual(['STS Warden: daily digest, 1 medium, 1 low']);
    expect(sent[0]?.message).toMatch(/^MEDIUM [\s\S]*seen: 40 times[\s\S]*LOW /);
    expect(notices.findings).toEqual([]);
  });

  it('has a finding once, though its severity changed meanwhile', async () => {
    const { hand, sent } = functionWith();
    await hand(event(medium));
    await hand(event({ ...medium, id: `v1-${'n'.repeat(40)}`, severity: 'low' }));
    expect(await hand(clock)).toEqual([]);
    expect(sent.map(({ subject }) => subject)).toEqual(['STS Warden: daily digest, 1 medium']);
  });

  it('tells of a violation that nobody could keep of one that is kept', async () => {
    const kept = keptAs({ ...medium, observedAt: '2026-09-30T08:00:00Z' }, 5);
    const { hand, sent } = functionWith({ kept });
    await hand(event(medium));
    await hand(clock);
    expect(sent[0]?.message).toContain('seen: 6 times, 2026-09-30T08:00:00Z to 2026-10-01T08:00:05Z');
  });

  it('is none where what waits was told as it is', async () => {
    const { hand, sent, notices } = functionWith();
    await notices.endWaiting([], findingsOf([medium]));
    await hand(event(medium));
    expect(await hand(clock)).toEqual([]);
    expect([sent, notices.findings]).toEqual([[], []]);
  });

  it('is none where nothing waits', async () => {
    const { hand, sent } = functionWith();
    expect(await hand(clock)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('is one where the clock rings twice', async () => {
    const { hand, sent } = functionWith();
    await hand(event(medium));
    expect(await hand(clock, clock)).toEqual([]);
    expect(await hand(clock)).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it('that the topic refuses loses nothing', async () => {
    let isDown = true;
    const { hand, sent } = functionWith({ refuses: () => isDown });
    await hand(event(medium));
    expect(await hand(clock)).toEqual(['m-0']);
    isDown = false;
    expect(await hand(clock)).toEqual([]);
    expect(sent).toHaveLength(1);
  });
});
