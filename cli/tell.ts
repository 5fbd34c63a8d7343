import { counted } from '../shared/json/counted.ts';
import { plainText } from '../shared/report/plain-text.ts';
import type { Terminal } from './terminal.ts';

/** Lines of one kind that are told of: a foreign file may have a million faults. */
const mostLines = 20;

/** Tells of something on standard error, in one line that is safe to print. */
export function tell({ stderr }: Pick<Terminal, 'stderr'>, text: string): void {
  stderr.write(`sts-warden: ${plainText(text)}\n`);
}

/** The first 20 lines, and how many more of the kind there are; `total` where not all of them are among the lines. */
export function abridged(lines: readonly string[], kind: string, total = lines.length): string[] {
  const told = lines.slice(0, mostLines);
  const more = total - told.length;
  return more > 0 ? [...told, `and ${counted(more, `more ${kind}`)}`] : told;
}
