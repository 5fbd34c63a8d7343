import { type ActionPattern, mayOverlap } from './action-pattern.ts';
import { actionsOf, anyAction, type Baseline } from './baseline.ts';
import { Budget } from './budget.ts';
import { instances, matchesSome, mostQuestions } from './instances.ts';
import { intersect } from './intersect.ts';
import { type Pattern, pattern } from './pattern.ts';
import type { Patterns, PolicyDocument, Statement } from './policy-document.ts';

const anyText = pattern('*');

/** What cuts a principal's Allow statements. */
export interface Limits {
  /** The Deny statements of all its policies. */
  readonly denies: readonly Statement[];
  /** Its permissions boundary, where it has one: nothing is allowed that this does not allow too. */
  readonly boundary: PolicyDocument | undefined;
  readonly baseline: Baseline;
}

/** What a principal's statements allow once everything is cut that is to be cut. */
export class EffectiveAccess {
  readonly #denies: readonly Statement[];
  readonly #bounds: readonly Statement[] | undefined;
  readonly #baseline: Baseline;
  readonly #budget: Budget;

  constructor({ denies, boundary, baseline }: Limits, budget = new Budget()) {
    this.#denies = boundary === undefined ? denies : [...denies, ...boundary.denies];
    this.#bounds = boundary?.allows;
    this.#baseline = baseline;
    this.#budget = budget;
  }

  /** What one of its Allow statements gives. */
  of(statement: Statement): StatementAccess {
    const denies = this.#denies.filter((deny) => mayCut(deny.actions, statement.actions));
    return new StatementAccess(statement, denies, this.#bounds, this.#baseline, this.#budget);
  }
}

/** False only where a Deny concerns no action of a statement. */
function mayCut(denied: Patterns<ActionPattern>, allowed: Patterns<ActionPattern>): boolean {
  return (
    denied.negated ||
    allowed.negated ||
    denied.list.some((one) => allowed.list.some((other) => mayOverlap(one, other)))
  );
}

/**
 * Whether a statement gives access: set logic over patterns in both dimensions, action and resource, exact (G1). It
 * looks for one action and one resource that the statement allows and nothing cuts. The methods throw TooComplexError
 * where that takes more steps than the budget has.
 */
export class StatementAccess {
  readonly #statement: Statement;
  readonly #denies: readonly Statement[];
  readonly #bounds: readonly Statement[] | undefined;
  readonly #baseline: Baseline;
  readonly #budget: Budget;
  /** What cuts an action → whether a resource is left for it. */
  #left: Map<string, boolean> | undefined;

  constructor(
    statement: Statement,
    denies: readonly Statement[],
    bounds: readonly Statement[] | undefined,
    baseline: Baseline,
    budget: Budget,
  ) {
    this.#statement = statement;
    this.#denies = denies;
    this.#bounds = bounds;
    this.#baseline = baseline;
    this.#budget = budget;
  }

  /** Whether nothing cuts the actions that the statement names but the baseline. */
  get isUncut(): boolean {
    const { actions, resources } = this.#statement;
    const cut = this.#denies.length > 0 || this.#bounds !== undefined || actions.negated;
    return !cut && !resources.negated && !resources.isEmpty;
  }

  /** Whether it allows some action outside the baseline on some resource. */
  gives(): boolean {
    const { actions, resources } = this.#statement;
    if (this.isUncut) return actions.list.some((one) => !this.#baseline.covers(one));
    if (resources.isEmpty && !resources.negated) return false;
    const seen = new Set<string>();
    const questions = this.#actionQuestions();
    for (const region of this.#regions()) {
      if (this.#givesWithin(region, questions, seen)) return true;
    }
    return false;
  }

  /** Whether an action, in lower case, that the statement names and that is outside the baseline is left on some resource. */
  leaves(action: string): boolean {
    return this.#reaches(action, this.#named(this.#denies, action));
  }

  /** The same for one of its action patterns alone. */
  only(one: ActionPattern): StatementAccess {
    const statement = { ...this.#statement, actions: { list: [one], negated: false, isEmpty: false } };
    const denies = this.#denies.filter((deny) => mayCut(deny.actions, statement.actions));
    return new StatementAccess(statement, denies, this.#bounds, this.#baseline, this.#budget);
  }

  /** Whether the statement names an action that is outside the baseline. */
  names(action: string): boolean {
    const { list, negated } = this.#statement.actions;
    return (
      !matchesSome(this.#baseline.patterns, action, this.#budget) &&
      matchesSome(list, action, this.#budget) !== negated
    );
  }

  /**
   * Patterns that cover the statement's actions; where there is a boundary, each also lies in the actions of one of its
   * statements. What is negated is left to the single actions.
   */
  *#regions(): Generator<Pattern> {
    const { list, negated } = this.#statement.actions;
    const own: readonly Pattern[] = negated
      ? [anyAction]
      : list.flatMap((one) => actionsOf(one, this.#budget));
    const bounds = this.#bounds?.flatMap(({ actions }): readonly Pattern[] =>
      actions.negated ? [anyText] : actions.list,
    );
    for (const one of own) {
      for (const bound of bounds ?? [anyText]) yield* intersect(one, bound, this.#budget);
    }
  }

  /** Of all actions in the region, its instances are cut by the fewest patterns. */
  #givesWithin(region: Pattern, questions: number, seen: Set<string>): boolean {
    if (seen.has(region.text)) return false;
    seen.add(region.text);
    const escapable = new Set<Statement>();
    for (const action of instances(region, questions, this.#budget)) {
      if (!this.names(action)) continue;
      const denies = this.#named(this.#denies, action);
      if (this.#reaches(action, denies)) return true;
      for (const deny of denies) if (deny.actions.negated) escapable.add(deny);
    }
    return this.#parts(region, escapable).some((part) => this.#givesWithin(part, questions, seen));
  }

  /** The parts of a region that escape one of the denies, which have `NotAction`, because its list names them. */
  #parts(region: Pattern, denies: ReadonlySet<Statement>): Pattern[] {
    const named = [...denies].flatMap(({ actions }) => actions.list);
    return named.flatMap((one) => intersect(region, one, this.#budget));
  }

  #named(statements: readonly Statement[], action: string): Statement[] {
    return statements.filter(
      ({ actions }) => matchesSome(actions.list, action, this.#budget) !== actions.negated,
    );
  }

  /** Whether the statement allows an action that it names on a resource that none of the denies of the action cuts. */
  #reaches(action: string, denies: readonly Statement[]): boolean {
    const bounds = this.#bounds && this.#named(this.#bounds, action);
    const key = `${placesOf(denies, this.#denies)};${bounds && placesOf(bounds, this.#bounds ?? [])}`;
    this.#left ??= new Map();
    const known = this.#left.get(key);
    if (known !== undefined) return known;
    const left = this.#leavesResource(denies, bounds);
    this.#left.set(key, left);
    return left;
  }

  #leavesResource(denies: readonly Statement[], bounds: readonly Statement[] | undefined): boolean {
    const { resources } = this.#statement;
    const cuts = denies.filter((deny) => !deny.resources.negated).flatMap((deny) => deny.resources.list);
    const within = denies.filter((deny) => deny.resources.negated).map((deny) => deny.resources.list);
    if (resources.negated) cuts.push(...resources.list);
    else within.push(resources.list);
    if (bounds === undefined) return this.#someText(within, cuts);
    return bounds.some(({ resources: { list, negated } }) =>
      negated ? this.#someText(within, [...cuts, ...list]) : this.#someText([...within, list], cuts),
    );
  }

  /** Whether some text is matched by a pattern of each of the lists and by none of the cuts. */
  #someText(within: readonly (readonly Pattern[])[], cuts: readonly Pattern[]): boolean {
    const questions = mostQuestions(cuts);
    const seen = new Set<string>();
    const someIn = (region: Pattern, place: number): boolean => {
      const key = `${place} ${region.text}`;
      if (seen.has(key)) return false;
      seen.add(key);
      const list = within[place];
      if (list === undefined) return this.#someInstance(region, cuts, questions);
      return list.some((one) => intersect(region, one, this.#budget).some((left) => someIn(left, place + 1)));
    };
    return someIn(anyText, 0);
  }

  #someInstance(region: Pattern, cuts: readonly Pattern[], questions: number): boolean {
    for (const text of instances(region, questions, this.#budget)) {
      if (!matchesSome(cuts, text, this.#budget)) return true;
    }
    return false;
  }

  /** The most `?` of all patterns that can cut the statement's actions. */
  #actionQuestions(): number {
    const { list, negated } = this.#statement.actions;
    const others = [...this.#denies, ...(this.#bounds ?? [])].map(({ actions }) =>
      mostQuestions(actions.list),
    );
    return Math.max(this.#baseline.questions, negated ? mostQuestions(list) : 0, ...others);
  }
}

/** Names some of the statements by their places among all, in order. */
function placesOf(some: readonly Statement[], all: readonly Statement[]): string {
  let places = '';
  let next = 0;
  for (const [place, statement] of all.entries()) {
    if (statement !== some[next]) continue;
    places += `${place},`;
    next++;
  }
  return places;
}
