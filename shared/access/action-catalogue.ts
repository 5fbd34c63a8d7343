import type { ActionPattern } from './action-pattern.ts';
import type { Budget } from './budget.ts';
import { costOf, matches } from './pattern.ts';

/** The actions that AWS documents, as far as somebody wants examples and counts. No answer about access depends on them. */
export interface ActionCatalogue {
  /** Names as AWS writes them, `s3:GetObject`, by number. */
  readonly names: readonly string[];
  /** The same in lower case, as policies are compared. */
  readonly keys: readonly string[];
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
  const nowhere = { first: 0, end: 0 };
  const everywhere = { first: 0, end: names.length };

  return {
    names,
    keys,
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
