import { type ActionPattern, actionPattern, haveCommonActions } from './action-pattern.ts';
import { actionsOf, type Baseline } from './baseline.ts';
import { type Budget, TooComplexError } from './budget.ts';
import { instances, matchesSome, mostQuestions } from './instances.ts';
import { intersect, intersectKind } from './intersect.ts';
import { mayOverlap, type Pattern, pattern } from './pattern.ts';
import { distinct } from './pattern-list.ts';
import type { Patterns, Statement } from './policy-document.ts';
import type { ResourceKind } from './resource-kind.ts';

const anyText = pattern('*');
const anything = actionPattern('*');
/** Lists of resources that a resource has to be in at once, one in each: as deep as we look. */
const mostLists = 200;

/** What cuts a principal's Allow statements. */
export interface Limits {
  /** The Deny statements of all its policies, and of its permissions boundary. */
  readonly denies: readonly Statement[];
  /** The Allow statements of its permissions boundary, where it has one: nothing is allowed that these do not allow too. */
  readonly bounds: readonly Statement[] | undefined;
  readonly baseline: Baseline;
  readonly budget: Budget;
}

/** What an Allow statement gives; `undefined` where nothing cuts it but the baseline, and it gives all that it names. */
export function cutAccess(statement: Statement, limits: Limits): StatementAccess | undefined {
  const { actions, resources } = statement;
  const denies = limits.denies.length === 0 ? limits.denies : deniesOn(statement, limits);
  const isCut = denies.length > 0 || limits.bounds !== undefined;
  if (!(isCut || actions.negated || resources.negated || resources.isEmpty)) return undefined;
  return new StatementAccess(statement, { ...limits, denies });
}

/** Leaves out denies that concern no action of a statement. */
function deniesOn({ actions: allowed }: Statement, { denies, budget }: Limits): readonly Statement[] {
  if (allowed.isEmpty) return [];
  return denies.filter(({ actions: denied }) => {
    budget.spend(1 + denied.list.length * allowed.list.length);
    return (
      denied.negated ||
      allowed.negated ||
      denied.list.some((one) => allowed.list.some((other) => haveCommonActions(one, other)))
    );
  });
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

  constructor(statement: Statement, { denies, bounds, baseline, budget }: Limits) {
    this.#statement = statement;
    this.#denies = denies;
    this.#bounds = bounds;
    this.#baseline = baseline;
    this.#budget = budget;
  }

  /** Whether it allows some action outside the baseline on some resource. */
  gives(): boolean {
    const { actions, resources } = this.#statement;
    if (resources.isEmpty) return false;
    if (actions.list.some((one) => this.#givesAllOf(one))) return true;
    const questions = this.#actionQuestions();
    const seen = new Set<string>();
    const own = actions.negated ? [anything] : actions.list;
    return own.some((one) =>
      actionsOf(one, this.#budget).some((pattern) => this.#givesSomeOf(pattern, one, questions, seen)),
    );
  }

  /** The denies that concern some action of the statement. */
  get denies(): readonly Statement[] {
    return this.#denies;
  }

  /** The statements of the boundary, where there is one. */
  get bounds(): readonly Statement[] | undefined {
    return this.#bounds;
  }

  /** The same for one of its action patterns alone; `undefined` where nothing cuts that. */
  ofPattern(one: ActionPattern): StatementAccess | undefined {
    const statement = { ...this.#statement, actions: { list: [one], negated: false, isEmpty: false } };
    return cutAccess(statement, {
      denies: this.#denies,
      bounds: this.#bounds,
      baseline: this.#baseline,
      budget: this.#budget,
    });
  }

  /** Whether the statement names an action, in lower case, that is outside the baseline. */
  #names(action: string): boolean {
    const { list, negated } = this.#statement.actions;
    return (
      !matchesSome(this.#baseline.patterns, action, this.#budget) &&
      matchesSome(list, action, this.#budget) !== negated
    );
  }

  /** Whether nothing cuts the actions of one of its patterns, and not all are in the baseline: no need to look closer. */
  #givesAllOf(one: ActionPattern): boolean {
    if (this.#bounds !== undefined || this.#statement.actions.negated) return false;
    return this.ofPattern(one) === undefined && !this.#baseline.covers(one, this.#budget);
  }

  /**
   * Whether some action of a pattern is given. Where there is a boundary, such an action is also one of a statement of
   * the boundary; what is negated is left to the single actions.
   */
  #givesSomeOf(pattern: Pattern, one: ActionPattern, questions: number, seen: Set<string>): boolean {
    if (this.#bounds === undefined) return this.#givesWithin(pattern, questions, seen);
    return this.#bounds.some(({ actions }) => {
      if (actions.negated) return this.#givesWithin(pattern, questions, seen);
      this.#budget.spend(actions.list.length);
      return actions.list.some(
        (bound) =>
          haveCommonActions(one, bound) &&
          intersect(pattern, bound, this.#budget).some((region) =>
            this.#givesWithin(region, questions, seen),
          ),
      );
    });
  }

  /** Of all actions in the region, its instances are cut by the fewest patterns. */
  #givesWithin(region: Pattern, questions: number, seen: Set<string>): boolean {
    if (seen.has(region.text)) return false;
    seen.add(region.text);
    const escapable = new Set<Statement>();
    for (const action of instances(region, questions, this.#budget)) {
      if (!this.#names(action)) continue;
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
    this.#budget.spend(this.#denies.length + (this.#bounds?.length ?? 0));
    const key = `${placesOf(denies, this.#denies)};${bounds && placesOf(bounds, this.#bounds ?? [])}`;
    this.#left ??= new Map();
    const known = this.#left.get(key);
    if (known !== undefined) return known;
    const left = this.leaves(denies, bounds);
    this.#left.set(key, left);
    return left;
  }

  /** Whether a resource is left, of a kind where one is given, that none of the denies cuts and that one of the bounds allows. */
  leaves(
    denies: readonly Statement[],
    bounds: readonly Statement[] | undefined,
    kind?: ResourceKind,
  ): boolean {
    const { resources } = this.#statement;
    const all = [...denies.map((deny) => deny.resources), complementOf(resources)];
    const cuts = all.filter(({ negated }) => !negated).flatMap(({ list }) => list);
    const within = distinct(all.filter(({ negated }) => negated).map(({ list }) => list));
    this.#budget.spend(all.length + cuts.length);
    if (cuts.some(({ text }) => text === '*')) return false;
    if (bounds === undefined) return this.#someText(within, cuts, kind);
    return bounds.some(({ resources: { list, negated } }) => {
      this.#budget.spend(within.length + (negated ? cuts.length + list.length : 1));
      return negated
        ? this.#someText(within, [...cuts, ...list], kind)
        : this.#someText(distinct([...within, list]), cuts, kind);
    });
  }

  /** Whether some text, of a kind where one is given, is matched by a pattern of each of the lists and by none of the cuts. */
  #someText(
    within: readonly (readonly Pattern[])[],
    cuts: readonly Pattern[],
    kind: ResourceKind | undefined,
  ): boolean {
    if (within.length > mostLists) throw new TooComplexError('too many statements name resources to keep');
    const seen = new Set<string>();
    const someIn = (region: Pattern, place: number): boolean => {
      this.#budget.spend(1 + region.text.length / 64);
      const key = `${place} ${region.text}`;
      if (seen.has(key)) return false;
      seen.add(key);
      const list = within[place];
      if (list === undefined) {
        const parts = kind === undefined ? [region] : intersectKind(region, kind, this.#budget);
        return parts.some((part) => this.#someInstance(part, cuts));
      }
      return list.some((one) => intersect(region, one, this.#budget).some((left) => someIn(left, place + 1)));
    };
    return someIn(anyText, 0);
  }

  #someInstance(region: Pattern, allCuts: readonly Pattern[]): boolean {
    this.#budget.spend(allCuts.length);
    const cuts = allCuts.filter((cut) => mayOverlap(cut, region));
    for (const text of instances(region, mostQuestions(cuts), this.#budget)) {
      if (!matchesSome(cuts, text, this.#budget)) return true;
    }
    return false;
  }

  /** The most `?` of all patterns that can cut the statement's actions. */
  #actionQuestions(): number {
    const { list, negated } = this.#statement.actions;
    let most = Math.max(this.#baseline.questions, negated ? mostQuestions(list) : 0);
    for (const { actions } of [...this.#denies, ...(this.#bounds ?? [])]) {
      this.#budget.spend(actions.list.length);
      most = Math.max(most, mostQuestions(actions.list));
    }
    return most;
  }
}

/** The resources that a statement does not name: they are cut as if a Deny named them. */
function complementOf(resources: Patterns): Pick<Patterns, 'list' | 'negated'> {
  return { list: resources.list, negated: !resources.negated };
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
