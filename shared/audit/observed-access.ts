import type { CallBaselines } from '../access/call-baselines.ts';
import { type Caller, callerKey, callerOf, type ObservedCall } from '../cloudtrail/observed-call.ts';
import { formatTime } from '../cloudtrail/time.ts';
import { BoundedMap } from '../json/bounded-map.ts';
import type { Facts, OwnCalls } from '../rules/facts.ts';

const mostCalls = 5;
const defaultMostCallers = 20_000;
/** Names of services, events and regions of which one copy is kept. */
const mostNames = 20_000;

/** What is kept of a call. */
type CallMark = Omit<ObservedCall, keyof Caller>;

/** Whose calls were observed. */
export interface ObservationCoverage {
  /** Users and roles of which calls beyond their baseline were seen. */
  readonly callers: number;
  /** False where there were more, of which nothing is said. */
  readonly isComplete: boolean;
}

export interface ObservedAccessOptions {
  readonly baselines: CallBaselines;
  /** Users and roles that are kept. */
  readonly mostCallers?: number;
}

/**
 * Successful calls beyond the baseline, by who made them (docs/guidelines.md, G1): of each caller the first 5 by time that
 * differ in source or name. In whichever order calls are added, the same are kept. Memory has a bound: of more callers
 * than `mostCallers`, those whose ARNs come first are kept.
 */
export class ObservedAccess {
  readonly #baselines: CallBaselines;
  readonly #mostCallers: number;
  readonly #calls = new Map<string, CallMark[]>();
  readonly #names = new BoundedMap<string, string>(mostNames);
  readonly #overruled = new Set<string>();
  /** The last caller that is kept, where some had to be left out. */
  #last: string | undefined;

  constructor({ baselines, mostCallers = defaultMostCallers }: ObservedAccessOptions) {
    this.#baselines = baselines;
    this.#mostCallers = mostCallers;
  }

  /** Takes a call in. Says whether it is kept: one that is not adds nothing, whatever comes later. */
  add(call: ObservedCall): boolean {
    if (!this.#baselines.isBeyond(call)) return false;
    const caller = callerKey(call);
    const kept = this.#calls.get(caller);
    if (kept !== undefined) return this.#addTo(kept, call);
    if (this.#last !== undefined && caller > this.#last) return false;
    this.#calls.set(caller, [this.#markOf(call)]);
    if (this.#calls.size >= 2 * this.#mostCallers) this.#leaveOutLast();
    return true;
  }

  /** The record of this id was brought up to date by another, which alone counts: it is no evidence any more. */
  overrule(eventId: string): void {
    this.#overruled.add(eventId);
  }

  /** What rules read of all that was taken in by now. Many findings have the same texts: they are made once. */
  get facts(): Facts['observed'] {
    this.#leaveOutLast();
    const told = new BoundedMap<string, OwnCalls | undefined>(this.#mostCallers);
    return {
      of: (requester) => {
        const caller = callerOf(requester);
        if (caller === undefined) return undefined;
        const key = callerKey(caller);
        const own = told.has(key) ? told.get(key) : this.#callsOf(caller);
        told.set(key, own);
        return own;
      },
    };
  }

  get coverage(): ObservationCoverage {
    this.#leaveOutLast();
    const callers = [...this.#calls.values()].filter((calls) => calls.some(this.#stands)).length;
    return { callers, isComplete: this.#last === undefined };
  }

  #callsOf(caller: Caller): OwnCalls | undefined {
    const calls = (this.#calls.get(callerKey(caller)) ?? []).filter(this.#stands);
    if (calls.length === 0) return undefined;
    return {
      principal: caller.principalArn,
      baselines: this.#baselines.namesOf(caller.principalArn),
      services: [...new Set(calls.map(({ eventSource }) => eventSource))],
      calls: calls.map(callText),
    };
  }

  readonly #stands = ({ eventId }: CallMark): boolean => !this.#overruled.has(eventId);

  #addTo(kept: CallMark[], call: ObservedCall): boolean {
    const { eventSource, eventName } = call;
    const same = kept.findIndex((one) => one.eventName === eventName && one.eventSource === eventSource);
    const place = same === -1 ? Math.min(kept.length, mostCalls - 1) : same;
    const rival = kept[place];
    if (rival !== undefined && !isBefore(call, rival)) return false;
    kept[place] = this.#markOf(call);
    kept.sort((one, other) => (isBefore(one, other) ? -1 : 1));
    return true;
  }

  #markOf({ eventId, eventSource, eventName, time, region }: ObservedCall): CallMark {
    return {
      eventId,
      eventSource: this.#shared(eventSource),
      eventName: this.#shared(eventName),
      time,
      region: region && this.#shared(region),
    };
  }

  #shared(name: string): string {
    const known = this.#names.get(name);
    if (known === undefined) this.#names.set(name, name);
    return known ?? name;
  }

  #leaveOutLast(): void {
    if (this.#calls.size <= this.#mostCallers) return;
    const callers = [...this.#calls.keys()].sort();
    for (const caller of callers.slice(this.#mostCallers)) this.#calls.delete(caller);
    this.#last = callers[this.#mostCallers - 1];
  }
}

function callText({ time, region = '-', eventSource, eventName, eventId }: CallMark): string {
  return [formatTime(time), region, eventSource, eventName, eventId].join(' ');
}

/** By time; what tells calls of one second apart has no meaning, but is the same in any order of the records. */
function isBefore(one: CallMark, other: CallMark): boolean {
  return one.time === other.time ? placeOf(one) < placeOf(other) : one.time < other.time;
}

function placeOf({ eventId, eventSource, eventName, region = '' }: CallMark): string {
  return `${eventId} ${eventSource} ${eventName} ${region}`;
}
