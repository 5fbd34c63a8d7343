import type { RuleBook } from '../../evaluation/rule-book.ts';
import type { PublishEvents } from '../publishing/events.ts';
import { policyChangedEvent } from './policy-changed.ts';
import type { KeptPolicy, PolicyKeeper } from './policy-keeper.ts';
import { changeTo, type PolicyChange } from './succession.ts';

/** Milliseconds after which a change that nobody told is told by whoever finds it. */
const patience = 60_000;

/** A policy as AWS AppConfig gave it. */
export interface ReadPolicy {
  readonly document: string;
  readonly book: RuleBook;
}

/** Keeps a policy that was read, where another one is kept, and tells of the change. */
export type RecordPolicy = (read: ReadPolicy, kept: KeptPolicy | undefined) => Promise<void>;

export interface RecorderOptions {
  readonly keeper: Pick<PolicyKeeper, 'replace' | 'markAnnounced'>;
  readonly publish: PublishEvents;
  readonly now: () => Date;
}

/**
 * Makes the one who tells of changes: of two functions that read the same new policy, the one that puts it in the place
 * of the old one. Where that one fails to tell, the next to ask makes good for it.
 */
export function policyRecorder({ keeper, publish, now }: RecorderOptions): RecordPolicy {
  async function announce(book: RuleBook, change: PolicyChange): Promise<void> {
    await publish([policyChangedEvent(book, change)]);
    await keeper.markAnnounced(change);
  }

  return async ({ document, book }, kept) => {
    const change = changeTo(book.policy.revision, kept, now());
    if (change === undefined) {
      if (kept !== undefined && isOwed(kept, book)) await announce(book, kept);
      return;
    }
    const { packText } = await import('../../json/packed-text.ts');
    const next = { ...change, document: packText(document), isAnnounced: false };
    if (await keeper.replace(kept, next)) await announce(book, change);
  };

  function isOwed({ revision, isAnnounced, changedAt }: KeptPolicy, { policy }: RuleBook): boolean {
    const age = now().getTime() - Date.parse(changedAt);
    return revision === policy.revision && !isAnnounced && age >= patience;
  }
}
