import { BoundedMap } from '../json/bounded-map.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import { type ActionSet, noBits, setBit } from './action-set.ts';
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

export interface AccessEvidence {
  readonly evidence: Pick<PrincipalAccess, 'actionCount' | 'grants'> & {
    readonly services: readonly string[];
  };
  /** The known actions that were counted; `undefined` where they could not be. */
  readonly actions: ActionSet | undefined;
}

/** What is known of the actions of a pattern. */
interface KnownActions {
  /** All of them are in the baseline. */
  readonly isHarmless: boolean;
  /** Known actions outside the baseline, by their numbers in the catalogue; none where only a new one may have such a name. */
  readonly numbers: readonly number[];
  /** `*` is any. */
  readonly services: readonly string[];
}

/** What was found for one principal so far. */
interface Sum {
  readonly services: Set<string>;
  readonly bits: Uint8Array;
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
  /** The numbers of the actions that are of the baseline. */
  readonly #harmless: ReadonlySet<number>;
  /** By number of an action: the last principal that it was counted for. */
  readonly #countedFor: Uint32Array;
  #principal = 0;

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.#catalogue = catalogue;
    this.#baseline = baseline;
    this.#countedFor = new Uint32Array(catalogue.names.length);
    this.#harmless = new Set(baseline.patterns.flatMap((one) => catalogue.matching(one, new Budget())));
  }

  of(granting: readonly Granting[], budget: Budget): AccessEvidence {
    this.#principal++;
    const services = new Set<string>();
    const { names, revision: catalogue } = this.#catalogue;
    const bits = noBits(names.length);
    const sum: Sum = { services, bits, actionCount: 0, examplesLeft: mostExamples, isComplete: true, budget };
    const grants = granting.map((one) => this.#grant(one, sum));
    return {
      evidence: {
        ...(sum.isComplete && { actionCount: sum.actionCount }),
        services: services.has('*') ? ['*'] : [...services].sort(),
        grants,
      },
      actions: sum.isComplete ? { catalogue, bits } : undefined,
    };
  }

  #grant({ policy, statement, access }: Granting, sum: Sum): Grant {
    const { list, negated } = statement.actions;
    const actions: string[] = [];
    try {
      if (negated && access) this.#addLeft(this.#knownActions(anything, sum).numbers, access, sum, actions);
      else for (const one of list) this.#addPattern(one, access?.ofPattern(one), sum, actions);
    } catch (error) {
      if (!(error instanceof TooComplexError)) throw error;
      sum.isComplete = false;
    }
    return { policy, statement: statement.name, actions };
  }

  #addPattern(one: ActionPattern, access: StatementAccess | undefined, sum: Sum, examples: string[]): void {
    const { isHarmless, numbers, services } = this.#knownActions(one, sum);
    if (isHarmless) return;
    if (numbers.length === 0) {
      // A new action may have such a name.
      if (access === undefined || access.gives()) addUnknown(one, sum, examples);
    } else if (access === undefined) {
      for (const service of services) sum.services.add(service);
      this.#add(numbers, sum, examples);
    } else this.#addUncut(numbers, access, sum, examples);
  }

  #add(numbers: readonly number[], sum: Sum, examples: string[]): void {
    sum.budget.spend(numbers.length);
    for (const number of numbers) {
      if (this.#isCounted(number)) continue;
      this.#countedFor[number] = this.#principal;
      sum.actionCount++;
      setBit(sum.bits, number);
      if (sum.examplesLeft-- > 0) examples.push(this.#catalogue.names[number] as string);
    }
  }

  #isCounted(number: number): boolean {
    return this.#countedFor[number] === this.#principal;
  }

  /** Those that no Deny names at once, the others one by one. */
  #addUncut(numbers: readonly number[], access: StatementAccess, sum: Sum, examples: string[]): void {
    const { cuts } = access;
    if (cuts === undefined) {
      this.#addLeft(numbers, access, sum, examples);
      return;
    }
    const named = this.#actionsOf(cuts, sum);
    const others = numbers.filter((number) => !named.has(number));
    this.#addServices(others, sum);
    this.#add(others, sum, examples);
    const cut = numbers.filter((number) => named.has(number));
    this.#addLeft(cut, access, sum, examples);
  }

  /** Those that are left on some resource. */
  #addLeft(numbers: readonly number[], access: StatementAccess, sum: Sum, examples: string[]): void {
    const left = numbers.filter((number) => {
      sum.budget.spend(1);
      const action = this.#catalogue.keys[number] as string;
      return !this.#isCounted(number) && access.names(action) && access.leaves(action);
    });
    this.#addServices(left, sum);
    this.#add(left, sum, examples);
  }

  #addServices(numbers: readonly number[], { services }: Sum): void {
    for (const number of numbers) services.add(this.#serviceOf(number));
  }

  #serviceOf(number: number): string {
    const name = this.#catalogue.names[number] as string;
    return name.slice(0, name.indexOf(':'));
  }

  /** The numbers of the actions that some of the patterns match. */
  #actionsOf(patterns: readonly ActionPattern[], sum: Sum): ReadonlySet<number> {
    const named = new Set<number>();
    for (const one of new Set(patterns)) {
      const { numbers } = this.#knownActions(one, sum);
      sum.budget.spend(numbers.length);
      for (const number of numbers) named.add(number);
    }
    return named;
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
    const isOfAnyService = one.text === '*' || one.text.startsWith('*:');
    return {
      isHarmless: this.#baseline.covers(one, budget),
      numbers,
      services: isOfAnyService ? ['*'] : [...new Set(numbers.map((number) => this.#serviceOf(number)))],
    };
  }
}

function addUnknown({ service = '*', text }: ActionPattern, sum: Sum, examples: string[]): void {
  sum.services.add(service);
  if (sum.examplesLeft-- > 0) examples.push(written(text));
}
