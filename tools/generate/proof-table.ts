import { proofReasons } from '../../shared/proof/refusal.ts';

/** Why the hook refuses a proof, as a table. */
export function proofTable(): string {
  const rows = Object.entries(proofReasons).map(([reason, text]) => `| \`${reason}\` | ${text} |`);
  return ['| reason | means |', '| --- | --- |', ...rows].join('\n');
}
