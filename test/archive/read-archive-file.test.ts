import { describe, expect, it } from 'vitest';
import { NotAnArchiveError, readArchiveFile } from '../../shared/archive/read-archive-file.ts';

const record = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventID: 'first' };
const digest = { awsAccountId: '123456789012', digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] };

function itemsOf(value: unknown) {
  return [...readArchiveFile(Buffer.from(JSON.stringify(value)), false)].map(({ item }) => item);
}

describe('readArchiveFile', () => {
  it('knows that the digest files of a trail hold no records', () => {
    expect(itemsOf(digest)).toEqual([]);
    expect(itemsOf([digest, { Records: [record] }])).toEqual([{ content: record }]);
  });

  it('takes a record for one, also where it would pass for a digest file', () => {
    const disguised = { ...record, digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] };
    expect(itemsOf(disguised)).toEqual([{ content: disguised }]);
  });

  it.each([
    ['an object of another kind', { hello: 'world' }],
    ['half of a digest file', { digestStartTime: '2026-10-01T08:00:00Z' }],
    ['the other half of a digest file', { logFiles: [] }],
    ['an object whose Records are no list', { Records: record }],
    ['text', 'text'],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(() => itemsOf(value)).toThrow(NotAnArchiveError);
  });

  it.each([{ eventName: 'AssumeRole' }, { eventSource: 'sts.amazonaws.com' }, { userIdentity: {} }])(
    'takes %j for a damaged record, to be named as malformed',
    (value) => {
      expect(itemsOf(value)).toEqual([{ content: value }]);
    },
  );
});
