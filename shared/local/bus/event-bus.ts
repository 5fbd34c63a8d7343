import { eventPattern } from '../../events/event-pattern.ts';
import type { BusName, EventRule } from '../../events/event-rule.ts';
import type { Fields } from '../../json/value.ts';
import { isLocalQueue, type LocalQueue } from './queues.ts';

/** What became of events that were worked on. */
export interface Worked {
  /** How many could not be worked on: those have to come again. */
  readonly failed: number;
  /** Those that no function can ever read, and why. */
  readonly refused: readonly { readonly event: Fields; readonly reason: string }[];
}

/** Works on events. */
export type WorkOn = (events: readonly Fields[]) => Promise<Worked>;

/** What became of events. */
interface Delivery extends Worked {
  /** Events that a rule has for a queue. */
  readonly taken: readonly Fields[];
}

/** Hands events to the queues that rules of the bus have them for, and waits until they were worked on. */
export type PutEvents = (bus: BusName, events: readonly Fields[]) => Promise<Delivery>;

export interface EventBusOptions {
  readonly rules: readonly EventRule[];
  readonly queues: Readonly<Record<LocalQueue, WorkOn>>;
}

/** Makes the bus. Throws UnknownPatternError where a rule has a pattern that cannot be matched exactly. */
export function eventBus({ rules, queues }: EventBusOptions): PutEvents {
  const heard = rules.flatMap(({ bus, queue, pattern }) =>
    isLocalQueue(queue) ? [{ bus, queue, matches: eventPattern(pattern) }] : [],
  );

  function queuesOf(bus: BusName, event: Fields): LocalQueue[] {
    const matching = heard.filter((rule) => rule.bus === bus && rule.matches(event));
    return [...new Set(matching.map(({ queue }) => queue))];
  }

  return async (bus, events) => {
    const byQueue = new Map<LocalQueue, Fields[]>();
    const taken: Fields[] = [];
    for (const event of events) {
      const wanted = queuesOf(bus, event);
      if (wanted.length > 0) taken.push(event);
      for (const queue of wanted) pushTo(byQueue, queue, event);
    }
    const worked: Worked[] = [];
    for (const [queue, some] of byQueue) worked.push(await queues[queue](some));
    return {
      taken,
      failed: worked.reduce((sum, { failed }) => sum + failed, 0),
      refused: worked.flatMap(({ refused }) => refused),
    };
  };
}

function pushTo<Key>(lists: Map<Key, Fields[]>, key: Key, event: Fields): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [event]);
  else list.push(event);
}
