import { normalName } from './normal-name.ts';

/** A value as a package has it: read, or set and not readable. */
export type Read<Value> = { readonly value: Value } | 'unresolved';

/** Reads a text that is set; nobody but these knows what a value may look like. */
export type ReadText<Value> = (text: string) => Read<Value>;

/** `$Name`, `$Name$`, `$$Name`, `${Name}`: what stands for it is known at run time. */
const parameter = /\$\$?[A-Za-z_{]/;
/** What secrets, and now and then other values, are replaced by. */
const mask = /^\*+$/;
const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** A text of at most so many characters that keeps the pattern. */
export function text(mostCharacters: number, pattern = /^/): ReadText<string> {
  const fits = (value: string) => value.length <= mostCharacters || [...value].length <= mostCharacters;
  return (value) =>
    fits(value) && pattern.test(value) && !parameter.test(value) && !mask.test(value)
      ? { value }
      : 'unresolved';
}

/** `true`, `Yes`, `1` and their opposites. */
export const truth: ReadText<boolean> = (value) => readBy(truths, value.toLowerCase());

/** Whole seconds up to 30 days, which is what the contract takes. */
export const seconds: ReadText<number> = (value) => {
  const number = Number(value);
  return /^\d+$/.test(value) && number <= 2_592_000 ? { value: number } : 'unresolved';
};

/** One of the labels of a list, by normal names. */
export function oneOf<Value>(labels: Readonly<Record<string, Value>>): ReadText<Value> {
  const byName = new Map(Object.entries(labels).map(([label, value]) => [normalName(label), value]));
  return (value) => readBy(byName, normalName(value));
}

function readBy<Value>(values: ReadonlyMap<string, Value>, key: string): Read<Value> {
  return values.has(key) ? { value: values.get(key) as Value } : 'unresolved';
}

/** Stands for a value that is set and is no text: like a parameter's, nobody can read it. */
export const unreadableSetting = '$unreadable';

/** A value of JSON as text without blanks around it; `undefined` where nothing is set. Of lists and objects none is read. */
export function settingOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined || value === null ? undefined : unreadableSetting;
}
