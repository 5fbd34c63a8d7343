import { sha256 } from '../json/sha256.ts';
import type { ActionPattern } from './action-pattern.ts';
import type { Budget } from './budget.ts';
import { costOf, matches } from './pattern.ts';

const revisionDigits = 16;

/** The actions that AWS documents, as far as somebody wants examples and counts. No answer about access depends on them. */
export interface ActionCatalogue {
  /** Names as AWS writes them, `s3:GetObject`, by number. */
  readonly names: readonly string[];
  /** The same in lower case, as policies are compared. */
  readonly keys: readonly string[];
  /** Tells it apart from one of other actions, or of the same in another order. */
  readonly revision: string;
  /** The numbers of the actions that a pattern matches. Throws TooComplexError. */
  readonly matching: (pattern: ActionPattern, budget: Budget) => readonly number[];
}

/** Makes a catalogue of actions by service: prefix → names separated by blanks. */
export function actionCatalogue(namesOfServices: Readonly<Record<string, string>>): ActionCatalogue {
  const services = new Map<string, { first: number; end: number }>();
  const names: string[] = [];
  for (const [service, namesOfService] of Object.entries(namesOfServices)) {
    const first = names.length;
    if (namesOfService !== '') for (const name of namesOfService.split(' ')) names.push(`${service}:${name}`);
    services.set(service.toLowerCase(), { first, end: names.length });
  }
  const keys = names.map((name) => name.toLowerCase());
  let revision: string | undefined;
  const nowhere = { first: 0, end: 0 };
  const everywhere = { first: 0, end: names.length };

  return {
    names,
    keys,
    get revision() {
      revision ??= sha256(keys.join(' ')).slice(0, revisionDigits);
      return revision;
    },
    matching: (pattern, budget) => {
      const { service } = pattern;
      const { first, end } = service === undefined ? everywhere : (services.get(service) ?? nowhere);
      const numbers: number[] = [];
      for (let number = first; number < end; number++) {
        const key = keys[number] as string;
        budget.spend(costOf(pattern, key));
        if (matches(pattern, key)) numbers.push(number);
      }
      return numbers;
    },
  };
}
