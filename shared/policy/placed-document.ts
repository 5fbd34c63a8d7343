import { type Document, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { PolicyFault } from './errors.ts';

/** What JSON has too: a tag such as `!!omap` would make what no contract can look into. */
const coreYaml = { schema: 'core', resolveKnownTags: false, uniqueKeys: true } as const;

/** A YAML or JSON text as a value, with the lines on which its parts stand. */
interface PlacedDocument {
  readonly value: unknown;
  /** A fault with the line of the place that its pointer names, and what YAML has to do with it. */
  readonly placed: (fault: PolicyFault) => PolicyFault;
}

/** Reads a text of YAML or JSON, or lists what makes it none. */
export function placedDocument(
  text: string,
): PlacedDocument | { readonly unreadable: readonly PolicyFault[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...coreYaml, lineCounter: lines, prettyErrors: false });
  const errors = document.errors.map(({ code, pos }) => ({
    pointer: '',
    detail: `${code}: not readable as YAML or JSON`,
    line: lines.linePos(pos[0]).line,
  }));
  if (errors.length > 0) return { unreadable: errors };
  try {
    return {
      value: document.toJS(),
      placed: (fault) => withLine(withQuotes(fault, document), document, lines),
    };
  } catch (error) {
    // Aliases that would blow the document up.
    const detail = (error as Error).message.split('\n', 1)[0] ?? 'cannot be read';
    return { unreadable: [{ pointer: '', detail }] };
  }
}

/** Without quotes, an account id is a number and `off` or a day may be anything. */
function withQuotes(fault: PolicyFault, document: Document): PolicyFault {
  if (fault.detail !== 'must be string') return fault;
  const node = document.getIn(pathOf(fault), true);
  const isBare = isScalar(node) && node.value !== null && typeof node.value !== 'string';
  return isBare ? { ...fault, detail: 'must be text: put it in quotes' } : fault;
}

function withLine(fault: PolicyFault, document: Document, lines: LineCounter): PolicyFault {
  const path = pathOf(fault);
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return { ...fault, line: lines.linePos(node.range[0]).line };
  }
  return fault;
}

function pathOf({ pointer }: PolicyFault): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
