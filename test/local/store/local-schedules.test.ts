import { expect, it } from 'vitest';
import { localSchedules } from '../../../shared/local/store/local-schedules.ts';
import { localStore } from '../../support/local/local-store.ts';

it('what is scheduled is due at its time, the earliest first, once however often it was scheduled, until it was done', async () => {
  const store = await localStore();
  let now = new Date('2026-10-01T08:00:00Z');
  const { schedule, due } = localSchedules(store, () => now);
  const at = (seconds: number) => new Date(Date.parse('2026-10-01T08:00:00Z') + seconds * 1000);
  await schedule({ due: 'second' }, at(20));
  await schedule({ due: 'first' }, at(9.5));
  await schedule({ due: 'second' }, at(20));
  expect(due()).toEqual([]);
  now = at(9.4);
  expect(due()).toEqual([]);
  now = at(10);
  expect(due().map(({ message }) => message)).toEqual([{ due: 'first' }]);
  now = at(20);
  expect(due().map(({ message }) => message)).toEqual([{ due: 'first' }, { due: 'second' }]);
  due()[0]?.done();
  expect(due().map(({ message }) => message)).toEqual([{ due: 'second' }]);
});

it('what fails is due again in a minute, and keeps nothing else from its turn', async () => {
  const store = await localStore();
  const start = Date.parse('2026-10-01T08:00:00Z');
  let now = new Date(start);
  const { schedule, due } = localSchedules(store, () => now);
  for (let index = 0; index < 101; index++)
    await schedule({ due: index }, new Date(start - 200_000 + index * 1000));
  const first = due();
  expect(first).toHaveLength(100);
  for (const { later } of first) later();
  expect(due().map(({ message }) => message)).toEqual([{ due: 100 }]);
  due()[0]?.done();
  now = new Date(start + 59_000);
  expect(due()).toEqual([]);
  now = new Date(start + 60_000);
  expect(due()).toHaveLength(100);
});
