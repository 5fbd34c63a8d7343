import type { PrincipalAccess } from '../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { matchesGlob } from '../shared/json/glob.ts';
import type { AccessReport } from '../shared/report/access-report.ts';
import { accessText } from '../shared/report/access-text.ts';
import { requesterHasNoAccess } from '../shared/rules/requester-has-no-access.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FailLevel, severityReaches } from './fail-level.ts';
import { loadAnalysis, openIam, tellFaults } from './load-iam.ts';
import { loadRuleBook } from './load-policy.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';
import { writeOutput } from './write-output.ts';

export interface AccessOptions {
  readonly iam: string;
  readonly principal?: string[];
  readonly format: 'table' | 'json';
  readonly output?: string;
  readonly policy?: string;
  readonly failLevel: FailLevel;
  readonly color: boolean;
}

/** `sts-warden access --iam FILE` */
export async function access(options: AccessOptions, terminal: Terminal): Promise<ExitCode> {
  const book = await loadRuleBook(options.policy);
  const { principals, faults } = await openIam(options.iam);
  const analyse = await loadAnalysis(book);
  const analysed: PrincipalAccess[] = [];
  let count = 0;
  for (const principal of principals) {
    count++;
    if (isChosen(principal, options.principal)) analysed.push(analyse(principal));
  }
  tellFaults(options.iam, faults, terminal);
  if (analysed.length === 0 && options.principal !== undefined)
    throw new UsageError(`none of the ${count} users and roles matches --principal`);
  const report: AccessReport = { schemaVersion: '1', principals: analysed };
  await writeOutput(render(report, options, terminal), options.output, terminal);
  if (faults.length > 0) return exitCodes.unreadableInput;
  const { id, severity: ownSeverity } = requesterHasNoAccess.meta;
  const { severity = ownSeverity } = book.policy.settingOf(id);
  const found = report.principals.some(({ hasAccess }) => hasAccess === true);
  return found && severityReaches(severity, options.failLevel) ? exitCodes.findings : exitCodes.nothingFound;
}

/** A glob is for the whole ARN, or for the name at its end. */
function isChosen({ arn }: PrincipalPolicies, globs: readonly string[] | undefined): boolean {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return globs === undefined || globs.some((glob) => matchesGlob(arn, glob) || matchesGlob(name, glob));
}

function render(report: AccessReport, { format, color, output }: AccessOptions, terminal: Terminal): string {
  return format === 'json'
    ? `${JSON.stringify(report, null, 2)}\n`
    : accessText(report, paintFor(terminal, color && output === undefined));
}
