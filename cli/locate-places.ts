import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { isObject } from '../shared/json/value.ts';
import type { Place } from '../shared/report/source.ts';

/** Characters of a text in which lines are looked for: a million take about a second. */
const longestSearched = 2_000_000;
/** How deep in a file a submission may stand: in lists and envelopes within each other. */
const deepest = 8;

/** Finds the place to which a JSON Pointer leads from the top of a part of a text. */
export type Locate = (pointer: string) => Place;

/**
 * Prepares to find places in a text of JSON or YAML, of which `root` was read. The function that it returns takes a part
 * of the root, and returns `undefined` for anything else. The text is read again when the first place is asked for.
 */
export function locatorIn(text: string, root: unknown): (part: unknown) => Locate | undefined {
  const pointers = once(() => pointersIn(root));
  const search = once(() => searchIn(text));
  return (part) => {
    const top = pointers().get(part);
    return top === undefined ? undefined : (pointer) => search()(top + pointer);
  };
}

/** Objects and lists → where they stand. */
function pointersIn(root: unknown): ReadonlyMap<unknown, string> {
  const pointers = new Map<unknown, string>();
  const visit = (value: unknown, pointer: string, depth: number): void => {
    if (!Array.isArray(value) && !isObject(value)) return;
    if (depth > deepest || pointers.has(value)) return;
    pointers.set(value, pointer);
    for (const [name, member] of Object.entries(value))
      visit(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  };
  visit(root, '', 0);
  return pointers;
}

function searchIn(text: string): (pointer: string) => Place {
  if (text.length > longestSearched) return (pointer) => ({ pointer });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  return (pointer) => {
    const offset = offsetOf(document, segmentsOf(pointer));
    if (offset === undefined) return { pointer };
    const { line, col } = lineCounter.linePos(offset);
    return { pointer, line, column: col };
  };
}

/** Where the value begins, or what holds it, where an alias stands for it. */
function offsetOf(document: Document, segments: readonly string[]): number | undefined {
  for (let length = segments.length; length >= 0; length--) {
    const node = document.getIn(segments.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
