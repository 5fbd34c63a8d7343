import { describe, expect, it } from 'vitest';
import type { Finding, Violation } from '../../shared/contracts/result-contract.generated.ts';
import { findingsOf } from '../../shared/findings/findings-of.ts';
import { digestNotification, findingNotification } from '../../shared/report/notification-text.ts';
import { violationOf } from '../support/findings/violations.ts';
import { hostile } from '../support/formats/hostile.ts';

/**
 * What moves or reorders text, what a reader may break a line at, and what no queue takes that is subscribed to the topic
 * (Amazon SQS API reference, SendMessage).
 */
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Cs}/u;

function findingOf(more: Parameters<typeof violationOf>[1] = {}): Finding {
  const [finding] = findingsOf([violationOf('a', more)]);
  if (finding === undefined) throw new Error('expected a finding');
  return finding;
}

describe('a notification', () => {
  it('says what, who, how often, and how it is mended', () => {
    const finding = { ...findingOf(), occurrences: 12, firstSeen: '2026-09-30T08:00:00Z' };
    expect(findingNotification(finding).message).toBe(
      [
        'CRITICAL no-root-credentials (G6): message a',
        'who:  root → role/redshift-stage (123456789012)',
        'seen: 12 times, 2026-09-30T08:00:00Z to 2026-10-01T08:00:05Z',
        'fix:  Use an IAM user.',
        '',
        `id:   ${finding.id} (GET /v1/findings/${finding.id})`,
        'It is told again after a day, when it was seen ten times as often, or when it has become graver.',
        '',
      ].join('\n'),
    );
  });

  it.each(hostile)('has a subject that Amazon SNS takes, and one line for each text: %s', (_, text) => {
    const finding = findingOf({ message: text, remediation: text });
    const { subject, message } = findingNotification(finding);
    expect(subject).toMatch(/^[!-~][ -~]{0,99}$/);
    expect(message.split('\n')).toHaveLength(8);
    expect(message.replaceAll('\n', '')).not.toMatch(forbidden);
  });

  it.each(hostile)('is of bounded size, and of as many lines, whatever member is long: %s', (_, text) => {
    const long = text.repeat(Math.ceil(300_000 / text.length));
    const subjects: Violation['subject'][] = [
      { kind: 'submission', task: long, endpoints: [long, long], connection: long },
      { kind: 'credential-request', accountId: long, requester: long, roleArn: long },
    ];
    const time = `2026-10-01T08:00:05.${'0'.repeat(300_000)}Z`;
    for (const subject of subjects) {
      const [finding = expect.fail()] = findingsOf(
        ['a', 'b'].map((letter) =>
          violationOf(letter, { title: long, message: long, remediation: long, subject, observedAt: time }),
        ),
      );
      const { subject: heading, message } = findingNotification(finding);
      expect(heading).toMatch(/^[!-~][ -~]{0,99}$/);
      expect(message.split('\n')).toHaveLength(8);
      expect(message.replaceAll('\n', '')).not.toMatch(forbidden);
      expect(Buffer.byteLength(message)).toBeLessThan(10_000);
    }
  });
});

describe('a digest', () => {
  it('stays below what Amazon SNS takes, and says how many more there are', () => {
    const findings = Array.from({ length: 1000 }, (_, index) => ({
      ...findingOf({
        severity: 'medium',
        message: '\u6587'.repeat(2048),
        remediation: '\u6587'.repeat(2048),
      }),
      id: `f1-${index}`,
    }));
    const { subject, message } = digestNotification(findings, false);
    expect(subject).toBe('STS Warden: daily digest, 1000 medium');
    expect(Buffer.byteLength(message)).toBeLessThan(262_144);
    const told = message.match(/^MEDIUM /gm)?.length ?? 0;
    expect(told).toBeGreaterThan(10);
    expect(message).toContain(`and ${1000 - told} more findings: GET /v1/findings has all`);
    expect(message).toContain('Others wait for the next digest.');
  });

  it('of a few is all of them', () => {
    const { message } = digestNotification([findingOf({ severity: 'low' })], true);
    expect(message).toMatch(
      /^LOW no-root-credentials \(G6\): message a\n[\s\S]*\nfix: {2}Use an IAM user\.\n$/,
    );
  });
});
