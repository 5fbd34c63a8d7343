import { type DocumentFault, pointerSegment } from './schema-faults.ts';
import { fillsText } from './text-length.ts';

const mostFaults = 50;
/** Of a pointer to what lies deeper, the rest is left out. */
const longestPath = 32;

/** An object or array that is open where the text is read. */
interface Open {
  /** The names of an object so far; `undefined` for an array. */
  readonly names: Set<string> | undefined;
  /** The member or item that is being read. */
  at: string | number;
  awaitsName: boolean;
}

/**
 * Where objects of a JSON text name a member more than once, at most 50 places: I-JSON (RFC 7493) forbids it, readers
 * differ in what they make of it, and `JSON.parse` shows the last one only. The text must be JSON. `value` is what was
 * parsed from it, where that is at hand: measuring it is a fraction of the search through the text.
 */
export function repeatedNames(text: string, value?: unknown): DocumentFault[] {
  if (value !== undefined && fillsText(value, text)) return [];
  const pointers = new Set<string>();
  for (const pointer of repetitionsIn(text)) {
    pointers.add(pointer);
    if (pointers.size === mostFaults) break;
  }
  return [...pointers].map((pointer) => ({ pointer, detail: 'is there more than once' }));
}

/** Pointers to the members that have the name of an earlier one in their object, in the order of the text. */
function* repetitionsIn(text: string): Generator<string> {
  const path: Open[] = [];
  const structure = /["{}[\],]/g;
  for (let found = structure.exec(text); found !== null; found = structure.exec(text)) {
    const open = path.at(-1);
    switch (found[0]) {
      case '{':
        path.push({ names: new Set(), at: '', awaitsName: true });
        break;
      case '[':
        path.push({ names: undefined, at: 0, awaitsName: false });
        break;
      case ',':
        if (open !== undefined) advance(open);
        break;
      case '"': {
        const end = endOfString(text, found.index);
        structure.lastIndex = end;
        if (open?.awaitsName === true && isRepeated(open, text.slice(found.index, end)))
          yield pointerTo(path);
        break;
      }
      default:
        path.pop();
    }
  }
}

function advance(open: Open): void {
  if (typeof open.at === 'number') open.at++;
  else open.awaitsName = true;
}

/** Whether a member's name, as it is quoted, has been in the object before. */
function isRepeated(open: Open, quoted: string): boolean {
  const name: string = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
  open.at = name;
  open.awaitsName = false;
  if (open.names?.has(name) === true) return true;
  open.names?.add(name);
  return false;
}

/** The index behind the quote that closes a string: the first one before which there is an even number of backslashes. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text.charAt(first - 1) === '\\') first--;
    if ((end - first) % 2 === 0) return end + 1;
  }
}

function pointerTo(path: readonly Open[]): string {
  return path
    .slice(0, longestPath)
    .map(({ at }) => `/${pointerSegment(String(at))}`)
    .join('');
}
