import { numbersIn } from './action-bits.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { ActionFinder } from './action-finder.ts';
import type { ActionPattern } from './action-pattern.ts';
import { bytesOf } from './action-set.ts';
import type { Baseline } from './baseline.ts';
import { type Budget, TooComplexError } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import { type LeftActions, LeftActionsFinder } from './left-actions.ts';
import type { Statement } from './policy-document.ts';
import type { Grant, PrincipalAccess } from './principal-access.ts';
import type { Reach } from './reach.ts';
import { WorkingSet } from './working-set.ts';

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
type Shown = Pick<PrincipalAccess, 'actionCount' | 'otherActionCount' | 'grants'> & {
  readonly services: readonly string[];
};

/** What was found for one principal so far. */
interface Sum {
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
  /** Of the principal that is looked at: known actions on resources that they take. */
  readonly #usable: WorkingSet;
  /** Known actions on any resource. */
  readonly #somewhere: WorkingSet;

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.#catalogue = catalogue;
    this.#left = new LeftActionsFinder(new ActionFinder(catalogue, baseline));
    this.#usable = new WorkingSet(catalogue.names.length);
    this.#somewhere = new WorkingSet(catalogue.names.length);
  }

  of(granting: readonly Granting[], budget: Budget): Shown {
    const { grants, sum } = this.#addUp(granting, budget);
    return this.#shown(grants, sum);
  }

  /**
   * The same with how far the principal reaches, whatever AWS documents of resources: no answer depends on that. Of the
   * actions it is all on any resource; they are left out where they could not be counted.
   */
  withReach(granting: readonly Granting[], budget: Budget): { readonly shown: Shown; readonly reach: Reach } {
    const { grants, sum } = this.#addUp(granting, budget);
    const { names, revision: catalogue } = this.#catalogue;
    const bits = bytesOf(this.#somewhere.words, names.length);
    return {
      shown: this.#shown(grants, sum),
      reach: {
        services: this.#reachedServices(sum),
        actions: sum.isComplete ? { catalogue, bits } : undefined,
      },
    };
  }

  #addUp(granting: readonly Granting[], budget: Budget) {
    this.#usable.clear();
    this.#somewhere.clear();
    const sum: Sum = {
      services: new Set(),
      isOfAnyService: false,
      examplesLeft: mostExamples,
      isComplete: true,
    };
    return { grants: granting.map((one) => this.#grant(one, sum, budget)), sum };
  }

  #shown(grants: readonly Grant[], sum: Sum): Shown {
    const services = this.#servicesOf(sum);
    if (!sum.isComplete) return { services, grants };
    const actionCount = this.#usable.count();
    const otherActionCount = this.#somewhere.count() - actionCount;
    return { actionCount, ...(otherActionCount > 0 && { otherActionCount }), services, grants };
  }

  #grant(granting: Granting, sum: Sum, budget: Budget): Grant {
    const examples: string[] = [];
    try {
      this.#add(this.#leftOf(granting, budget), sum, examples, budget);
    } catch (error) {
      if (!(error instanceof TooComplexError)) throw error;
      sum.isComplete = false;
    }
    return { policy: granting.policy, statement: granting.statement.name, actions: examples };
  }

  /** A managed policy, which its ARN names, is of many principals. */
  #leftOf({ policy, statement, access }: Granting, budget: Budget): LeftActions {
    if (access !== undefined) return this.#left.ofCut(statement, access, budget);
    return policy.startsWith('arn:')
      ? this.#left.ofShared(statement, budget)
      : this.#left.ofUncut(statement, budget);
  }

  #add(left: LeftActions, sum: Sum, examples: string[], budget: Budget): void {
    const { somewhere, taking, unknown, isOfAnyService } = left;
    /** Of those that were not counted before. */
    const addExamples = (word: number, place: number) => {
      if (sum.examplesLeft <= 0) return;
      for (const number of numbersIn(word, place))
        if (sum.examplesLeft-- > 0) examples.push(this.#catalogue.names[number] as string);
    };
    for (const actions of somewhere) {
      budget.spend(1 + actions.words.length);
      this.#somewhere.add(actions);
      this.#usable.addWithin(actions, taking, addExamples);
    }
    for (const one of unknown) addUnknown(one, sum, examples);
    if (isOfAnyService && taking === undefined) sum.services.add('*');
    sum.isOfAnyService ||= isOfAnyService;
  }

  /** Where no action has a resource that it takes: the services of those that are named. */
  #servicesOf(sum: Sum): readonly string[] {
    const found = this.#servicesIn(sum.services, this.#usable);
    return found.length > 0 ? found : this.#reachedServices(sum);
  }

  #reachedServices({ services, isOfAnyService }: Sum): readonly string[] {
    return isOfAnyService ? ['*'] : this.#servicesIn(services, this.#somewhere);
  }

  /** Services that are named, and those of actions. */
  #servicesIn(named: ReadonlySet<string>, actions: WorkingSet): readonly string[] {
    if (named.has('*')) return ['*'];
    const found = actions.among(this.#catalogue.services).map(({ service }) => service);
    return named.size === 0 ? found : [...new Set([...named, ...found])].sort();
  }
}

function addUnknown({ service = '*', text }: ActionPattern, sum: Sum, examples: string[]): void {
  sum.services.add(service);
  if (sum.examplesLeft-- > 0) examples.push(text);
}
