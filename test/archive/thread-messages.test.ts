import { expect, it } from 'vitest';
import type { FileReading } from '../../shared/archive/file-reading.ts';
import { BatchWriter } from '../../shared/archive/record-batch.ts';
import { packReadings, unpackReadings } from '../../shared/archive/thread-messages.ts';

function reading(
  index: number,
  fill: (batch: BatchWriter) => void,
  more: Partial<FileReading> = {},
): FileReading {
  const batch = new BatchWriter();
  fill(batch);
  return { index, batch: batch.take(), isEnd: true, ...more };
}

it('readings arrive as they were sent', () => {
  const readings = [
    reading(0, () => undefined),
    reading(1, (batch) => batch.passOver(3, { first: 1, last: 2 })),
    reading(2, (batch) => {
      batch.record('{"eventName":"\ud83d\ude00\ud800"}', 'record 1');
      batch.record('{}', 'line 2');
    }),
    reading(
      3,
      (batch) => {
        batch.malformed('not JSON', 'record 7');
        batch.aside({ kind: 'digest', treatment: 'ignored' }, 'x');
        batch.skip('entry', 'is damaged');
        batch.openLists(2);
      },
      { isEnd: false, fault: 'is truncated' },
    ),
  ];
  expect(unpackReadings(structuredClone(packReadings(readings)))).toEqual(readings);
});
