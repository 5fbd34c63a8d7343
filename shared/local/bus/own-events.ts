import { type BusEvent, ownSource } from '../../aws/publishing/events.ts';
import type { Fields } from '../../json/value.ts';

/** What the functions publish, as the bus brings it. */
export function ownEvents(
  events: readonly BusEvent[],
  { now, newId }: { readonly now: () => Date; readonly newId: () => string },
): Fields[] {
  return events.map(({ detailType, detail }) => ({
    version: '0',
    id: newId(),
    'detail-type': detailType,
    source: ownSource,
    time: now().toISOString(),
    detail,
  }));
}
