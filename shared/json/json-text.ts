import { isObject } from './value.ts';

/** One JSON document. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * One JSON document, as {@link jsonText} writes it, in pieces: what is nested deeper than so many levels is one piece each.
 * With two they are the items of its members' lists.
 */
export function* jsonPieces(value: object, levels: number): Generator<string> {
  yield* piecesOf(value, '', levels);
  yield '\n';
}

/** One JSON document a line. */
export function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** A list as JSON, in pieces: one item a line, each of which may be in pieces itself. */
export function* jsonList(items: Iterable<Iterable<string>>): Generator<string> {
  let before = '[\n';
  for (const item of items) {
    yield before;
    yield* item;
    before = ',\n';
  }
  yield before === ',\n' ? '\n]' : '[]';
}

/** An object as JSON, in pieces: its members, at least one, and after them a list. */
export function* jsonWithList(
  members: object,
  name: string,
  items: Iterable<Iterable<string>>,
): Generator<string> {
  yield `${JSON.stringify(members).slice(0, -1)},${JSON.stringify(name)}:`;
  yield* jsonList(items);
  yield '}';
}

/** A value in pieces, down to so many levels of nesting. */
function* piecesOf(value: unknown, indent: string, levels: number): Generator<string> {
  const isList = Array.isArray(value);
  const members: (readonly [string, unknown])[] | undefined = isList
    ? value.map((item) => ['', item])
    : isObject(value)
      ? Object.entries(value).flatMap(([name, item]) =>
          item === undefined ? [] : [[`${JSON.stringify(name)}: `, item]],
        )
      : undefined;
  if (levels === 0 || members === undefined || members.length === 0) {
    yield (JSON.stringify(value, null, 2) ?? 'null').replaceAll('\n', `\n${indent}`);
    return;
  }
  const inner = `${indent}  `;
  yield isList ? '[' : '{';
  for (const [index, [name, item]] of members.entries()) {
    yield `${index === 0 ? '' : ','}\n${inner}${name}`;
    yield* piecesOf(item, inner, levels - 1);
  }
  yield `\n${indent}${isList ? ']' : '}'}`;
}
