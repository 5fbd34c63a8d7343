import { describe, expect } from 'vitest';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { type DeliveredEvent, putEvents } from '../support/aws-stack/bus.ts';
import { submissionEntry } from '../support/aws-stack/entries.ts';
import { record } from '../support/aws-stack/findings.ts';
import { itOnOneStack as it } from '../support/aws-stack/it.ts';
import { timeless, violationsIn } from '../support/aws-stack/published.ts';
import { rootRecord } from '../support/cli/audit-command.ts';
import { decisionIn } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';

const kilobyte = 1024;
/** What the targets of EventBridge rules take at most. */
const mostBytes = 256 * kilobyte;

function bytesOf(event: DeliveredEvent | undefined): number {
  return Buffer.byteLength(JSON.stringify(event));
}

describe('beyond 256 KB', () => {
  const text = 'long '.repeat(60 * kilobyte);

  it.for<[string, object]>([
    ['in what no rule reads', { requestParameters: { policy: text } }],
    [
      'in what findings quote',
      { userAgent: text, requestParameters: { roleArn: text, roleSessionName: text } },
    ],
  ])('a record leads to the findings that the command line reports: %s', async ([, delta], { stack }) => {
    const expected = await record(stack, [rootRecord('long', delta), rootRecord('short')]);
    await stack.mappingOf('AuditCredentialRequests').drain();

    const published = await stack.published();
    expect(violationsIn(published)).toEqual(expected);
    for (const event of published) expect(bytesOf(event)).toBeLessThan(mostBytes);
  });

  it('a submission is decided as the command line does, and what its decision leaves out is counted', async ({
    stack,
  }) => {
    const entry = submissionEntry(stack.output('EventBusName'), largeSubmission());
    expect(entry.Detail?.length).toBeGreaterThan(mostBytes);
    await putEvents(stack.events, [entry]);
    await stack.mappingOf('ReviewSubmission').drain();

    const [event, ...others] = await stack.published();
    expect(others).toEqual([]);
    expect(bytesOf(event)).toBeLessThan(mostBytes);
    const { violations, violationsOmitted, ...decision } = timeless(event?.detail as Decision);
    const { stdout } = await command(['check', '--format', 'json', '-'], { stdin: entry.Detail ?? '' });
    const { violations: all, ...expected } = timeless(decisionIn(stdout));
    expect(decision).toEqual(expected);
    expect(violations).toEqual(all.slice(0, violations.length));
    expect(violations.length + Number(violationsOmitted)).toBe(all.length);
  });
});

/** As many sources and targets as a submission may have, each over another connection than its like. */
function largeSubmission(): object {
  const ends = (kind: string, connection: string, more: object) =>
    Array.from({ length: 64 }, (_, index) => ({
      name: `${kind} ${index}`,
      connection,
      s3BucketName: 'mapping-stage',
      ...more,
    }));
  return {
    connections: { lake: { type: 'amazon-s3-v2', authentication: 'federated-sso', region: 'eu-central-1' } },
    sources: ends('Source', 'redshift', { encryptionType: 'sse-kms', unloadOptions: 'x'.repeat(8000) }),
    targets: ends('Target', 'lake', {}),
  };
}
