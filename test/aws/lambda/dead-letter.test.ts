import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { deadLetterQueue } from '../../../shared/aws/lambda/dead-letter.ts';
import { NotJsonError } from '../../../shared/json/parse.ts';

const sqs = mockClient(SQSClient);
const client = new SQSClient({ region: 'eu-central-1' });
const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters';
const setAside = deadLetterQueue({ client: async () => client, queueUrl });
const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
const text = (value: unknown) => ({ DataType: 'String', StringValue: value });

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: 'sent' });
});

describe('deadLetterQueue', () => {
  it('sends the message as it came, with what is wrong as attributes', async () => {
    await setAside(
      { messageId: 'm-1', body: '{"a":' },
      new NotJsonError('not JSON: the text ends too early'),
    );
    expect(sent()).toEqual([
      {
        QueueUrl: queueUrl,
        MessageBody: '{"a":',
        MessageAttributes: {
          Error: text('NotJsonError'),
          Reason: text('not JSON: the text ends too early'),
          SourceMessageId: text('m-1'),
        },
      },
    ]);
  });

  it('sends something for an empty body, which SQS refuses', async () => {
    await setAside({ messageId: 'm-1', body: '' }, new Error('empty'));
    expect(sent()[0]?.MessageBody).toBe('(empty)');
  });

  it('rejects where the queue does not take the message', async () => {
    sqs.on(SendMessageCommand).rejects(new Error('no such queue'));
    await expect(setAside({ messageId: 'm-1', body: 'x' }, new Error('bad'))).rejects.toThrow(
      'no such queue',
    );
  });

  it('rejects where the client cannot be made', async () => {
    const broken = deadLetterQueue({ client: () => Promise.reject(new Error('no client')), queueUrl });
    await expect(broken({ messageId: 'm-1', body: 'x' }, new Error('bad'))).rejects.toThrow('no client');
  });

  it('cuts a long reason, and not through a character', async () => {
    await setAside({ messageId: 'm-1', body: 'x' }, new Error(`${'x'.repeat(999)}😀 and more`));
    const reason = sent()[0]?.MessageAttributes?.Reason?.StringValue ?? '';
    expect(reason.length).toBeLessThanOrEqual(1000);
    expect(reason.isWellFormed()).toBe(true);
  });

  it('puts U+FFFD in the place of what SQS refuses', async () => {
    await setAside({ messageId: 'm-1', body: 'x' }, new Error('a\u0000b\ud800c\td'));
    expect(sent()[0]?.MessageAttributes?.Reason).toEqual(text('a\ufffdb\ufffdc\td'));
  });

  it('sends no character that SQS refuses, and no empty attribute, whatever the reason', async () => {
    const refused = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 1200 }), async (reason) => {
        sqs.resetHistory();
        await setAside({ messageId: 'm-1', body: 'x' }, new Error(reason));
        for (const { StringValue } of Object.values(sent()[0]?.MessageAttributes ?? {})) {
          expect(StringValue).not.toMatch(refused);
          expect(StringValue).not.toBe('');
        }
      }),
    );
  });
});
