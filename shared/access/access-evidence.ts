import type { ActionCatalogue } from './action-catalogue.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import type { Baseline } from './baseline.ts';
import { TooComplexError } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import { written } from './pattern.ts';
import type { Statement } from './policy-document.ts';
import type { Grant, PrincipalAccess } from './principal-access.ts';

const mostExamples = 20;
const mostRemembered = 20_000;
const anything = actionPattern('*');

/** A statement that gives access, and the policy that it is of. */
export interface Granting {
  readonly policy: string;
  readonly statement: Statement;
  readonly access: StatementAccess;
}

export type AccessEvidence = Pick<PrincipalAccess, 'actionCount' | 'services' | 'grants'>;

/** What is known of the actions of a pattern. */
interface KnownActions {
  /** Outside the baseline. */
  readonly numbers: readonly number[];
  readonly services: readonly string[];
  /** No known action has such a name; a new one may. */
  readonly isUnknown: boolean;
  readonly isOfAnyService: boolean;
}

/**
 * Makes what shows that a principal's statements give access: the services, the number of known actions outside the
 * baseline, and up to 20 examples in all. `*` among the services stands for any, known or not. Where the policies take
 * too many steps, the number is left out.
 */
export class EvidenceMaker {
  readonly #catalogue: ActionCatalogue;
  readonly #baseline: Baseline;
  /** By text of a pattern. */
  readonly #known = new Map<string, KnownActions>();
  /** By number of an action: the last principal for which it was counted. */
  readonly #counted: Uint32Array;
  #principal = 0;

  constructor(catalogue: ActionCatalogue, baseline: Baseline) {
    this.#catalogue = catalogue;
    this.#baseline = baseline;
    this.#counted = new Uint32Array(catalogue.names.length);
  }

  of(granting: readonly Granting[]): AccessEvidence {
    this.#principal++;
    const sum: Sum = { services: new Set(), actionCount: 0, examplesLeft: mostExamples, isComplete: true };
    const grants = granting.map((one) => this.#grant(one, sum));
    const { services, actionCount, isComplete } = sum;
    return {
      ...(isComplete && { actionCount }),
      services: services.has('*') ? ['*'] : [...services].sort(),
      grants,
    };
  }

  #grant({ policy, statement, access }: Granting, sum: Sum): Grant {
    const { list, negated } = statement.actions;
    const actions: string[] = [];
    try {
      if (negated) this.#addLeft(this.#namedBy(access), access, sum, actions);
      else for (const one of list) this.#addPattern(one, access, sum, actions);
    } catch (error) {
      if (!(error instanceof TooComplexError)) throw error;
      sum.isComplete = false;
    }
    return { policy, statement: statement.name, actions };
  }

  #addPattern(one: ActionPattern, access: StatementAccess, sum: Sum, examples: string[]): void {
    const part = access.isUncut ? access : access.only(one);
    if (part.isUncut) this.#addAll(one, sum, examples);
    else if (this.#knownActions(one).isUnknown && part.gives()) addUnknown(one, sum, examples);
    else this.#addLeft(this.#knownActions(one).numbers, part, sum, examples);
  }

  /** For a statement with `NotAction`. */
  #namedBy(access: StatementAccess): number[] {
    const { keys } = this.#catalogue;
    return this.#knownActions(anything).numbers.filter((number) => access.names(keys[number] as string));
  }

  #addAll(one: ActionPattern, sum: Sum, examples: string[]): void {
    const known = this.#knownActions(one);
    for (const service of known.services) sum.services.add(service);
    if (known.isOfAnyService) sum.services.add('*');
    for (const number of known.numbers) this.#add(number, sum, examples);
    if (known.isUnknown && !this.#baseline.covers(one)) addUnknown(one, sum, examples);
  }

  #addLeft(numbers: readonly number[], access: StatementAccess, sum: Sum, examples: string[]): void {
    for (const number of numbers) {
      if (this.#counted[number] === this.#principal) continue;
      if (!access.leaves(this.#catalogue.keys[number] as string)) continue;
      sum.services.add(serviceOf(this.#catalogue.names[number] as string));
      this.#add(number, sum, examples);
    }
  }

  #add(number: number, sum: Sum, examples: string[]): void {
    if (this.#counted[number] === this.#principal) return;
    this.#counted[number] = this.#principal;
    sum.actionCount++;
    if (sum.examplesLeft-- > 0) examples.push(this.#catalogue.names[number] as string);
  }

  #knownActions(one: ActionPattern): KnownActions {
    const known = this.#known.get(one.text);
    if (known !== undefined) return known;
    const fresh = this.#findActions(one);
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(one.text, fresh);
    return fresh;
  }

  #findActions(one: ActionPattern): KnownActions {
    const { names, keys } = this.#catalogue;
    const all = this.#catalogue.matching(one);
    const numbers = all.filter((number) => !this.#baseline.covers(actionPattern(keys[number] as string)));
    return {
      numbers,
      services: [...new Set(numbers.map((number) => serviceOf(names[number] as string)))],
      isUnknown: all.length === 0 && one.service !== undefined,
      isOfAnyService: !one.text.includes(':') || one.text.startsWith('*:'),
    };
  }
}

interface Sum {
  readonly services: Set<string>;
  actionCount: number;
  examplesLeft: number;
  isComplete: boolean;
}

function addUnknown({ service = '*', text }: ActionPattern, sum: Sum, examples: string[]): void {
  sum.services.add(service);
  if (sum.examplesLeft-- > 0) examples.push(written(text));
}

function serviceOf(name: string): string {
  return name.slice(0, name.indexOf(':'));
}
