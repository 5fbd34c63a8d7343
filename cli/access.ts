import type { PrincipalAccess } from '../shared/access/principal-access.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { counted } from '../shared/json/counted.ts';
import { matchesGlob } from '../shared/json/glob.ts';
import { requesterHasNoAccess } from '../shared/rules/requester-has-no-access.ts';
import type { Conclusion } from './conclude.ts';
import { UsageError } from './errors.ts';
import { severityReaches } from './fail-level.ts';
import { loadAnalysis, openIam } from './load-iam.ts';
import { loadRuleBook } from './load-policy.ts';
import { listOption } from './option-values.ts';
import { progressOf } from './progress.ts';
import type { JudgingOptions, ResultCommand } from './result-command.ts';
import type { Terminal } from './terminal.ts';

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
  let count = 0;
  for (const principal of principals) {
    count++;
    if (isChosen(principal, options.principal)) analysed.push(analyse(principal));
    progress.advance();
  }
  progress.stop();
  if (analysed.length === 0 && options.principal !== undefined) {
    throw new UsageError(`--principal matches none of ${counted(count, 'user or role', 'users and roles')}`);
  }
  const { id, severity: ownSeverity } = requesterHasNoAccess.meta;
  const { severity = ownSeverity } = book.policy.settingOf(id);
  return {
    result: { kind: 'access', report: { schemaVersion: '1', principals: analysed } },
    isFound:
      analysed.some(({ hasAccess, serviceLinked }) => hasAccess === true && !serviceLinked) &&
      severityReaches(severity, options.failLevel),
    troubles: [
      ...troubles(),
      ...withoutPolicies.map(
        (path) =>
          `\`${path}\`: has no policies: expected the output of \`aws iam get-account-authorization-details\``,
      ),
    ],
  };
}

/** A glob is for the whole ARN, or for the name at its end. */
function isChosen({ arn }: PrincipalPolicies, globs: readonly string[] | undefined): boolean {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return globs === undefined || globs.some((glob) => matchesGlob(arn, glob) || matchesGlob(name, glob));
}
