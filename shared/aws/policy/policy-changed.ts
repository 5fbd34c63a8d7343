import type { RuleBook } from '../../evaluation/rule-book.ts';
import type { Mode } from '../../policy/policy.ts';
import type { BusEvent } from '../publishing/events.ts';
import type { PolicyChange } from './succession.ts';

/** Whether a policy has no rule in mode `enforce`: no violation blocks a submission. */
export function isDisarmed(book: RuleBook): boolean {
  return rulesIn(book, 'enforce').length === 0;
}

/** The event of a policy that took the place of another; of the first one, which has none before it, too. */
export function policyChangedEvent(
  book: RuleBook,
  { revision, previousRevision, changedAt }: PolicyChange,
): BusEvent {
  const detail = {
    schemaVersion: '1',
    revision,
    previousRevision,
    changedAt,
    enforced: rulesIn(book, 'enforce'),
    warned: rulesIn(book, 'warn'),
    disarmed: isDisarmed(book),
  };
  return { detailType: 'Policy Changed', detail };
}

function rulesIn({ rules }: RuleBook, wanted: Mode): readonly string[] {
  return rules.filter(({ mode }) => mode === wanted).map(({ rule }) => rule.meta.id);
}
