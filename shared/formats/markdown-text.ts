import { plainText } from '../report/plain-text.ts';

/** What a cell or a line shows of a text that came with the input. */
const longest = 300;

/** Text of our own in Markdown: nothing in it is markup. */
export function markdownText(text: string): string {
  return plainText(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/**
 * Text that came with the input, as a code span: in it GitHub makes no link, image, HTML or mention of anything. It is put
 * into one line, and shortened.
 */
export function codeSpan(text: string): string {
  const plain = plainText(text);
  const shown = plain.length > longest ? `${plain.slice(0, longest).toWellFormed()}…` : plain;
  if (shown.trim() === '') return '';
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  // One blank on each side is taken off again.
  return `${fence} ${shown} ${fence}`;
}

/** The same in a table, where a bar ends the cell, in code too; behind a backslash readers differ on whether it does. */
export function codeCell(text: string): string {
  return codeSpan(text.replace(/(?<=\\)\|/g, '¦')).replaceAll('|', '\\|');
}

/** A table, whose cells are Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n\n`;
}
