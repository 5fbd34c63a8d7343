import { parseJson } from '../json/parse.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { UnreadablePartError } from './errors.ts';
import type { PackageFiles } from './package-files.ts';
import { reasonOf } from './reason.ts';

const decoder = new TextDecoder();

/** The JSON value of a file. Throws an {@link UnreadablePartError} that names the file. */
export async function jsonIn(files: PackageFiles, path: string): Promise<unknown> {
  try {
    return parseJson(decoder.decode(await files.read(path)));
  } catch (error) {
    throw new UnreadablePartError(`${path}: ${reasonOf(error)}`);
  }
}

/** The object in a file: Informatica writes an array that holds it alone. Throws an {@link UnreadablePartError}. */
export async function objectIn(files: PackageFiles, path: string): Promise<Fields> {
  const value = await jsonIn(files, path);
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [item] = items;
  if (items.length === 1 && isObject(item)) return item;
  const got = Array.isArray(value) ? `an array of ${items.length}` : typeName(value);
  throw new UnreadablePartError(`${path}: expected an array of one object, got ${got}`);
}

/** The objects of a member that is a list; nothing where there is none. */
export function objectsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A member that is text, without blanks around it; `undefined` where it is empty or no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** The id in a reference (`saas:@id`, `@id`, `stringIdentity:@id`). */
export function referredId(value: unknown): string | undefined {
  return textOf(textOf(value)?.replace(/^(?:[a-z]+:)?@?/i, ''));
}
