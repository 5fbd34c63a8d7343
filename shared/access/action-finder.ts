import { BoundedMap } from '../json/bounded-map.ts';
import { type ActionBits, bitsOf, union, without } from './action-bits.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import type { Baseline } from './baseline.ts';
import { Budget } from './budget.ts';
import type { Patterns } from './policy-document.ts';

/** Patterns of which is remembered what is known. */
const mostRemembered = 20_000;
/** Lists below this are put together as fast as they are remembered. */
const longList = 8;
const anything = actionPattern('*');

/** What is known of the actions of a pattern. */
interface KnownActions {
  /** All of them are in the baseline. */
  readonly isHarmless: boolean;
  /** Those outside the baseline; none where only a new one may have such a name. */
  readonly actions: ActionBits;
}

/** What is known of the actions of several patterns, outside the baseline. */
export interface NamedActions {
  /** The known actions: those in some of the sets. */
  readonly sets: readonly ActionBits[];
  /** The patterns of which no action is known. */
  readonly unknown: readonly ActionPattern[];
  /** Some of the actions may be of any service, known or not. */
  readonly isOfAnyService: boolean;
}

const none: readonly ActionPattern[] = [];

/** Finds the known actions of patterns, each pattern once. The methods throw TooComplexError. */
export class ActionFinder {
  readonly catalogue: ActionCatalogue;
  readonly #baseline: Baseline;
  readonly #known = new BoundedMap<ActionPattern, KnownActions>(mostRemembered);
  readonly #ofLists = new WeakMap<readonly ActionPattern[], NamedActions>();
  /** The numbers of the actions that are of the baseline. */
  readonly #harmless: ReadonlySet<number>;

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.catalogue = catalogue;
    this.#baseline = baseline;
    this.#harmless = new Set(baseline.patterns.flatMap((one) => catalogue.matching(one, new Budget())));
  }

  /** What some patterns name. */
  named({ list, negated }: Patterns<ActionPattern>, budget: Budget): NamedActions {
    if (!negated) return this.#ofList(list, budget);
    const all = this.#of(anything, budget).actions;
    budget.spend(all.words.length);
    const sets = [without(all, union(this.#ofList(list, budget).sets))];
    return { sets, unknown: none, isOfAnyService: true };
  }

  /** Long lists are those of managed policies, which are of many principals. */
  #ofList(list: readonly ActionPattern[], budget: Budget): NamedActions {
    if (list.length < longList) return this.#find(list, budget);
    const known = this.#ofLists.get(list);
    if (known !== undefined) return known;
    const { sets, ...others } = this.#find(list, budget);
    const fresh = { ...others, sets: [union(sets)] };
    this.#ofLists.set(list, fresh);
    return fresh;
  }

  #find(list: readonly ActionPattern[], budget: Budget): NamedActions {
    const sets: ActionBits[] = [];
    let unknown: ActionPattern[] | undefined;
    let isOfAnyService = false;
    for (const one of list) {
      const { isHarmless, actions } = this.#of(one, budget);
      budget.spend(1 + actions.words.length);
      if (isHarmless) continue;
      if (actions.words.length > 0) sets.push(actions);
      else if (unknown === undefined) unknown = [one];
      else unknown.push(one);
      if (one.serviceNumber === 0) isOfAnyService ||= one.text === '*' || one.text.startsWith('*:');
    }
    return { sets, unknown: unknown ?? none, isOfAnyService };
  }

  #of(one: ActionPattern, budget: Budget): KnownActions {
    const known = this.#known.get(one);
    if (known !== undefined) return known;
    const numbers = this.catalogue.matching(one, budget).filter((number) => !this.#harmless.has(number));
    const fresh = { isHarmless: this.#baseline.covers(one, budget), actions: bitsOf(numbers) };
    this.#known.set(one, fresh);
    return fresh;
  }
}
