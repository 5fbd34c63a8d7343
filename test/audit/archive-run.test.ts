import { describe, expect, it } from 'vitest';
import { ArchiveRequestError, readArchiveRequest, selectionOf } from '../../shared/audit/archive-run.ts';

describe('a request for an audit on AWS', () => {
  const whole = {
    trail: 's3://org-trail/AWSLogs/',
    from: '2026-10-01',
    to: '2026-10-02T08:00:00Z',
    accounts: ['123456789012'],
    regions: ['eu-*'],
    roles: ['redshift-*'],
    policy: 'schemaVersion: "1"',
  };

  it('may say all that the command line says, or nothing', () => {
    expect(readArchiveRequest(whole)).toEqual(whole);
    expect(readArchiveRequest({})).toEqual({});
  });

  it('selects by seconds', () => {
    expect(selectionOf(readArchiveRequest(whole))).toEqual({
      from: 1_790_812_800,
      to: 1_790_928_000,
      accounts: ['123456789012'],
      regions: ['eu-*'],
      roles: ['redshift-*'],
    });
  });

  it.each([
    [{ trail: '/trail' }, 'expected `trail` to be s3://bucket/prefix'],
    [{ trail: 's3://' }, 'expected `trail` to be s3://bucket/prefix'],
    [{ from: 'yesterday' }, 'expected `from` to be a time (ISO 8601, UTC)'],
    [{ to: 1_790_812_800 }, 'expected `to` to be a time (ISO 8601, UTC)'],
    [{ from: '2026-10-02', to: '2026-10-01' }, 'expected `from` to be before `to`'],
    [{ accounts: '123456789012' }, 'expected `accounts` to be a list of globs'],
    [{ regions: [] }, 'expected `regions` to be a list of globs'],
    [{ policy: {} }, 'expected `policy` to be a policy as text'],
    [
      { until: '2026-10-01' },
      '`until` is no member; expected trail, from, to, accounts, regions, roles, policy',
    ],
    [
      { from: '', roles: [1] },
      'expected `from` to be a time (ISO 8601, UTC); expected `roles` to be a list of globs',
    ],
    ['s3://org-trail', 'expected an object'],
  ])('%j is refused, with every fault', (request, message) => {
    expect(() => readArchiveRequest(request)).toThrow(new ArchiveRequestError(message));
  });
});
