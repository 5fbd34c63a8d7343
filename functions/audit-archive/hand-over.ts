import { jsonMessage, mostMessageBytes } from '../../shared/aws/calls/message-text.ts';
import type { Place } from '../../shared/coverage/covered-region.ts';
import { eventPattern } from '../../shared/events/event-pattern.ts';
import type { EventQueue, EventRule } from '../../shared/events/event-rule.ts';
import { trailEvent } from '../../shared/events/trail-event.ts';
import type { Fields } from '../../shared/json/value.ts';

/** Sends messages to a queue. Rejects where some were not taken. */
export type SendMessages = (bodies: readonly string[]) => Promise<void>;

/** The queues that records are handed to; those that are not there are for what the stack does not do. */
export type Receivers = Readonly<Partial<Record<EventQueue, SendMessages | undefined>>>;

/** A record, and where in its file it is. */
interface LocatedRecord {
  readonly record: Fields;
  readonly where: string;
}

/** What became of records. */
interface HandedOver {
  /** Messages that queues have taken. */
  readonly messages: number;
  /** Where records are that are longer than a message may be: no queue has them. */
  readonly tooLong: readonly string[];
}

export interface HandOver {
  /** Whether a queue is to have the record. */
  readonly wants: (record: Fields) => boolean;
  /** Hands records, of one account where that is known, to the queues that are to have them. */
  readonly send: (records: readonly LocatedRecord[], place: Place | undefined) => Promise<HandedOver>;
}

/** Hands records over as EventBridge would: to the queues that rules of the default bus have them for. */
export function handOver(rules: readonly EventRule[], receivers: Receivers): HandOver {
  const heard = rules.flatMap(({ bus, queue, pattern }) => {
    const send = receivers[queue];
    return bus !== 'default' || send === undefined ? [] : [{ send, matches: eventPattern(pattern) }];
  });

  function receiversOf(event: Fields): SendMessages[] {
    return [...new Set(heard.filter(({ matches }) => matches(event)).map(({ send }) => send))];
  }

  return {
    wants: (record) => receiversOf(trailEvent(record)).length > 0,
    send: async (records, place) => {
      const bodies = new Map<SendMessages, string[]>();
      const tooLong: string[] = [];
      for (const { record, where } of records) {
        const event = { ...trailEvent(record), ...(place && { account: place.accountId }) };
        const receivers = receiversOf(event);
        if (receivers.length === 0) continue;
        const body = jsonMessage(event);
        if (Buffer.byteLength(body) > mostMessageBytes) tooLong.push(where);
        else for (const send of receivers) addTo(bodies, send, body);
      }
      await Promise.all([...bodies].map(([send, some]) => send(some)));
      return { messages: [...bodies.values()].reduce((sum, { length }) => sum + length, 0), tooLong };
    },
  };
}

function addTo<Key>(lists: Map<Key, string[]>, key: Key, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
