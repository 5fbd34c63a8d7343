import { BoundedMap } from '../json/bounded-map.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import { type ActionSet, actionSet, bitCount, numbersIn } from './action-set.ts';
import type { Baseline } from './baseline.ts';
import { Budget, TooComplexError } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import { written } from './pattern.ts';
import type { Statement } from './policy-document.ts';
import type { Grant, PrincipalAccess } from './principal-access.ts';

const mostExamples = 20;
/** Patterns of which is remembered what is known. */
const mostRemembered = 20_000;
const anything = actionPattern('*');

/** A statement that gives access, and the policy that it is of. */
export interface Granting {
  readonly policy: string;
  readonly statement: Statement;
  /** What is left of it; `undefined` where nothing cuts it. */
  readonly access: StatementAccess | undefined;
  /** Its place among all Allow statements of the principal. */
  readonly order: number;
}

export type AccessEvidence = Pick<PrincipalAccess, 'actionCount' | 'services' | 'grants'>;

/** What is known of the actions of a pattern. */
interface KnownActions {
  /** All of them are in the baseline. */
  readonly isHarmless: boolean;
  /** Known actions outside the baseline. */
  readonly set: ActionSet;
  /** `*` is any. */
  readonly services: readonly string[];
  /** No known action outside the baseline has such a name; a new one may. */
  readonly isUnknown: boolean;
}

/** What was found for one principal so far. */
interface Sum {
  readonly services: string[];
  actionCount: number;
  examplesLeft: number;
  isComplete: boolean;
  readonly budget: Budget;
}

/**
 * Makes what shows that a principal's statements give access: the services, the number of known actions outside the
 * baseline, and up to 20 examples in all. `*` among the services stands for any, known or not. Where the policies take
 * too many steps, the number is left out.
 */
export class EvidenceMaker {
  readonly #catalogue: ActionCatalogue;
  readonly #baseline: Baseline;
  readonly #known = new BoundedMap<ActionPattern, KnownActions>(mostRemembered);
  /** By number of an action: whether it is of the baseline. */
  readonly #harmless: ReadonlySet<number>;
  /** The actions that were counted for the principal at hand. */
  readonly #counted: Uint32Array;
  readonly #touched: ActionSet[] = [];

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.#catalogue = catalogue;
    this.#baseline = baseline;
    this.#counted = new Uint32Array((catalogue.names.length >>> 5) + 1);
    this.#harmless = new Set(baseline.patterns.flatMap((one) => catalogue.matching(one, new Budget())));
  }

  of(granting: readonly Granting[], budget: Budget): AccessEvidence {
    for (const { firstWord, words } of this.#touched)
      this.#counted.fill(0, firstWord, firstWord + words.length);
    this.#touched.length = 0;
    const sum: Sum = { services: [], actionCount: 0, examplesLeft: mostExamples, isComplete: true, budget };
    const grants: Grant[] = [];
    for (const one of granting) grants.push(this.#grant(one, sum));
    const services = sum.services.includes('*') ? ['*'] : sum.services.sort();
    return sum.isComplete ? { actionCount: sum.actionCount, services, grants } : { services, grants };
  }

  #grant({ policy, statement, access }: Granting, sum: Sum): Grant {
    const { list, negated } = statement.actions;
    const actions: string[] = [];
    try {
      if (negated && access) this.#addEach(this.#knownActions(anything, sum).set, access, sum, actions);
      else for (const one of list) this.#addPattern(one, access?.ofPattern(one), sum, actions);
    } catch (error) {
      if (!(error instanceof TooComplexError)) throw error;
      sum.isComplete = false;
    }
    return { policy, statement: statement.name, actions };
  }

  #addPattern(one: ActionPattern, access: StatementAccess | undefined, sum: Sum, examples: string[]): void {
    const known = this.#knownActions(one, sum);
    if (known.isHarmless) return;
    if (known.isUnknown) {
      // A new action may have such a name.
      if (access === undefined || access.gives()) addUnknown(one, sum, examples);
    } else if (access === undefined) {
      for (const service of known.services) addOnce(service, sum.services);
      this.#addAll(known.set, sum, examples);
    } else this.#addUncut(known.set, access, sum, examples);
  }

  #addAll(set: ActionSet, sum: Sum, examples: string[]): void {
    const { firstWord, words } = set;
    const counted = this.#counted;
    this.#touched.push(set);
    sum.budget.spend(words.length);
    for (let at = 0; at < words.length; at++) {
      const word = firstWord + at;
      const fresh = (words[at] as number) & ~(counted[word] as number);
      if (fresh === 0) continue;
      counted[word] = (counted[word] as number) | fresh;
      sum.actionCount += bitCount(fresh);
      if (sum.examplesLeft > 0) this.#show(numbersIn(word, fresh), sum, examples);
    }
  }

  /** Those that no Deny names at once, the others one by one. */
  #addUncut(set: ActionSet, access: StatementAccess, sum: Sum, examples: string[]): void {
    const { cuts } = access;
    if (cuts === undefined) {
      this.#addEach(set, access, sum, examples);
      return;
    }
    const named = { firstWord: set.firstWord, words: new Uint32Array(set.words.length) };
    for (const cut of cuts) {
      sum.budget.spend(set.words.length);
      addCommon(set, this.#knownActions(cut, sum).set, named);
    }
    const others = {
      firstWord: set.firstWord,
      words: set.words.map((bits, at) => bits & ~(named.words[at] as number)),
    };
    this.#addServices(this.#numbersOf(others), sum);
    this.#addAll(others, sum, examples);
    this.#addEach(named, access, sum, examples);
  }

  #addEach(set: ActionSet, access: StatementAccess, sum: Sum, examples: string[]): void {
    const given: number[] = [];
    for (const number of this.#numbersOf(set)) {
      sum.budget.spend(1);
      const action = this.#catalogue.keys[number] as string;
      if (!this.#isCounted(number) && access.names(action) && access.leaves(action)) given.push(number);
    }
    this.#addServices(given, sum);
    this.#addAll(actionSet(given), sum, examples);
  }

  #numbersOf({ firstWord, words }: ActionSet): number[] {
    const numbers: number[] = [];
    words.forEach((bits, at) => {
      for (const number of numbersIn(firstWord + at, bits)) numbers.push(number);
    });
    return numbers;
  }

  #isCounted(number: number): boolean {
    return ((this.#counted[number >>> 5] as number) & (1 << (number & 31))) !== 0;
  }

  #show(numbers: readonly number[], sum: Sum, examples: string[]): void {
    for (const number of numbers)
      if (sum.examplesLeft-- > 0) examples.push(this.#catalogue.names[number] as string);
  }

  /** The actions of a service follow one another. */
  #addServices(numbers: readonly number[], { services }: Sum): void {
    let last = '';
    for (const number of numbers) {
      const service = this.#serviceOf(number);
      if (service !== last) addOnce(service, services);
      last = service;
    }
  }

  #serviceOf(number: number): string {
    const name = this.#catalogue.names[number] as string;
    return name.slice(0, name.indexOf(':'));
  }

  #knownActions(one: ActionPattern, { budget }: Sum): KnownActions {
    const known = this.#known.get(one);
    if (known !== undefined) return known;
    const fresh = this.#findActions(one, budget);
    this.#known.set(one, fresh);
    return fresh;
  }

  #findActions(one: ActionPattern, budget: Budget): KnownActions {
    const all = this.#catalogue.matching(one, budget);
    const numbers = all.filter((number) => !this.#harmless.has(number));
    const isHarmless = this.#baseline.covers(one, budget);
    const isOfAnyService = one.text === '*' || one.text.startsWith('*:');
    return {
      isHarmless,
      set: actionSet(numbers),
      services: isOfAnyService ? ['*'] : [...new Set(numbers.map((number) => this.#serviceOf(number)))],
      isUnknown: numbers.length === 0 && !isHarmless,
    };
  }
}

/** Adds to a set, of the extent of the first, what two sets have in common. */
function addCommon(one: ActionSet, other: ActionSet, sum: ActionSet): void {
  const offset = one.firstWord - other.firstWord;
  for (let at = 0; at < one.words.length; at++) {
    const common = (one.words[at] as number) & (other.words[at + offset] ?? 0);
    sum.words[at] = (sum.words[at] as number) | common;
  }
}

function addUnknown({ service = '*', text }: ActionPattern, sum: Sum, examples: string[]): void {
  addOnce(service, sum.services);
  if (sum.examplesLeft-- > 0) examples.push(written(text));
}

function addOnce(service: string, services: string[]): void {
  if (!services.includes(service)) services.push(service);
}
