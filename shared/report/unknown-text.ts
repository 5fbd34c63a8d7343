import { type MissingEvidence, missingEvidence } from '../rules/missing-evidence.ts';
import { listed } from './listed.ts';
import type { Paint } from './paint.ts';
import { plainText } from './plain-text.ts';

/** Undecided outcomes of one rule for want of the same, and whom or what they concern. */
export interface Unknown {
  readonly ruleId: string;
  /** Words of `missing`, with commas between them. */
  readonly missing: string;
  readonly count: number;
  /** How many requesters or tasks. */
  readonly concernedCount: number;
  /** The first of these by name. */
  readonly concerned: readonly string[];
}

/** Which door is asked: each has other files that supply what is missing. */
export type Door = 'forRecords' | 'forSubmissions';

const mostShown = 20;
const mostNamed = 3;

/** What is not known, as one paragraph; none where all is known. `door`: what the report is of. */
export function unknownText(unknowns: readonly Unknown[], door: Door, paint: Paint): string[] {
  const alike = [...Map.groupBy(unknowns, sameFor).values()];
  const shown = alike.slice(0, mostShown).flatMap((some) => linesOf(some, door));
  const more = alike.length - mostShown;
  return listed(paint('bold', 'What is not known'), [...shown, ...(more > 0 ? [`and ${more} more`] : [])]);
}

/** Rules that lack the same of the same stand together. */
function sameFor({ missing, concerned, concernedCount }: Unknown): string {
  return JSON.stringify([missing, concerned, concernedCount]);
}

function linesOf(alike: readonly Unknown[], door: Door): string[] {
  return alike.slice(0, 1).flatMap((unknown) => {
    const { what, supply } = wantOf(unknown.missing, door);
    const rules = alike.map(({ ruleId, count }) => `${ruleId} (${count})`).join(', ');
    return [
      plainText(`${what}: missing ${unknown.missing}`),
      `  undecided: ${rules}${concernedText(unknown)}`,
      `  ${supply}`,
    ];
  });
}

/** What words of `missing`, with commas between them, stand for, and what supplies it. */
export function wantOf(missing: string, door: Door): { readonly what: string; readonly supply: string } {
  const evidence = missing.split(', ').map(missingEvidence);
  return {
    what: [...new Set(evidence.map((one) => one.what))].join('; '),
    supply: supplyText(evidence, door),
  };
}

function concernedText({ concerned, concernedCount }: Unknown): string {
  if (concernedCount === 0) return '';
  const names = concerned.slice(0, mostNamed).map(plainText);
  const more = concernedCount - names.length;
  return `, of ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
}

function supplyText(evidence: readonly MissingEvidence[], door: Door): string {
  const supplies = new Set(evidence.map((one) => one[door]).filter((supply) => supply !== undefined));
  if (supplies.size === 0) return 'nothing that this command reads tells it';
  return `told by ${[...supplies].join('; ')}`;
}
