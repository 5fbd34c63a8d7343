/** What templates are made of. Members that are `undefined` are left out. */
export type Value =
  | string
  | number
  | boolean
  | Intrinsic
  | Reasoned
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

/** A value that may stand with the reason for it. */
export type Explained<T> = T | Reasoned<T>;

/** An intrinsic function in its short form, `!Ref Name`. */
export class Intrinsic {
  readonly name: string;
  readonly argument: Value;

  constructor(name: string, argument: Value) {
    this.name = name;
    this.argument = argument;
  }
}

/** A value and why it is what it is: a comment in the template, on the line before. */
export class Reasoned<T = Value> {
  readonly reason: string;
  readonly value: T;

  constructor(reason: string, value: T) {
    this.reason = reason;
    this.value = value;
  }
}

export function because<T>(reason: string, value: T): Reasoned<T> {
  return new Reasoned(reason, value);
}

/** What is made of a value, with the reason that the value has. */
export function explainedBy<T>(source: Explained<unknown>, value: T): Explained<T> {
  return source instanceof Reasoned ? because(source.reason, value) : value;
}

/** The value without its reason. */
export function bare<T>(explained: Explained<T>): T {
  return explained instanceof Reasoned ? explained.value : explained;
}

export function isMap(value: Value): value is Readonly<Record<string, Value | undefined>> {
  return (
    typeof value === 'object' && !isList(value) && !(value instanceof Intrinsic || value instanceof Reasoned)
  );
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
