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

/**
 * Reads the output of `aws iam get-account-authorization-details`. Throws UnreadableFileError where the file is none; what
 * is wrong with a part of it is told on standard error, and is among the answer's faults.
 */
export async function loadIam(
  path: string,
  { stderr }: Pick<Terminal, 'stderr'>,
): Promise<AccountPrincipals> {
  const account = await readIam(path);
  for (const { pointer, detail } of account.faults)
    stderr.write(`sts-warden: ${path}: ${pointer} ${detail}\n`);
  return account;
}

/** The analysis under a policy's baseline. The list of IAM actions loads here, and only where somebody wants it. */
export async function loadAnalysis({ policy }: RuleBook): Promise<AnalysePrincipal> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return principalAnalysis({ baseline: policy.parameters.baselineActions, catalogue: knownActions });
}

/** Facts about requesters, where there is a file of them. */
export async function loadFacts(
  path: string | undefined,
  book: RuleBook,
  terminal: Pick<Terminal, 'stderr'>,
): Promise<Facts> {
  if (path === undefined) return noFacts;
  const { principals } = await loadIam(path, terminal);
  return { ...noFacts, access: accountAccess(principals, await loadAnalysis(book)) };
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
