/**
 * Decides access by definition, to compare with; knows nothing of the code that it judges.
 *
 * It asks every kind of action and every kind of resource there is. Patterns are read as automata, a character at a
 * time, and two texts after which all of them stand in the same places are of one kind: whatever follows, the same
 * patterns match. There are finitely many kinds, and a search by breadth, a character at a time from the empty text,
 * meets each of them, with a shortest text of it. So no bound on the length of a witness is needed, `?` or not. The
 * characters are those that patterns name, and `z`, which none may name, for all others: no pattern tells these apart.
 */
export interface PlainStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: object;
}

export interface PlainDocument {
  readonly Version?: string;
  readonly Statement: PlainStatement | readonly PlainStatement[];
}

export interface PlainPrincipal {
  readonly policies: readonly PlainDocument[];
  readonly boundary?: PlainDocument | undefined;
  readonly baseline: readonly string[];
}

/** Which statements an answer leaves out, to find out what decides. */
export type Skip = (statement: PlainStatement) => boolean;

const other = 'z';
const anyText = Symbol('any text');
const anyCharacter = Symbol('any character');
/** Characters but some: one, or any number of them. */
interface AnyBut {
  readonly but: string;
  readonly isRun: boolean;
}

export type Token = string | typeof anyText | typeof anyCharacter | AnyBut;

/** The tokens of a pattern; a policy variable may be any text. */
export function tokensOf(text: string, knowsVariables: boolean): Token[] {
  const pieces = text.match(knowsVariables ? /\$\{[^}]*\}|./gs : /./gs) ?? [];
  return pieces.map((piece) => {
    if (piece === '*') return anyText;
    if (piece === '?') return anyCharacter;
    if (piece.length === 1) return piece;
    const name = piece.slice(2, -1);
    return ['*', '?', '$'].includes(name) ? name : anyText;
  });
}

/** The tokens of the form of resources, in which `{}` is one or more characters, but those that are given; `*` any number. */
export function tokensOfForm(form: string, but: string): Token[] {
  return (form.match(/\{\}|./gs) ?? []).flatMap((piece): Token[] => {
    if (piece === '*') return [{ but, isRun: true }];
    return piece === '{}'
      ? [
          { but, isRun: false },
          { but, isRun: true },
        ]
      : [piece];
  });
}

/** By definition, one token and one character after another. */
export function tokensMatch(tokens: readonly Token[], text: string): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return text === '';
  if (typeof token === 'object') throw new Error('known to automata only');
  if (token === anyText)
    return tokensMatch(rest, text) || (text !== '' && tokensMatch(tokens, text.slice(1)));
  return text !== '' && (token === anyCharacter || token === text[0]) && tokensMatch(rest, text.slice(1));
}

function isRun(token: Token): boolean {
  return token === anyText || (typeof token === 'object' && token.isRun);
}

function admits(token: Token, character: string): boolean {
  if (typeof token === 'object') return !token.but.includes(character);
  return token === anyText || token === anyCharacter || token === character;
}

/** A pattern as an automaton. A state is a set of places in the pattern: bit 2 is set where it stands before token 2. */
class Automaton {
  readonly tokens: readonly Token[];
  readonly start: number;
  readonly #steps = new Map<string, number>();

  constructor(tokens: readonly Token[]) {
    if (tokens.length > 20) throw new Error('the oracle is for short patterns');
    this.tokens = tokens;
    this.start = this.#from(0);
  }

  accepts(state: number): boolean {
    return (state & (1 << this.tokens.length)) !== 0;
  }

  step(state: number, character: string): number {
    const key = `${state}${character}`;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    let next = 0;
    this.tokens.forEach((token, place) => {
      if ((state & (1 << place)) === 0) return;
      if (admits(token, character)) next |= this.#from(isRun(token) ? place : place + 1);
    });
    this.#steps.set(key, next);
    return next;
  }

  /** This place, and those that need no character to get to. */
  #from(place: number): number {
    const here = 1 << place;
    const token = this.tokens[place];
    return token !== undefined && isRun(token) ? here | this.#from(place + 1) : here;
  }
}

const automata = new Map<string, Automaton>();

function automatonOf(text: string, knowsVariables: boolean): Automaton {
  const key = `${knowsVariables} ${text}`;
  const automaton = automata.get(key) ?? new Automaton(tokensOf(text, knowsVariables));
  automata.set(key, automaton);
  return automaton;
}

/** Texts that the same patterns match: bit 2 is set where pattern 2 does. */
export interface Kind {
  readonly text: string;
  readonly matched: number;
}

/** Patterns of one dimension, by number. */
export class Patterns {
  readonly #automata: Automaton[] = [];
  readonly #alphabet = new Set([other]);

  /** The number of a pattern. */
  add(text: string, knowsVariables: boolean): number {
    if (text.includes(other)) throw new Error('the oracle is for patterns without a z');
    return this.#addAutomaton(automatonOf(text, knowsVariables));
  }

  /** The same of tokens. */
  addTokens(tokens: readonly Token[]): number {
    return this.#addAutomaton(new Automaton(tokens));
  }

  #addAutomaton(automaton: Automaton): number {
    const known = this.#automata.indexOf(automaton);
    if (known !== -1) return known;
    for (const token of automaton.tokens) if (typeof token === 'string') this.#alphabet.add(token);
    if (this.#automata.length === 30) throw new Error('the oracle is for few patterns');
    return this.#automata.push(automaton) - 1;
  }

  /** A text of each kind that there is. */
  kinds(needed: readonly string[] = []): Kind[] {
    for (const character of needed) this.#alphabet.add(character);
    const start = this.#automata.map((automaton) => automaton.start);
    const seen = new Set([start.join()]);
    const found: { text: string; states: number[] }[] = [{ text: '', states: start }];
    for (const { text, states } of found) {
      for (const character of this.#alphabet) {
        const next = this.#automata.map((automaton, number) =>
          automaton.step(states[number] as number, character),
        );
        const key = next.join();
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ text: text + character, states: next });
      }
    }
    const kinds = new Map<number, Kind>();
    for (const { text, states } of found) {
      const matched = this.#matched(states);
      if (!kinds.has(matched)) kinds.set(matched, { text, matched });
    }
    return [...kinds.values()];
  }

  /** The kind of a text. */
  kindOf(text: string): Kind {
    const end = this.#automata.map((automaton) =>
      [...text].reduce((state, character) => automaton.step(state, character), automaton.start),
    );
    return { text, matched: this.#matched(end) };
  }

  #matched(states: readonly number[]): number {
    return states.reduce(
      (matched, state, number) =>
        this.#automata[number]?.accepts(state) ? matched | (1 << number) : matched,
      0,
    );
  }
}

interface Side {
  readonly patterns: number;
  readonly negated: boolean;
}

interface Rule {
  readonly statement: PlainStatement;
  readonly actions: Side;
  readonly resources: Side;
}

interface Rules {
  readonly allows: readonly Rule[];
  readonly denies: readonly Rule[];
}

/** Answers about one principal. */
export class Oracle {
  readonly #actions = new Patterns();
  readonly #resources = new Patterns();
  readonly #baseline: number;
  readonly #own: Rules;
  readonly #boundary: Rules | undefined;
  readonly #actionKinds: readonly Kind[];
  readonly #resourceKinds: readonly Kind[];
  readonly #forms: ReadonlyMap<string, number>;

  /** `forms`: of resources of which it will be asked, by a name for each. */
  constructor(
    { policies, boundary, baseline }: PlainPrincipal,
    forms: Readonly<Record<string, Token[]>> = {},
  ) {
    this.#forms = new Map(
      Object.entries(forms).map(([name, tokens]) => [name, 1 << this.#resources.addTokens(tokens)]),
    );
    // Every action has a colon. `*:*` says which have one.
    const colon = 1 << this.#actions.add('*:*', false);
    this.#baseline = bits(baseline, (one) => this.#actions.add(one.toLowerCase(), false));
    const own = policies.map((policy) => this.#rules(policy));
    this.#own = { allows: own.flatMap((one) => one.allows), denies: own.flatMap((one) => one.denies) };
    this.#boundary = boundary && this.#rules(boundary);
    this.#actionKinds = this.#actions.kinds().filter(({ matched }) => (matched & colon) !== 0);
    this.#resourceKinds = this.#resources.kinds();
  }

  /** An action and a resource that are allowed; `undefined` where there is no access. */
  witness(
    skip: Skip = () => false,
    boundary = true,
  ): readonly [action: string, resource: string] | undefined {
    for (const action of this.#actionKinds) {
      const resource = this.#resourceFor(action, skip, boundary);
      if (resource !== undefined) return [action.text, resource.text];
    }
    return undefined;
  }

  /** Whether an action, in any case, is allowed on some resource, of a form where one is named. */
  gives(action: string, skip: Skip = () => false, form?: string): boolean {
    return this.#resourceFor(this.#actions.kindOf(action.toLowerCase()), skip, true, form) !== undefined;
  }

  #resourceFor(action: Kind, skip: Skip, boundary: boolean, form?: string): Kind | undefined {
    if ((action.matched & this.#baseline) !== 0) return undefined;
    const limits = boundary ? this.#boundary : undefined;
    const concerns = (rule: Rule) => isIn(rule.actions, action) && !skip(rule.statement);
    const allows = this.#own.allows.filter(concerns);
    const bounds = limits?.allows.filter(concerns);
    const denies = [...this.#own.denies, ...(limits?.denies ?? [])].filter(concerns);
    const ofForm = form === undefined ? 0 : (this.#forms.get(form) ?? 0);
    return this.#resourceKinds.find(
      (resource) =>
        (resource.matched & ofForm) === ofForm &&
        allows.some((rule) => isIn(rule.resources, resource)) &&
        (bounds === undefined || bounds.some((rule) => isIn(rule.resources, resource))) &&
        !denies.some((rule) => isIn(rule.resources, resource)),
    );
  }

  #rules({ Version, Statement }: PlainDocument): Rules {
    const knowsVariables = Version === '2012-10-17';
    const rules = list(Statement).map((statement) => this.#rule(statement, knowsVariables));
    return {
      allows: rules.filter(({ statement }) => statement.Effect === 'Allow'),
      denies: rules.filter(
        ({ statement }) => statement.Effect === 'Deny' && alwaysHolds(statement, knowsVariables),
      ),
    };
  }

  #rule(statement: PlainStatement, knowsVariables: boolean): Rule {
    const { Action, NotAction, Resource, NotResource } = statement;
    // Some value of a variable makes a pattern that excludes none of the resources in question.
    const excluded = list(NotResource ?? []).filter((text) => !(knowsVariables && holdsVariable(text)));
    const addAction = (text: string) => this.#actions.add(text.toLowerCase(), false);
    const addResource = (text: string) => this.#resources.add(text, knowsVariables);
    return {
      statement,
      actions: { patterns: bits(list(Action ?? NotAction ?? []), addAction), negated: Action === undefined },
      resources: {
        patterns: bits(Resource === undefined ? excluded : list(Resource), addResource),
        negated: Resource === undefined,
      },
    };
  }
}

function list<Item>(items: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(items) ? items : [items as Item];
}

function bits(texts: readonly string[], numberOf: (text: string) => number): number {
  return texts.reduce((all, text) => all | (1 << numberOf(text)), 0);
}

function isIn({ patterns, negated }: Side, { matched }: Kind): boolean {
  return ((patterns & matched) !== 0) !== negated;
}

function alwaysHolds({ Condition, Resource, NotResource }: PlainStatement, knowsVariables: boolean): boolean {
  if (Condition !== undefined && Object.keys(Condition).length > 0) return false;
  return !(knowsVariables && list(Resource ?? NotResource ?? []).some(holdsVariable));
}

function holdsVariable(text: string): boolean {
  return text.replaceAll(/\$\{[*?$]\}/g, '').match(/\$\{[^}]*\}/) !== null;
}
