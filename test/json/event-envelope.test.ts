import { expect, it } from 'vitest';
import { isEvent, unwrapEvent } from '../../shared/json/event-envelope.ts';

const event = { 'detail-type': 'AWS API Call via CloudTrail', detail: { eventName: 'AssumeRole' } };

it('the detail of an event is taken out, also where it is nothing', () => {
  expect(unwrapEvent(event)).toEqual({ eventName: 'AssumeRole' });
  expect(unwrapEvent({ ...event, detail: null })).toBeNull();
});

it.each<[string, unknown]>([
  ['what has a detail alone', { detail: 'a' }],
  ['what has a type alone', { 'detail-type': 'a' }],
  ['an object', {}],
  ['a list', [event]],
  ['text', 'detail-type detail'],
  ['null', null],
])('%s is no event, and stays as it is', (_, value) => {
  expect(unwrapEvent(value)).toBe(value);
});

it('an event is known by both of its members', () => {
  expect([event, { detail: 'a' }, { 'detail-type': 'a' }].map(isEvent)).toEqual([true, false, false]);
});
