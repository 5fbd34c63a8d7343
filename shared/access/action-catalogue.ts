import { BoundedMap } from '../json/bounded-map.ts';
import { sha256 } from '../json/sha256.ts';
import { type ActionBits, bitsOf, union } from './action-bits.ts';
import type { ActionPattern } from './action-pattern.ts';
import type { Budget } from './budget.ts';
import { MeetingKinds } from './meeting-kinds.ts';
import { costOf, matches, type Pattern } from './pattern.ts';
import { anyName, anyResource, noResource, type ResourceKind, resourceKind } from './resource-kind.ts';

const revisionDigits = 16;
/** Patterns of resources of which is remembered what kinds they may be of. */
const mostRemembered = 50_000;

/** The actions of a service. Lists are texts with blanks between their items. */
export interface ServiceActions {
  /** Names. */
  readonly actions: string;
  /** The forms of the ARNs of resources, as `resourceKind` takes them, or shortened by {@link shortForm}. */
  readonly resources: string;
  /** For each action the numbers of the resources that it takes, with commas; `-` where it takes none. */
  readonly takes: string;
}

/** The actions that AWS documents, as far as somebody wants examples and counts. No answer about access depends on them. */
export interface ActionCatalogue {
  /** Names as AWS writes them, `s3:GetObject`, by number. */
  readonly names: readonly string[];
  /** The same in lower case, as policies are compared. */
  readonly keys: readonly string[];
  /** Services as AWS writes them, each with the number of its first action and the one behind its last. */
  readonly services: readonly ServiceRange[];
  /** The kinds of resources, by number. */
  readonly kinds: readonly KnownKind[];
  /** Tells it apart from one of other actions, or of the same in another order. */
  readonly revision: string;
  /** The numbers of the actions that a pattern matches. Throws TooComplexError. */
  readonly matching: (pattern: ActionPattern, budget: Budget) => readonly number[];
  /** The kinds that a resource of one of the patterns may be of. Throws TooComplexError. */
  readonly kindsOf: (patterns: readonly Pattern[], budget: Budget) => KindSet;
  /** All kinds that there are. */
  readonly allKinds: KindSet;
  /** The kinds that are in both sets. */
  readonly both: (one: KindSet, other: KindSet) => KindSet;
  /** The kinds of one set that are not in another. */
  readonly without: (one: KindSet, other: KindSet) => KindSet;
}

/** A kind of resources, and the actions that take one. */
export interface KnownKind extends ResourceKind {
  /** Its number among all. */
  readonly number: number;
  readonly takers: ActionBits;
}

/** Kinds of resources, by their numbers in order. */
export interface KindSet {
  /** Tells it apart from sets of other kinds. */
  readonly id: number;
  readonly numbers: readonly number[];
  /** Whether it is all kinds that there are. */
  readonly isAll: boolean;
  /** The actions that take a resource of one of them. */
  readonly actions: ActionBits;
}

/** The actions of a service by their numbers: `end` is the first that is not its own. */
interface ServiceRange {
  readonly service: string;
  readonly first: number;
  readonly end: number;
}

/** Makes a catalogue of actions by service prefix; where there are names alone, each action may take any resource. */
export function actionCatalogue(
  actionsOfServices: Readonly<Record<string, ServiceActions | string>>,
): ActionCatalogue {
  const byService = new Map<string, ServiceRange>();
  const names: string[] = [];
  const taken = new TakenForms();
  for (const [service, given] of Object.entries(actionsOfServices)) {
    const first = names.length;
    const { actions, resources, takes } = typeof given === 'string' ? ofAnything(given) : given;
    for (const name of itemsOf(actions)) names.push(`${service}:${name}`);
    const forms = itemsOf(resources).map((form) => wholeForm(service, form));
    taken.add(forms, itemsOf(takes), first);
    byService.set(service.toLowerCase(), { service, first, end: names.length });
  }
  const keys = names.map((name) => name.toLowerCase());
  const kinds = new KindSets(taken.kinds());
  let revision: string | undefined;
  let byKey: ReadonlyMap<string, number> | undefined;
  const nowhere = { first: 0, end: 0 };
  const everywhere = { first: 0, end: names.length };

  return {
    names,
    keys,
    services: [...byService.values()],
    kinds: kinds.list,
    get revision() {
      revision ??= sha256(keys.join(' ')).slice(0, revisionDigits);
      return revision;
    },
    matching: (pattern, budget) => {
      const { service, kind, text } = pattern;
      if (kind === 'literal') {
        byKey ??= new Map(keys.map((key, number) => [key, number]));
        const number = byKey.get(text);
        return number === undefined ? [] : [number];
      }
      const { first, end } = service === undefined ? everywhere : (byService.get(service) ?? nowhere);
      const numbers: number[] = [];
      for (let number = first; number < end; number++) {
        const key = keys[number] as string;
        budget.spend(costOf(pattern, key));
        if (matches(pattern, key)) numbers.push(number);
      }
      return numbers;
    },
    kindsOf: (patterns, budget) => kinds.ofAny(patterns, budget),
    allKinds: kinds.all,
    both: (one, other) => kinds.both(one, other),
    without: (one, other) => kinds.without(one, other),
  };
}

function ofAnything(actions: string): ServiceActions {
  const takes = itemsOf(actions).map(() => '0');
  return { actions, resources: '*', takes: takes.join(' ') };
}

function itemsOf(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}

/** What most ARNs of a service begin with. */
function usualHead(service: string): string {
  return `arn:${anyName}:${service}:${anyName}:${anyName}`;
}

/** The form of an ARN without what most of a service begin with: `:instance/{}`. */
export function shortForm(service: string, form: string): string {
  const head = usualHead(service);
  return form.startsWith(`${head}:`) ? form.slice(head.length) : form;
}

function wholeForm(service: string, form: string): string {
  return form.startsWith(':') ? usualHead(service) + form : form;
}

/** Forms of ARNs, and the numbers of the actions that take them. */
class TakenForms {
  /** By form; `undefined` is none at all. */
  readonly #takers = new Map<string | undefined, number[]>([[undefined, []]]);

  /** Adds what the actions of a service take, of which the first has a number among all. */
  add(forms: readonly string[], takes: readonly string[], first: number): void {
    const lists = forms.map((form) => this.#takersOf(form));
    const ofNothing = this.#takersOf(undefined);
    for (const [index, places] of takes.entries()) {
      const own = places === '-' ? [ofNothing] : places.split(',').map((place) => lists[Number(place)] ?? []);
      for (const list of own) list.push(first + index);
    }
  }

  kinds(): KnownKind[] {
    return [...this.#takers].map(([form, takers], number) => ({
      ...kindOf(form),
      number,
      takers: bitsOf(takers),
    }));
  }

  #takersOf(form: string | undefined): number[] {
    const known = this.#takers.get(form);
    if (known !== undefined) return known;
    const fresh: number[] = [];
    this.#takers.set(form, fresh);
    return fresh;
  }
}

function kindOf(form: string | undefined): ResourceKind {
  if (form === undefined) return noResource;
  return form === '*' ? anyResource : resourceKind(form);
}

/** Kinds of resources, by what may be of them. */
class KindSets {
  readonly list: readonly KnownKind[];
  readonly all: KindSet;
  readonly #meeting: MeetingKinds<KnownKind>;
  /** Those that may be of any service. */
  readonly #ofAnyService: MeetingKinds<KnownKind>;
  /** The same with those in whose ARNs a service stands. */
  readonly #byService: ReadonlyMap<string | undefined, MeetingKinds<KnownKind>>;
  readonly #byPattern = new BoundedMap<string, KindSet>(mostRemembered);
  readonly #sets = new BoundedMap<string, KindSet>(mostRemembered);
  readonly #chosenBefore = new BoundedMap<string, KindSet>(mostRemembered);
  #nextId = 0;

  constructor(list: readonly KnownKind[]) {
    this.list = list;
    this.#meeting = new MeetingKinds(list);
    const byService = Map.groupBy(list, ({ service }) => service);
    const ofAny = byService.get(undefined) ?? [];
    this.#ofAnyService = new MeetingKinds(ofAny);
    this.#byService = new Map(
      [...byService].map(([service, own]) => [
        service,
        new MeetingKinds([...ofAny, ...own].sort((one, other) => one.number - other.number)),
      ]),
    );
    this.all = this.#setOf(list.map(({ number }) => number));
  }

  ofAny(patterns: readonly Pattern[], budget: Budget): KindSet {
    const [first] = patterns;
    if (first === undefined) return this.#setOf([]);
    let all = this.#of(first, budget);
    for (let index = 1; index < patterns.length; index++) {
      const more = this.#of(patterns[index] as Pattern, budget);
      if (more !== all) all = this.#union(all, more);
    }
    return all;
  }

  both(one: KindSet, other: KindSet): KindSet {
    if (one.isAll || other.isAll) return one.isAll ? other : one;
    return this.#chosen(one, other, true);
  }

  without(one: KindSet, other: KindSet): KindSet {
    return other.numbers.length === 0 ? one : this.#chosen(one, other, false);
  }

  /** The kinds of one set by whether they are in another. */
  #chosen(one: KindSet, other: KindSet, isIn: boolean): KindSet {
    const key = `${isIn} ${one.id} ${other.id}`;
    const known = this.#chosenBefore.get(key);
    if (known !== undefined) return known;
    const others = new Set(other.numbers);
    const fresh = this.#setOf(one.numbers.filter((number) => others.has(number) === isIn));
    this.#chosenBefore.set(key, fresh);
    return fresh;
  }

  #setOf(numbers: readonly number[]): KindSet {
    const isAll = numbers.length === this.list.length;
    const key = isAll ? '*' : numbers.join();
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const actions = union(numbers.map((number) => (this.list[number] as KnownKind).takers));
    const fresh = { id: this.#nextId++, numbers, isAll, actions };
    this.#sets.set(key, fresh);
    return fresh;
  }

  #union(one: KindSet, other: KindSet): KindSet {
    if (one.isAll || other.isAll) return one.isAll ? one : other;
    return this.#setOf([...new Set([...one.numbers, ...other.numbers])].sort((a, b) => a - b));
  }

  #of({ text }: Pattern, budget: Budget): KindSet {
    if (text === '*') return this.all;
    const known = this.#byPattern.get(text);
    if (known !== undefined) return known;
    const kinds = this.#candidates(text).of(text, (steps) => budget.spend(steps));
    const found = this.#setOf(kinds.map(({ number }) => number));
    this.#byPattern.set(text, found);
    return found;
  }

  /** Most patterns name the service. */
  #candidates(text: string): MeetingKinds<KnownKind> {
    const service = serviceOf(text);
    if (service === undefined) return this.#meeting;
    return this.#byService.get(service) ?? this.#ofAnyService;
  }
}

/** The service in an ARN of one partition; `undefined` where it may be several. */
function serviceOf(text: string): string | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const start = text.indexOf(':', 4) + 1;
  const end = text.indexOf(':', start);
  if (start === 0 || end === -1) return undefined;
  for (let at = 4; at < end; at++) if (text[at] === '*' || text[at] === '?') return undefined;
  return text.slice(start, end);
}
