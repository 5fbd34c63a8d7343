import { ref } from './intrinsics.ts';
import { Intrinsic, type Value } from './value.ts';

export function equals(one: Value, other: Value): Intrinsic {
  return new Intrinsic('Equals', [one, other]);
}

export function not(condition: Value): Intrinsic {
  return new Intrinsic('Not', [condition]);
}

export function both(one: Value, other: Value): Intrinsic {
  return new Intrinsic('And', [one, other]);
}

export function either(one: Value, other: Value): Intrinsic {
  return new Intrinsic('Or', [one, other]);
}

/** Whether a parameter, empty by default, has a value. */
export function isSet(parameter: string): Intrinsic {
  return not(equals(ref(parameter), ''));
}

/** What another condition of the template says. */
export function condition(name: string): Value {
  return { Condition: name };
}
