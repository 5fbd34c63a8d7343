/** What a property may be in a table: not there, or there with a value that nobody could read. */
export const absent = '(absent)';
export const unresolved = '(unresolved)';

type Choices = Readonly<Record<string, readonly unknown[]>>;
type Choice<C extends Choices> = { readonly [Name in keyof C]: C[Name][number] };

/** Every way to choose one of each. */
export function* combinations<const C extends Choices>(choices: C): Generator<Choice<C>> {
  const names = Object.keys(choices);
  const count = names.reduce((product, name) => product * (choices[name]?.length ?? 0), 1);
  for (let index = 0; index < count; index++) {
    let rest = index;
    const chosen: Record<string, unknown> = {};
    for (const name of names) {
      const values = choices[name] ?? [];
      chosen[name] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    yield chosen as Choice<C>;
  }
}

/** A part of a submission from its properties: those that are absent are left out, those unresolved are named. */
export function part(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => properties[name] === unresolved);
  const set = Object.entries(properties).filter(([, value]) => value !== absent && value !== unresolved);
  return {
    ...Object.fromEntries(set),
    // A connection always has a type: what stands there is not read.
    ...(names.includes('type') && { type: 'other' }),
    ...(names.length > 0 && { unresolved: names }),
  };
}
