import type { JudgedRecord } from '../cloudtrail/record.ts';
import type { Event } from './event.ts';

/** The copies of one call that were read. */
interface Call {
  readonly kind: string;
  /** The copy that decides; `undefined` where CloudTrail brought it up to date to be none that a rule concerns. */
  readonly record: JudgedRecord | undefined;
  readonly rank: number;
  /** The accounts that copies were delivered to. */
  readonly accounts: ReadonlySet<string>;
}

/**
 * The copies of calls of which CloudTrail delivers one to each account that they concern (`sharedEventID`). The role
 * owner's copy does not say who the requester is (`AWSAccount`), so that none can be judged before all have been read.
 * An AWS service's own calls are not held back: they are most of those with a shared id, and there is one copy of them.
 */
export class SharedCopies {
  readonly #calls = new Map<string, Call>();

  /** Takes a record in where it is such a copy, or one of a call that is held back. Says whether it did. */
  take(event: Event, record: JudgedRecord | undefined): boolean {
    if (!event.isShared) return false;
    const { id, kind, isUpdated } = event;
    const place = `${id} ${kind}`;
    const call = this.#calls.get(place);
    const isService = record?.requester.type === 'AWSService';
    if (isService || (record === undefined && !isUpdated)) return call !== undefined;
    const rank = rankOf(event);
    const accounts = new Set(call?.accounts);
    if (record?.recipientAccountId !== undefined) accounts.add(record.recipientAccountId);
    const decides = call === undefined || rank > call.rank;
    this.#calls.set(place, { ...(decides ? { kind, record, rank } : call), accounts });
    return true;
  }

  /** What is to be judged of each call, once; it is not kept any longer. */
  *release(): Generator<{ readonly record: JudgedRecord; readonly kind: string }> {
    for (const { record, kind, accounts } of this.#calls.values()) {
      if (record === undefined) continue;
      const copiedTo = [...accounts].filter((account) => account !== record.recipientAccountId);
      yield { kind, record: copiedTo.length === 0 ? record : { ...record, copiedTo } };
    }
    this.#calls.clear();
  }
}

const ranks = { unnamed: 0, named: 2, own: 4 };

/** The requester's own copy decides before any other, then one that names the requester, then one that is up to date. */
function rankOf({ copy, isUpdated }: Event): number {
  return ranks[copy] + Number(isUpdated);
}
