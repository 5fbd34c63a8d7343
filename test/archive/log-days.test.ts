import { describe, expect, it } from 'vitest';
import { besideTimes, isOfDay, leadsToDays } from '../../shared/archive/log-days.ts';

const seconds = (time: string) => Date.parse(time) / 1000;
const region = 'logs/AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/eu-central-1';
const from = seconds('2026-10-02T08:00:00Z');
const to = seconds('2026-10-04T08:00:00Z');

describe('besideTimes', () => {
  it.each<[string, 'earlier' | 'later' | undefined]>([
    ['2026/10/01', 'earlier'],
    ['2026/10/02', undefined],
    ['2026/10/04', undefined],
    // What happened in the last hour may have been delivered a day later.
    ['2026/10/05', undefined],
    ['2026/10/06', 'later'],
    ['2026/09', 'earlier'],
    ['2026/10', undefined],
    ['2026/11', 'later'],
    ['2025', 'earlier'],
    ['2026', undefined],
    ['2027', 'later'],
  ])('of the folder %s: %s', (folder, expected) => {
    expect(besideTimes(`${region}/${folder}`, { from, to })).toBe(expected);
  });

  it('takes a day in at its very end, and leaves it out a second later', () => {
    const day = `${region}/2026/10/01`;
    expect(besideTimes(day, { from: seconds('2026-10-01T23:59:59Z') })).toBeUndefined();
    expect(besideTimes(day, { from: seconds('2026-10-02T00:00:00Z') })).toBe('earlier');
    expect(besideTimes(day, { to: seconds('2026-09-30T00:00:01Z') })).toBeUndefined();
    expect(besideTimes(day, { to: seconds('2026-09-30T00:00:00Z') })).toBe('later');
  });

  it.each([
    'AWSLogs/123456789012/CloudTrail/us-gov-west-1/2020/01/31',
    'AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail-Digest/eusc-de-east-1/2020/01/31',
    '/data/AWSLogs/123456789012/CloudTrail-Insight/us-iso-east-1/2020/01/31',
  ])('knows CloudTrail’s folder %s', (folder) => {
    expect(besideTimes(folder, { from })).toBe('earlier');
  });

  it.each([
    'AWSLogs/123456789012/CloudTrail/eu-central-1/2020/01/31/more',
    'AWSLogs/123456789012/CloudTrail/eu-central-1/2020/02/30',
    'AWSLogs/123456789012/CloudTrail/eu-central-1/2020/13',
    'AWSLogs/123456789012/CloudTrail/eu-central-1/year=2020',
    'AWSLogs/123456789012/Config/eu-central-1/2020/01/31',
    'AWSLogs/12345/CloudTrail/eu-central-1/2020/01/31',
    'MyAWSLogs/123456789012/CloudTrail/eu-central-1/2020/01/31',
    'CloudTrail/eu-central-1/2020/01/31',
    '2020/01/31',
  ])('says nothing of %s', (folder) => {
    expect(besideTimes(folder, { from })).toBeUndefined();
  });
});

it('tells folders of days from those above them, and from others', () => {
  const parts = `${region}/2026/10/01/more`.split('/');
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  expect(folders.map((folder) => [isOfDay(folder), leadsToDays(folder)])).toEqual([
    [false, false],
    ...Array.from({ length: 7 }, () => [false, true]),
    [true, false],
    [false, false],
  ]);
});
