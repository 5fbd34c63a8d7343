import { expect, it } from 'vitest';
import { sliceTimes } from '../../shared/audit/slice-times.ts';

const hourly = (hours: number, count: number) =>
  Array.from({ length: hours }, (_, hour) => [hour, count] as const);
const inHours = (slices: ReturnType<typeof sliceTimes>) =>
  slices.flatMap(({ to }) => (to === undefined ? [] : [to / 3600]));
const lapseSeconds = 0;

it('cuts where a slice would hold more than it may, with the 36 hours that it needs before it', () => {
  expect(inHours(sliceTimes(hourly(120, 1), { mostRecords: 60, lapseSeconds }))).toEqual([60, 84, 108]);
});

it('never cuts a slice shorter than half a day, however much it holds: a year is 730 of them', () => {
  const borders = inHours(sliceTimes(hourly(48, 1_000_000), { mostRecords: 1, lapseSeconds }));
  expect(borders).toEqual([12, 24, 36]);
});

it('cuts nothing where all fits into one', () => {
  expect(sliceTimes(hourly(48, 1), { mostRecords: 48, lapseSeconds })).toEqual([{}]);
  expect(sliceTimes([], { mostRecords: 1, lapseSeconds })).toEqual([{}]);
});
