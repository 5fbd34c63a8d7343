import { BoundedMap } from '../json/bounded-map.ts';
import { type ActionBits, both, isEmpty, noActions, union, without } from './action-bits.ts';
import type { KindSet, KnownKind } from './action-catalogue.ts';
import type { ActionFinder, NamedActions } from './action-finder.ts';
import type { Budget } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import type { Pattern } from './pattern.ts';
import { distinct, listNumber } from './pattern-list.ts';
import type { Patterns, Statement } from './policy-document.ts';

/** Answers that are remembered. */
const mostRemembered = 5000;
/** Statements below this, in patterns, are looked at as fast as they are remembered. */
const longStatement = 8;

/** What a statement gives. */
export interface LeftActions extends Pick<NamedActions, 'unknown'> {
  /** The known actions that are left on some resource. */
  readonly somewhere: ActionBits;
  /** Those that are left on some resource that they take. */
  readonly usable: ActionBits;
  /** Actions of any service are left, known or not, on some resource. */
  readonly isOfAnyService: boolean;
  /** The same on any kind of resource. */
  readonly isOfAnyKind: boolean;
}

/** Actions that the same statements cut. */
interface Group {
  readonly actions: ActionBits;
  readonly denies: readonly Statement[];
  readonly bounds: readonly Statement[] | undefined;
}

/** Finds out which actions of statements are left. The methods throw TooComplexError. */
export class LeftActionsFinder {
  readonly #actions: ActionFinder;
  /** Statements of managed policies are those of many principals. */
  readonly #ofUncut = new WeakMap<Statement, LeftActions>();
  readonly #ofCut = new BoundedMap<string, Pick<LeftActions, 'somewhere' | 'usable'>>(mostRemembered);
  /** What is left of resources → the actions that take something of it. */
  readonly #taking = new BoundedMap<string, ActionBits>(mostRemembered);

  constructor(actions: ActionFinder) {
    this.#actions = actions;
  }

  /** Of a statement that nothing cuts. */
  ofUncut(statement: Statement, budget: Budget): LeftActions {
    const { actions, resources } = statement;
    if (actions.list.length + resources.list.length < longStatement) return this.#uncut(statement, budget);
    const known = this.#ofUncut.get(statement);
    if (known !== undefined) return known;
    const fresh = this.#uncut(statement, budget);
    this.#ofUncut.set(statement, fresh);
    return fresh;
  }

  #uncut({ actions, resources }: Statement, budget: Budget): LeftActions {
    const { actions: somewhere, unknown, ofAnyService } = this.#actions.named(actions, budget);
    const kinds = this.#actions.catalogue.kindsOf(resources.list, budget);
    const isOfAnyService = ofAnyService.length > 0;
    return {
      somewhere,
      usable: kinds.isAll ? somewhere : both(somewhere, kinds.actions),
      unknown,
      isOfAnyService,
      isOfAnyKind: isOfAnyService && kinds.isAll,
    };
  }

  /** Of a statement that something cuts. */
  ofCut(statement: Statement, access: StatementAccess, budget: Budget): LeftActions {
    const { unknown } = this.#actions.named(statement.actions, budget);
    return {
      ...this.#known(statement, access, budget),
      unknown: unknown.filter((one) => access.ofPattern(one)?.gives() ?? true),
      isOfAnyService: false,
      isOfAnyKind: false,
    };
  }

  #known(statement: Statement, access: StatementAccess, budget: Budget) {
    const key = [[statement], access.denies, access.bounds]
      .map((some) => some?.map(statementKey).join(' '))
      .join(';');
    const known = this.#ofCut.get(key);
    if (known !== undefined) return known;
    const fresh = this.#find(statement, access, budget);
    this.#ofCut.set(key, fresh);
    return fresh;
  }

  /** Actions are looked at together where the same statements name them, and resources where they are of the same kind. */
  #find({ actions, resources }: Statement, access: StatementAccess, budget: Budget) {
    const somewhere: ActionBits[] = [];
    const usable: ActionBits[] = [];
    for (const group of this.#groups(this.#actions.named(actions, budget).actions, access, budget)) {
      if (group.bounds?.length === 0 || !access.leaves(group.denies, group.bounds)) continue;
      budget.spend(group.actions.words.length);
      somewhere.push(group.actions);
      usable.push(both(group.actions, this.#takingOf(resources, group, access, budget)));
    }
    return { somewhere: union(somewhere), usable: union(usable) };
  }

  #groups(actions: ActionBits, { denies, bounds }: StatementAccess, budget: Budget): readonly Group[] {
    let groups: readonly Group[] = [{ actions, denies: [], bounds: bounds && [] }];
    for (const deny of denies)
      groups = this.#split(groups, deny, budget, (group) => ({ denies: [...group.denies, deny] }));
    for (const bound of bounds ?? [])
      groups = this.#split(groups, bound, budget, (group) => ({ bounds: [...(group.bounds ?? []), bound] }));
    return groups;
  }

  /** Splits groups by whether a statement names their actions. */
  #split(
    groups: readonly Group[],
    { actions }: Statement,
    budget: Budget,
    withStatement: (group: Group) => Partial<Group>,
  ): readonly Group[] {
    const named = this.#actions.named(actions, budget).actions;
    return groups.flatMap((group) => {
      budget.spend(1 + 2 * group.actions.words.length);
      const inside = { ...group, ...withStatement(group), actions: both(group.actions, named) };
      const outside = { ...group, actions: without(group.actions, named) };
      return [inside, outside].filter((one) => !isEmpty(one.actions));
    });
  }

  /** The actions that take some resource of those that are left for a group. */
  #takingOf(resources: Patterns, group: Group, access: StatementAccess, budget: Budget): ActionBits {
    const all = [resources, ...group.denies.map((deny) => deny.resources)];
    const bounds = group.bounds?.map((bound) => bound.resources);
    const key = [all, bounds].map((some) => some?.map(sideKey).join(' ')).join(';');
    const known = this.#taking.get(key);
    if (known !== undefined) return known;
    const fresh = this.#findTaking(resources, group, access, budget);
    this.#taking.set(key, fresh);
    return fresh;
  }

  #findTaking(resources: Patterns, group: Group, access: StatementAccess, budget: Budget): ActionBits {
    const { catalogue } = this.#actions;
    let taking = noActions;
    for (const bound of group.bounds ?? [undefined]) {
      const [within, cuts] = sides(resources, group.denies, bound);
      const kinds = this.#meeting(within, budget);
      // In one list a kind that meets it has a resource; in several each may have another.
      const touched = within.length > 1 ? kinds : catalogue.both(kinds, catalogue.kindsOf(cuts, budget));
      const left = touched.numbers
        .map((number) => catalogue.kinds[number] as KnownKind)
        .filter((kind) => access.leaves(group.denies, bound && [bound], kind));
      taking = union([taking, catalogue.without(kinds, touched).actions, ...left.map((kind) => kind.takers)]);
      budget.spend(taking.words.length * (2 + left.length));
    }
    return taking;
  }

  /** The kinds that meet each of the lists. */
  #meeting(within: readonly (readonly Pattern[])[], budget: Budget): KindSet {
    const { catalogue } = this.#actions;
    return within.reduce(
      (kinds, list) => catalogue.both(kinds, catalogue.kindsOf(list, budget)),
      catalogue.allKinds,
    );
  }
}

/** The lists that a resource has to be in, one in each, and what it must not be. */
function sides(
  resources: Patterns,
  denies: readonly Statement[],
  bound: Statement | undefined,
): [within: (readonly Pattern[])[], cuts: readonly Pattern[]] {
  const allowed = bound === undefined ? [resources] : [resources, bound.resources];
  const denied = denies.map((deny) => deny.resources);
  const within = [...allowed.filter(({ negated }) => !negated), ...denied.filter(({ negated }) => negated)];
  const cuts = [...allowed.filter(({ negated }) => negated), ...denied.filter(({ negated }) => !negated)];
  return [distinct(within.map(({ list }) => list)), cuts.flatMap(({ list }) => list)];
}

function statementKey({ actions, resources }: Statement): string {
  return `${sideKey(actions)}/${sideKey(resources)}`;
}

function sideKey({ list, negated }: Patterns): string {
  return `${negated ? '!' : ''}${listNumber(list)}`;
}
