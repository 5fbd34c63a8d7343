const widest = 100;
const indentation = '  ';

/** A JSON value as a fenced Markdown block; what fits on a line stands on one, and so does a list of plain values. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${laidOut(JSON.parse(JSON.stringify(value)), '', '')}\n\`\`\``;
}

function laidOut(value: unknown, indent: string, label: string): string {
  const line = `${label}${oneLine(value)}`;
  if (isPlain(value) || indent.length + line.length <= widest) return line;
  const deeper = indent + indentation;
  if (Array.isArray(value)) {
    return `${label}[${inside(value.map((item) => laidOut(item, deeper, '')))}]`;
  }
  const members = Object.entries(value as object);
  return `${label}{${inside(members.map(([name, member]) => laidOut(member, deeper, `${JSON.stringify(name)}: `)))}}`;

  function inside(lines: readonly string[]): string {
    return `\n${lines.map((text) => deeper + text).join(',\n')}\n${indent}`;
  }
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object');
  return typeof value !== 'object' || value === null;
}

function oneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${oneLine(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
