import { type EventKey, EventTable } from '../archive/event-table.ts';
import type { JudgedRecord } from '../cloudtrail/record.ts';
import { PackedList } from '../json/packed-list.ts';
import { type Event, hasId } from './event.ts';
import { NumberedTexts } from './numbered-texts.ts';

/** A copy that decided about its call when it came. */
interface Copy {
  /** Of its call. */
  readonly number: number;
  readonly kind: string;
  /** `null` where CloudTrail brought it up to date to be none that a rule concerns. */
  readonly record: JudgedRecord | null;
}

/**
 * The copies of calls of which CloudTrail delivers one to each account that they concern (`sharedEventID`). The role
 * owner's copy does not say who the requester is (`AWSAccount`), so that none can be judged before all have been read.
 * An AWS service's own calls are not held back: they are most of those with a shared id, and there is one copy of them.
 * There may be millions of copies: they are kept packed.
 */
export class SharedCopies {
  /** Call → its number, from 1 on. */
  #calls = new EventTable();
  #copies = new PackedList<Copy>();
  /** Of each call, by number: the place of the copy that decides, its rank, and the accounts that copies went to. */
  #deciding: number[] = [0];
  #ranks: number[] = [0];
  #accounts: number[] = [0];
  /** Few: accounts that share roles. */
  readonly #accountLists = new NumberedTexts();

  /** Takes a record in where it is such a copy, or one of a call that is held back. Says whether it did. */
  take(event: Event, record: JudgedRecord | undefined): boolean {
    const { kind, isUpdated } = event;
    if (!event.isShared || !hasId(event)) return false;
    const known = this.#calls.noted(event);
    const isService = record?.requester.type === 'AWSService';
    if (isService || (record === undefined && !isUpdated)) return known !== 0;
    const rank = rankOf(event);
    const number = known === 0 ? this.#begin(event) : known;
    this.#addAccount(number, record?.recipientAccountId);
    if (known !== 0 && rank <= (this.#ranks[number] as number)) return true;
    this.#ranks[number] = rank;
    this.#deciding[number] = this.#copies.length;
    this.#copies.push({ number, kind, record: record ?? null });
    return true;
  }

  /** What is to be judged of each call, once; it is not kept any longer. */
  *release(): Generator<{ readonly record: JudgedRecord; readonly kind: string }> {
    let place = 0;
    for (const { number, kind, record } of this.#copies) {
      if (this.#deciding[number] !== place++ || record === null) continue;
      const copiedTo = this.#accountsOf(number).filter((account) => account !== record.recipientAccountId);
      yield { kind, record: copiedTo.length === 0 ? record : { ...record, copiedTo } };
    }
    this.#calls = new EventTable();
    this.#copies = new PackedList();
    [this.#deciding, this.#ranks, this.#accounts] = [[0], [0], [0]];
  }

  #begin(call: EventKey): number {
    const number = this.#accounts.push(0) - 1;
    this.#calls.add(call);
    this.#calls.note(call, number);
    return number;
  }

  #addAccount(number: number, account: string | undefined): void {
    const accounts = this.#accountsOf(number);
    if (account === undefined || accounts.includes(account)) return;
    this.#accounts[number] = this.#accountLists.numberOf([...accounts, account].join('\n'));
  }

  #accountsOf(number: number): string[] {
    return this.#accountLists.textOf(this.#accounts[number] ?? 0)?.split('\n') ?? [];
  }
}

const ranks = { unnamed: 0, named: 2, own: 4 };

/** The requester's own copy decides before any other, then one that names the requester, then one that is up to date. */
function rankOf({ copy, isUpdated }: Event): number {
  return ranks[copy] + Number(isUpdated);
}
