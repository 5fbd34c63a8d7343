import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { eventCases } from '../../shared/examples/event-cases.ts';
import { putEvents } from '../support/aws-stack/bus.ts';
import { entriesOf, recordEntry } from '../support/aws-stack/entries.ts';
import { itOnOneStack as it } from '../support/aws-stack/it.ts';
import { violationsIn } from '../support/aws-stack/published.ts';
import { messagesIn } from '../support/aws-stack/queue.ts';
import { audit, expiredRecord, record, rootRecord } from '../support/cli/audit-command.ts';
import { unique } from '../support/functions/invoke.ts';

const functionId = 'AuditCredentialRequests';
const cases = eventCases.filter(({ name }) => name.startsWith('audit'));
const readable = cases.filter(({ rawBody }) => rawBody === undefined);
const unreadable = cases.filter(({ rawBody }) => rawBody !== undefined);

describe('records that CloudTrail puts on the default bus', () => {
  it.for(readable)(
    '$name comes out as the findings that the command line reports, ids and all',
    async ({ name }, { stack }) => {
      await putEvents(stack.events, await entriesOf(name));
      await stack.mappingOf(functionId).drain();

      const { report } = await audit([`events/${name}`]);
      const published = await stack.published();
      expect(violationsIn(published)).toEqual(unique(report.violations));
      const out = JSON.stringify(published) + stack.functionOf(functionId).printed();
      expect(out).not.toContain('MUST-NEVER-LEAVE');
      expect(await stack.take('AuditDeadLetterQueueUrl')).toEqual([]);
    },
  );

  it('those that are no request for credentials do not arrive', async ({ stack }) => {
    await putEvents(stack.events, [
      recordEntry(record('a', { eventName: 'GetCallerIdentity' })),
      recordEntry(record('b', { eventSource: 's3.amazonaws.com', eventName: 'GetObject' })),
      { ...recordEntry(rootRecord('c')), DetailType: 'AWS Console Signin via CloudTrail' },
      { ...recordEntry(rootRecord('d')), Source: 'informatica.mapping' },
      { ...recordEntry(expiredRecord('e')), Source: 'informatica.mapping' },
    ]);
    expect(await messagesIn(stack.sqs, stack.mappingOf(functionId).queueUrl)).toBe(0);
  });

  it('a call to S3 with expired credentials arrives by the rule for them, once', async ({ stack }) => {
    await putEvents(stack.events, [recordEntry(expiredRecord('f'))]);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 1, failed: [] }]);
    expect(violationsIn(await stack.published()).map(({ ruleId }) => ruleId)).toEqual([
      'renew-before-expiry',
    ]);
  });

  it('a request for credentials with expired ones arrives by both rules and is one finding', async ({
    stack,
  }) => {
    const request = expiredRecord('g', { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole' });
    await putEvents(stack.events, [recordEntry(request)]);
    expect(await stack.mappingOf(functionId).drain()).toEqual([{ received: 2, failed: [] }]);
    const published = await stack.published();
    expect(published).toHaveLength(2);
    expect(violationsIn(published)).toHaveLength(1);
  });
});

it('records that other accounts forward come out as findings too', async ({ stack }) => {
  const bus = stack.output('ReceivingBusArn');
  const records = [rootRecord('h'), expiredRecord('i'), record('j')];
  await putEvents(
    stack.events,
    records.map((each) => ({ ...recordEntry(each), EventBusName: bus })),
  );
  await stack.mappingOf(functionId).drain();
  const found = violationsIn(await stack.published());
  expect(found.map(({ subject }) => subject.eventId).sort()).toEqual(['h', 'i']);
});

it.for(unreadable)(
  'what no retry can mend ends in the dead-letter queue at once, with the reason: $name',
  async ({ rawBody = '' }, { stack }) => {
    const mapping = stack.mappingOf(functionId);
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: mapping.queueUrl, MessageBody: rawBody }));
    expect(await mapping.drain()).toEqual([{ received: 1, failed: [] }]);

    const [message] = await stack.take('AuditDeadLetterQueueUrl');
    expect(message?.Body).toBe(rawBody);
    expect(message?.MessageAttributes?.Reason?.StringValue).toMatch(/\w/);
  },
);
