import type { TimeRange } from '../archive/time-range.ts';
import type { KeptRecords } from './audit-part.ts';
import { neededTimes } from './needed-times.ts';

const secondsInHour = 3600;
/** Each slice reads what 36 hours before it hold once more: of shorter ones that would be nearly all that they read. */
const leastSeconds = 12 * secondsInHour;

interface SliceBounds {
  readonly mostRecords: number;
  /** The policy’s: how far sessions reach back. */
  readonly lapseSeconds: number;
}

/**
 * Cuts all of time into slices, as few as hold so many records at the most together with what they need before them; half a
 * day and that at the least. `hours`: how many records there are in which, in any order.
 */
export function sliceTimes(
  hours: KeptRecords['hours'],
  { mostRecords, lapseSeconds }: SliceBounds,
): (TimeRange & { readonly from?: number; readonly to?: number })[] {
  const counts = new Map<number, number>();
  for (const [hour, count] of hours) counts.set(hour, (counts.get(hour) ?? 0) + count);
  const inOrder = [...counts].sort(([one], [other]) => one - other);
  const borders: number[] = [];
  let records = 0;
  let [[first] = [0]] = inOrder;
  for (const [at, [hour, count]] of inOrder.entries()) {
    if (records + count > mostRecords && (hour - first) * secondsInHour >= leastSeconds) {
      const border = hour * secondsInHour;
      borders.push(border);
      first = hour;
      // What the new slice needs before it is read once more.
      const { from = 0 } = neededTimes({ from: border }, { lapseSeconds });
      records = recordsFrom(from, inOrder, at);
    }
    records += count;
  }
  return [undefined, ...borders].map((from, number) => {
    const to = borders[number];
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  });
}

/** Records of the hours before the one at a place that are not over at a time. */
function recordsFrom(from: number, hours: KeptRecords['hours'], at: number): number {
  let records = 0;
  for (let before = at - 1; before >= 0; before--) {
    const [hour, count] = hours[before] ?? [0, 0];
    if ((hour + 1) * secondsInHour <= from) break;
    records += count;
  }
  return records;
}
