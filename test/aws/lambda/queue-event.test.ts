import { expect, it } from 'vitest';
import { NotAQueueEventError, readQueueEvent } from '../../../shared/aws/lambda/queue-event.ts';
import { caught } from '../../support/hostile/caught.ts';

const message = { messageId: 'm-0', body: '{}' };

it('gives the messages, with whatever else they hold', () => {
  const more = { ...message, receiptHandle: 'r' };
  expect(readQueueEvent({ Records: [more] })).toEqual([more]);
  expect(readQueueEvent({ Records: [] })).toEqual([]);
});

it.each([
  [null, '/ must be object'],
  [[], '/ must be object'],
  [{}, '/ lacks the required property `Records`'],
  [{ Records: 'MUST-NEVER-LEAVE' }, '/Records must be array'],
  [{ Records: [7] }, '/Records/0 must be object'],
  [{ Records: [message, { messageId: 'm-1' }] }, '/Records/1 lacks the required property `body`'],
  [{ Records: [{ ...message, body: 7 }] }, '/Records/0/body must be string'],
  [
    { Records: [{ body: {} }] },
    '/Records/0 lacks the required property `messageId`; /Records/0/body must be string',
  ],
])('is refused: %j', (event, fault) => {
  const read = () => readQueueEvent(event);
  expect(read).toThrow(NotAQueueEventError);
  expect(String(caught(read))).toBe(`NotAQueueEventError: expected the event of a queue: ${fault}`);
});
