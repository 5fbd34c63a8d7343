import type { Value } from './value.ts';

/** Resources, or outputs, by their logical ids. */
export type Resources = Readonly<Record<string, Value>>;

/** All of the parts, in order. Throws where two have one logical id. */
export function together(...parts: readonly Resources[]): Resources {
  const entries = parts.flatMap((part) => Object.entries(part));
  const ids = new Set<string>();
  for (const [id] of entries) {
    if (ids.has(id)) throw new Error(`expected one of each logical id, got two of \`${id}\``);
    ids.add(id);
  }
  return Object.fromEntries(entries);
}
