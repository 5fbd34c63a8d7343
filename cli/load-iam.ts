import { accountAccess } from '../shared/access/account-access.ts';
import { type AnalysePrincipal, principalAnalysis } from '../shared/access/analyse-principal.ts';
import {
  type AccountPrincipals,
  NotAuthorizationDetailsError,
  readAuthorizationDetails,
} from '../shared/access/authorization-details.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { type Facts, noFacts } from '../shared/rules/facts.ts';
import { UnreadableFileError } from './errors.ts';
import { defaultMaxFileSize, readBytes, textOf } from './read-file.ts';
import type { Terminal } from './terminal.ts';

/** Faults that are told of: a foreign file may have a million. */
const mostFaults = 20;

/**
 * Reads the output of `aws iam get-account-authorization-details`. Throws UnreadableFileError where the file is none; what
 * is wrong with a part of it is told on standard error, and is among the answer's faults.
 */
export async function loadIam(
  path: string,
  { stderr }: Pick<Terminal, 'stderr'>,
): Promise<AccountPrincipals> {
  const account = await readIam(path);
  const { faults } = account;
  for (const { pointer, detail } of faults.slice(0, mostFaults))
    stderr.write(`sts-warden: ${path}: ${pointer} ${detail}\n`);
  if (faults.length > mostFaults)
    stderr.write(`sts-warden: ${path}: and ${faults.length - mostFaults} more\n`);
  return account;
}

/** The analysis under a policy's baseline. The list of IAM actions loads here, and only where somebody wants it. */
export async function loadAnalysis({ policy }: RuleBook): Promise<AnalysePrincipal> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return principalAnalysis({ baseline: policy.parameters.baselineActions, catalogue: knownActions });
}

/** Facts about requesters, where there is a file of them, and whether all of it could be read. */
export async function loadFacts(
  path: string | undefined,
  book: RuleBook,
  terminal: Pick<Terminal, 'stderr'>,
): Promise<{ readonly facts: Facts; readonly isWhole: boolean }> {
  if (path === undefined) return { facts: noFacts, isWhole: true };
  const { principals, faults } = await loadIam(path, terminal);
  const access = accountAccess(principals, await loadAnalysis(book));
  return { facts: { ...noFacts, access }, isWhole: faults.length === 0 };
}

async function readIam(path: string): Promise<AccountPrincipals> {
  try {
    return readAuthorizationDetails(parseJson(textOf(await readBytes(path, defaultMaxFileSize))));
  } catch (error) {
    if (
      error instanceof UnreadableFileError ||
      error instanceof NotJsonError ||
      error instanceof NotAuthorizationDetailsError
    ) {
      throw new UnreadableFileError(`\`${path}\`: ${error.message}`);
    }
    throw error;
  }
}
