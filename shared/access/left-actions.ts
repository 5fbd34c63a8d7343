import { BoundedMap } from '../json/bounded-map.ts';
import { type ActionBits, both, noActions, shareOf, union, without } from './action-bits.ts';
import type { KindSet, KnownKind } from './action-catalogue.ts';
import type { ActionFinder, NamedActions } from './action-finder.ts';
import type { Budget } from './budget.ts';
import type { StatementAccess } from './effective-access.ts';
import { mayOverlap, type Pattern } from './pattern.ts';
import { distinct, listNumber } from './pattern-list.ts';
import type { Patterns, Statement } from './policy-document.ts';

/** Answers that are remembered. */
const mostRemembered = 5000;
/** Statements below this, in patterns, are looked at as fast as they are remembered. */
const longStatements = 16;

/** What a statement gives. */
export interface LeftActions extends Pick<NamedActions, 'unknown'> {
  /** The known actions that are left on some resource: those in some of the sets. */
  readonly somewhere: readonly ActionBits[];
  /** Of these, those that are left on some resource that they take: those that are here too; `undefined` is all. */
  readonly taking: ActionBits | undefined;
  /** Actions of any service are left, known or not, on some resource. */
  readonly isOfAnyService: boolean;
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
  readonly #ofShared = new WeakMap<Statement, LeftActions>();
  readonly #ofCut = new BoundedMap<string, LeftActions>(mostRemembered);

  constructor(actions: ActionFinder) {
    this.#actions = actions;
  }

  /** Of a statement that nothing cuts, and that many principals have: it is looked at once. */
  ofShared(statement: Statement, budget: Budget): LeftActions {
    const known = this.#ofShared.get(statement);
    if (known !== undefined) return known;
    const left = this.ofUncut(statement, budget);
    const fresh = { ...left, somewhere: [union(left.somewhere)] };
    this.#ofShared.set(statement, fresh);
    return fresh;
  }

  /** Of a statement that nothing cuts. */
  ofUncut({ actions, resources }: Statement, budget: Budget): LeftActions {
    const { sets, unknown, isOfAnyService } = this.#actions.named(actions, budget);
    const kinds = this.#actions.catalogue.kindsOf(resources.list, budget);
    return { somewhere: sets, taking: kinds.isAll ? undefined : kinds.actions, unknown, isOfAnyService };
  }

  /** Of a statement that something cuts. */
  ofCut(statement: Statement, access: StatementAccess, budget: Budget): LeftActions {
    if (patternsOf([statement, ...access.denies, ...(access.bounds ?? [])]) < longStatements)
      return this.#find(statement, access, budget);
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
  #find({ actions, resources }: Statement, access: StatementAccess, budget: Budget): LeftActions {
    const somewhere: ActionBits[] = [];
    const usable: ActionBits[] = [];
    const { sets, unknown } = this.#actions.named(actions, budget);
    for (const group of this.#groups(union(sets), access, budget)) {
      if (group.bounds?.length === 0 || !access.leaves(group.denies, group.bounds)) continue;
      budget.spend(group.actions.words.length);
      somewhere.push(group.actions);
      usable.push(both(group.actions, this.#findTaking(resources, group, access, budget)));
    }
    return {
      somewhere: [union(somewhere)],
      taking: union(usable),
      unknown: unknown.filter((one) => access.ofPattern(one)?.gives() ?? true),
      isOfAnyService: false,
    };
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
    const named = union(this.#actions.named(actions, budget).sets);
    return groups.flatMap((group) => {
      budget.spend(1 + 2 * group.actions.words.length);
      const share = shareOf(group.actions, named);
      if (share === 'none') return [group];
      const inside = { ...group, ...withStatement(group) };
      if (share === 'all') return [inside];
      return [
        { ...inside, actions: both(group.actions, named) },
        { ...group, actions: without(group.actions, named) },
      ];
    });
  }

  /** The actions that take some resource of those that are left for a group. */
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
  const lists = distinct(within.map(({ list }) => list));
  return [lists, cuts.flatMap(({ list }) => list.filter((cut) => mayCut(cut, lists)))];
}

/** False only where a pattern matches nothing that is in one of the lists. */
function mayCut(cut: Pattern, lists: readonly (readonly Pattern[])[]): boolean {
  return lists.every((list) => list.some((one) => mayOverlap(one, cut)));
}

function patternsOf(statements: readonly Statement[]): number {
  return statements.reduce(
    (sum, { actions, resources }) => sum + actions.list.length + resources.list.length,
    0,
  );
}

function statementKey({ actions, resources }: Statement): string {
  return `${sideKey(actions)}/${sideKey(resources)}`;
}

function sideKey({ list, negated }: Patterns): string {
  return `${negated ? '!' : ''}${listNumber(list)}`;
}
