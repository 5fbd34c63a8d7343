import { Reasoned, type Value } from './value.ts';

/**
 * The reasons of a value as lines of a comment of at most `width` columns, without their `#`. An empty line in a reason
 * is one in the comment; a line break at its end is an empty line after it.
 */
export function commentOf(value: Value, width: number): string {
  return reasonsOf(value)
    .map((reason) => commentLines(reason, width))
    .join('\n');
}

function reasonsOf(value: Value): string[] {
  return value instanceof Reasoned ? [value.reason, ...reasonsOf(value.value)] : [];
}

function commentLines(reason: string, width: number): string {
  const lines = reason.trimEnd().split('\n');
  const comment = lines.map((line) => ` ${wrapped(line, width).join('\n ')}`).join('\n');
  return reason.endsWith('\n') ? `${comment}\n` : comment;
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines.splice(-1, 1, word);
    else if (last.length + 1 + word.length > width) lines.push(word);
    else lines.splice(-1, 1, `${last} ${word}`);
  }
  return lines;
}
