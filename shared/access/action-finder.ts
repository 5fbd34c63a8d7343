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
  readonly actions: ActionBits;
  /** The patterns of which no action is known. */
  readonly unknown: readonly ActionPattern[];
  /** The patterns whose actions may be of any service, known or not. */
  readonly ofAnyService: readonly ActionPattern[];
}

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

  /** What some patterns name. Of those that are negated only the known actions: any other is named too. */
  named({ list, negated }: Patterns<ActionPattern>, budget: Budget): NamedActions {
    const ofList = this.#ofList(list, budget);
    if (!negated) return ofList;
    const all = this.#of(anything, budget).actions;
    budget.spend(all.words.length);
    return { actions: without(all, ofList.actions), unknown: [], ofAnyService: [anything] };
  }

  #ofList(list: readonly ActionPattern[], budget: Budget): NamedActions {
    const known = list.length < longList ? undefined : this.#ofLists.get(list);
    if (known !== undefined) return known;
    const fresh = this.#find(list, budget);
    if (list.length >= longList) this.#ofLists.set(list, fresh);
    return fresh;
  }

  #find(list: readonly ActionPattern[], budget: Budget): NamedActions {
    const actions: ActionBits[] = [];
    const unknown: ActionPattern[] = [];
    const ofAnyService: ActionPattern[] = [];
    for (const one of list) {
      const known = this.#of(one, budget);
      if (known.isHarmless) continue;
      if (known.actions.words.length === 0) unknown.push(one);
      else actions.push(known.actions);
      if (one.text === '*' || one.text.startsWith('*:')) ofAnyService.push(one);
      budget.spend(1 + known.actions.words.length);
    }
    return { actions: union(actions), unknown, ofAnyService };
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
