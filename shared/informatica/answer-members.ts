import { type Fields, isObject, typeName } from '../json/value.ts';
import { MalformedAnswerError } from './malformed-answer.ts';

/** An answer that is an object. `what` names the answer in the error. Throws {@link MalformedAnswerError}. */
export function objectOf(value: unknown, what: string): Fields {
  if (isObject(value)) return value;
  throw new MalformedAnswerError(`${what}: expected an object, got ${typeName(value)}`);
}

/** A member that is a text and not empty. Throws {@link MalformedAnswerError}. */
export function textMember(fields: Fields, name: string, what: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new MalformedAnswerError(`${what}: expected \`${name}\` to be text, got ${typeName(value)}`);
}

/** A member that is a list. Throws {@link MalformedAnswerError}. */
export function listMember(fields: Fields, name: string, what: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw new MalformedAnswerError(`${what}: expected \`${name}\` to be an array, got ${typeName(value)}`);
}
