import { jsonEnd } from '../json/json-end.ts';
import type { Fields } from '../json/value.ts';
import { allNames, type MemberName, type MemberNames } from './member-names.ts';

/** What parts two members of a struct. */
const nextMember = /, ([A-Za-z][A-Za-z0-9_]*)=/g;
const firstMember = /([A-Za-z][A-Za-z0-9_]*)=/y;

/** Thrown within this file alone. */
class AmbiguousError extends Error {}

/**
 * Reads a struct as Trino and Presto print it (Athena, CloudTrail Lake): `{type=IAMUser, sessioncontext={attributes=null}}`.
 * Texts are not quoted there, so a name may hold what looks like a member: members are taken once each, none with a brace
 * in its text, and one that nobody knows not behind a text that may hold anything. Where a member may be anything it is
 * JSON, or a struct of texts. Returns `undefined` where that leaves a doubt.
 */
export function parseStruct(text: string, names: MemberNames): Fields | undefined {
  const reader = new StructReader(text.trim());
  try {
    return reader.whole(names);
  } catch (error) {
    if (error instanceof AmbiguousError) return undefined;
    throw error;
  }
}

class StructReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(names: MemberNames): Fields {
    const struct = this.#struct(names);
    if (this.#at !== this.#text.length) throw new AmbiguousError();
    return struct;
  }

  /** A struct whose members are known; without names, one of texts. */
  #struct(names?: MemberNames): Fields {
    const struct: Record<string, unknown> = Object.create(null);
    if (!this.#takes('{')) throw new AmbiguousError();
    if (this.#takes('}')) return struct;
    let key = this.#firstKey();
    let isDoubtful = false;
    for (;;) {
      const known = names === undefined ? { name: key, is: 'text' as const } : names.get(key.toLowerCase());
      const { name, is }: MemberName = known ?? { name: key, is: 'anything' };
      // A known name at a level that is not its own tells of a brace in a text.
      const isStray = known === undefined && (isDoubtful || allNames.has(key.toLowerCase()));
      if (name in struct || isStray) throw new AmbiguousError();
      const value = this.#value(is);
      struct[name] = value;
      if (this.#takes('}')) return struct;
      isDoubtful = is === 'any text';
      key = this.#nextKey();
    }
  }

  #value(is: MemberName['is']): unknown {
    if (is === 'text' || is === 'any text') return this.#scalar();
    if (this.#text.startsWith('{"', this.#at) || this.#text.startsWith('[', this.#at)) return this.#json();
    if (this.#text.startsWith('{', this.#at)) return this.#struct(is === 'anything' ? undefined : is);
    const scalar = this.#scalar();
    if (is !== 'anything' && scalar !== null) throw new AmbiguousError();
    return scalar;
  }

  #json(): unknown {
    const end = jsonEnd(this.#text, this.#at);
    if (end === -1) throw new AmbiguousError();
    try {
      return JSON.parse(this.#text.slice(this.#at, end));
    } catch {
      throw new AmbiguousError();
    } finally {
      this.#at = end;
    }
  }

  #scalar(): string | null {
    const brace = this.#text.indexOf('}', this.#at);
    if (brace === -1) throw new AmbiguousError();
    nextMember.lastIndex = this.#at;
    const end = Math.min(brace, nextMember.exec(this.#text)?.index ?? brace);
    const scalar = this.#text.slice(this.#at, end);
    if (scalar.includes('{')) throw new AmbiguousError();
    this.#at = end;
    return scalar === 'null' ? null : scalar;
  }

  #firstKey(): string {
    firstMember.lastIndex = this.#at;
    return this.#keyOf(firstMember.exec(this.#text));
  }

  #nextKey(): string {
    nextMember.lastIndex = this.#at;
    const match = nextMember.exec(this.#text);
    return this.#keyOf(match?.index === this.#at ? match : null);
  }

  #keyOf(match: RegExpExecArray | null): string {
    if (match === null) throw new AmbiguousError();
    this.#at += match[0].length;
    return match[1] ?? '';
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}
