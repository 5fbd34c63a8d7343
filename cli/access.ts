import type { PrincipalAccess } from '../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { evaluateStanding, isRequesterInScope } from '../shared/evaluation/evaluate-principal.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { findingsOf } from '../shared/findings/findings-of.ts';
import { counted } from '../shared/json/counted.ts';
import { matchesGlob } from '../shared/json/glob.ts';
import type { AccessReport } from '../shared/report/access-report.ts';
import type { Conclusion } from './conclude.ts';
import { UsageError } from './errors.ts';
import { loadAnalysis, openIam } from './load-iam.ts';
import { loadRuleBook } from './load-policy.ts';
import { listOption } from './option-values.ts';
import { progressOf } from './progress.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import type { Terminal } from './terminal.ts';

/** Users and roles of the files. */
interface Counts {
  readonly all: number;
  readonly outOfScope: number;
  /** By `--principal`. */
  readonly leftOut: number;
}

interface AccessOptions extends JudgingOptions {
  readonly iam: readonly string[];
  readonly principal?: string[];
}

/** `sts-warden access --iam FILE` */
export const accessCommand = {
  kind: 'access',
  declare: (command) =>
    command
      .description('Find out which IAM users and roles of an account have access beyond the baseline (G1).')
      .requiredOption(
        '--iam <file>',
        'the output of `aws iam get-account-authorization-details`, or pages of it (JSON, YAML, also gzipped); - is standard input; may be repeated',
        listOption,
      )
      .option('--principal <glob>', 'only users and roles of this name or ARN (may be repeated)', listOption)
      .addHelpText(
        'after',
        '\nExample:\n  aws iam get-account-authorization-details > iam.json\n  sts-warden access --iam iam.json',
      ),
  run: access,
} as const satisfies ResultCommand<AccessOptions, 'access'>;

async function access(
  _paths: readonly string[],
  options: AccessOptions,
  terminal: Terminal,
): Promise<Conclusion<'access'>> {
  const book = await loadRuleBook(options.policy);
  const { principals, withoutPolicies, troubles } = await openIam(options.iam, terminal.stdin);
  const analyse = await loadAnalysis(book);
  const progress = progressOf(terminal, options, { format: '{value} principals' });
  const analysed: PrincipalAccess[] = [];
  const counts = { all: 0, outOfScope: 0, leftOut: 0 };
  for (const principal of principals) {
    counts.all++;
    if (!isRequesterInScope(book.policy, principal.arn)) counts.outOfScope++;
    else if (isChosen(principal, options.principal)) analysed.push(analyse(principal));
    else counts.leftOut++;
    progress.advance();
  }
  progress.stop();
  if (analysed.length === 0 && counts.all > 0) throw new UsageError(nothingChosen(counts));
  const unread = [
    ...troubles(),
    ...withoutPolicies.map(
      (path) =>
        `\`${path}\`: has no policies: expected the output of \`aws iam get-account-authorization-details\``,
    ),
  ];
  const report = judged(book, analysed, counts, unread, terminal.now());
  return { result: { kind: 'access', report } };
}

/** The users and roles in scope under the policy, as every other door judges them. */
function judged(
  book: RuleBook,
  principals: readonly PrincipalAccess[],
  { outOfScope, leftOut }: Counts,
  troubles: readonly string[],
  now: Date,
): AccessReport {
  const observedAt = now.toISOString();
  const violations = principals.flatMap((access) =>
    evaluateStanding(book, access, observedAt).flatMap((outcome) => outcome.violations),
  );
  let findings: AccessReport['findings'] | undefined;
  return {
    schemaVersion: '1',
    policyRevision: book.policy.revision,
    outOfScope,
    leftOut,
    isJudged: book.checks.principal.length > 0,
    principals,
    // The table, which most people want, reads none.
    get findings() {
      findings ??= findingsOf(violations);
      return findings;
    },
    violations,
    ...(troubles.length > 0 && { troubles }),
  };
}

function nothingChosen({ all, outOfScope }: Counts): string {
  const everybody = counted(all, 'user or role', 'users and roles');
  if (outOfScope === all) return `the policy's scope takes in none of ${everybody}`;
  const others = outOfScope === 0 ? '' : `; ${outOfScope} of them are out of the policy's scope`;
  return `--principal matches none of ${everybody}${others}`;
}

/** A glob is for the whole ARN, or for the name at its end. */
function isChosen({ arn }: PrincipalPolicies, globs: readonly string[] | undefined): boolean {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return globs === undefined || globs.some((glob) => matchesGlob(arn, glob) || matchesGlob(name, glob));
}
