import type { EventKey } from '../archive/event-table.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { PackedList } from '../json/packed-list.ts';

interface OpenRequest {
  /** Of its event. */
  readonly place: string;
  readonly record: JudgedRecord;
}

/** Requests that wait for the end of the archive: they may be most of all requests, so they are kept small. */
export class OpenRequests {
  #requests = new PackedList<OpenRequest>();
  /** Event → how many requests there were when another record took its place. */
  readonly #takenBack = new Map<string, number>();

  add(record: JudgedRecord, kind: string): void {
    this.#requests.push({ place: placeOf({ id: record.key, time: record.time, kind }), record });
  }

  /** Another record stands in the place of those of the event that were added before. */
  takeBack(event: EventKey): void {
    this.#takenBack.set(placeOf(event), this.#requests.length);
  }

  /** The requests, once; they are not kept any longer. */
  *release(): Generator<JudgedRecord> {
    let number = 0;
    for (const { place, record } of this.#requests)
      if (number++ >= (this.#takenBack.get(place) ?? 0)) yield record;
    this.#requests = new PackedList();
  }
}

function placeOf({ id, time, kind }: EventKey): string {
  return `${id} ${time} ${kind}`;
}
