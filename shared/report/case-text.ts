import { counted } from '../json/counted.ts';
import type { CaseResult } from '../policy-making/run-case.ts';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';

/** How the cases of an operator went: a line each, and below those that failed why. */
export function caseText(results: readonly CaseResult[], paint: Paint): string {
  const failed = results.filter(({ failures }) => failures.length > 0);
  return [
    ...results.flatMap(({ name, failures }) => {
      const [word, color] = failures.length === 0 ? (['pass', 'green'] as const) : (['FAIL', 'red'] as const);
      return [
        `${paint(color, word)}  ${plainText(name)}`,
        ...failures.map((line) => `      ${plainText(line)}`),
      ];
    }),
    '',
    `${counted(results.length, 'case')}, ${failed.length === 0 ? 'all passed' : `${failed.length} failed`}`,
    '',
  ].join('\n');
}
