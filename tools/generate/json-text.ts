const indentation = '  ';

interface Layout {
  /** Columns that a line has at most, where it can be broken. */
  readonly widest: number;
  /** Whether members with plain values share lines, as items of a list do. */
  readonly isDense?: boolean;
}

/** A JSON value as people lay it out: what fits on a line stands on one. */
export function jsonText(value: unknown, { widest, isDense = false }: Layout): string {
  return laidOut(JSON.parse(JSON.stringify(value)), '', '');

  function laidOut(part: unknown, indent: string, label: string): string {
    const line = `${label}${oneLine(part)}`;
    if (isPlain(part) || indent.length + line.length <= widest) return line;
    const deeper = indent + indentation;
    const isList = Array.isArray(part);
    const inside = Object.entries(part as object).map(([name, item]) => ({
      isPlain: isPlain(item),
      text: laidOut(item, deeper, isList ? '' : `${JSON.stringify(name)}: `),
    }));
    const sharing = isList ? inside.every((item) => item.isPlain) : isDense;
    const lines = sharing ? filled(inside, widest - deeper.length) : inside.map(({ text }) => text);
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    return `${label}${open}\n${lines.map((text) => deeper + text).join(',\n')}\n${indent}${close}`;
  }
}

function oneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${oneLine(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Texts, and the commas between them, in lines that plain ones share. */
function filled(
  parts: readonly { readonly isPlain: boolean; readonly text: string }[],
  width: number,
): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const { isPlain: canShare, text } of parts) {
    const line = `${lines.at(-1)}, ${text}`;
    if (isOpen && canShare && line.length < width) lines.splice(-1, 1, line);
    else lines.push(text);
    isOpen = canShare;
  }
  return lines;
}
