import { type ActionBits, addTo, countBits, holdsBetween, numbersIn } from './action-bits.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { ActionFinder } from './action-finder.ts';
import type { ActionPattern } from './action-pattern.ts';
import { bytesOf } from './action-set.ts';
import type { Baseline } from './baseline.ts';
import { type Budget, TooComplexError } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import { type LeftActions, LeftActionsFinder } from './left-actions.ts';
import { written } from './pattern.ts';
import type { Statement } from './policy-document.ts';
import type { Grant, PrincipalAccess } from './principal-access.ts';
import type { Reach } from './reach.ts';

const mostExamples = 20;

/** A statement that gives access, and the policy that it is of. */
export interface Granting {
  readonly policy: string;
  readonly statement: Statement;
  /** What is left of it; `undefined` where nothing cuts it. */
  readonly access: StatementAccess | undefined;
  /** Its place among all Allow statements of the principal. */
  readonly order: number;
}

/** What shows that a principal has access. */
export interface AccessEvidence {
  readonly shown: Pick<PrincipalAccess, 'actionCount' | 'otherActionCount' | 'grants'> & {
    readonly services: readonly string[];
  };
  /**
   * How far it goes, whatever AWS documents of resources: no answer depends on that. Of the actions it is all on any
   * resource; they are left out where they could not be counted.
   */
  readonly reach: () => Reach;
}

/** What was found for one principal so far. */
interface Sum {
  /** Known actions on resources that they take, as words of bits. */
  readonly usable: Uint32Array;
  /** Known actions on any resource. */
  readonly somewhere: Uint32Array;
  /** Services of patterns of which no action is known; `*` is any. */
  readonly services: Set<string>;
  /** A pattern names actions of any service on some resource. */
  isOfAnyService: boolean;
  examplesLeft: number;
  isComplete: boolean;
}

/**
 * Makes what shows that a principal's statements give access: the services, the number of known actions outside the
 * baseline that have a resource which they take, and up to 20 examples in all; and how many more there are whose
 * resources are all of other kinds. `*` among the services stands for any, known or not. Where the policies take too
 * many steps, the numbers are left out.
 */
export class EvidenceMaker {
  readonly #catalogue: ActionCatalogue;
  readonly #left: LeftActionsFinder;

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.#catalogue = catalogue;
    this.#left = new LeftActionsFinder(new ActionFinder(catalogue, baseline));
  }

  of(granting: readonly Granting[], budget: Budget): AccessEvidence {
    const size = this.#catalogue.names.length;
    const sum: Sum = {
      usable: new Uint32Array(Math.ceil(size / 32)),
      somewhere: new Uint32Array(Math.ceil(size / 32)),
      services: new Set(),
      isOfAnyService: false,
      examplesLeft: mostExamples,
      isComplete: true,
    };
    const grants = granting.map((one) => this.#grant(one, sum, budget));
    const actionCount = countBits(sum.usable);
    const otherActionCount = countBits(sum.somewhere) - actionCount;
    return {
      shown: {
        ...(sum.isComplete && { actionCount }),
        ...(sum.isComplete && otherActionCount > 0 && { otherActionCount }),
        services: this.#servicesOf(sum),
        grants,
      },
      reach: () => ({
        services: this.#reachedServices(sum),
        actions: sum.isComplete
          ? { catalogue: this.#catalogue.revision, bits: bytesOf(sum.somewhere, size) }
          : undefined,
      }),
    };
  }

  #grant({ policy, statement, access }: Granting, sum: Sum, budget: Budget): Grant {
    const examples: string[] = [];
    try {
      const left = access
        ? this.#left.ofCut(statement, access, budget)
        : this.#left.ofUncut(statement, budget);
      budget.spend(1 + left.somewhere.words.length);
      this.#add(left, sum, examples);
    } catch (error) {
      if (!(error instanceof TooComplexError)) throw error;
      sum.isComplete = false;
    }
    return { policy, statement: statement.name, actions: examples };
  }

  #add(
    { somewhere, usable, unknown, isOfAnyService, isOfAnyKind }: LeftActions,
    sum: Sum,
    examples: string[],
  ): void {
    addTo(sum.somewhere, 0, somewhere);
    if (sum.examplesLeft > 0) this.#addExamples(usable, sum, examples);
    addTo(sum.usable, 0, usable);
    for (const one of unknown) addUnknown(one, sum, examples);
    if (isOfAnyKind) sum.services.add('*');
    sum.isOfAnyService ||= isOfAnyService;
  }

  /** Those that were not counted before. */
  #addExamples({ first, words }: ActionBits, sum: Sum, examples: string[]): void {
    for (let index = 0; index < words.length && sum.examplesLeft > 0; index++) {
      const fresh = (words[index] as number) & ~(sum.usable[first + index] as number);
      for (const number of numbersIn(fresh, first + index))
        if (sum.examplesLeft-- > 0) examples.push(this.#catalogue.names[number] as string);
    }
  }

  /** Where no action has a resource that it takes: the services of those that are named. */
  #servicesOf(sum: Sum): readonly string[] {
    const found = this.#servicesIn(sum.services, sum.usable);
    return found.length > 0 ? found : this.#reachedServices(sum);
  }

  #reachedServices({ services, somewhere, isOfAnyService }: Sum): readonly string[] {
    return isOfAnyService ? ['*'] : this.#servicesIn(services, somewhere);
  }

  /** Services that are named, and those of actions. */
  #servicesIn(named: ReadonlySet<string>, actions: Uint32Array): readonly string[] {
    if (named.has('*')) return ['*'];
    const found: string[] = [];
    for (const { service, first, end } of this.#catalogue.services)
      if (holdsBetween(actions, first, end)) found.push(service);
    return named.size === 0 ? found : [...new Set([...named, ...found])].sort();
  }
}

function addUnknown({ service = '*', text }: ActionPattern, sum: Sum, examples: string[]): void {
  sum.services.add(service);
  if (sum.examplesLeft-- > 0) examples.push(written(text));
}
