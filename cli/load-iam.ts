import { accountAccess } from '../shared/access/account-access.ts';
import { type AnalysePrincipal, principalAnalysis } from '../shared/access/analyse-principal.ts';
import {
  type DetailsFault,
  eachPrincipal,
  NotAuthorizationDetailsError,
} from '../shared/access/authorization-details.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { defaultMaxFileSize, readBytes, textOf } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { type Facts, noFacts } from '../shared/rules/facts.ts';
import { abridged } from './tell.ts';

/** Users and roles one by one; `faults` fills as they come. */
interface OpenAccount {
  readonly principals: Iterable<PrincipalPolicies>;
  readonly faults: readonly DetailsFault[];
}

/** Opens the output of `aws iam get-account-authorization-details`. Throws UnreadableFileError where the file is none. */
export async function openIam(path: string): Promise<OpenAccount> {
  try {
    const details = parseJson(textOf(await readBytes(path, defaultMaxFileSize)));
    const faults: DetailsFault[] = [];
    return { principals: eachPrincipal(details, (fault) => faults.push(fault)), faults };
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

/** What is wrong with parts of the file, a line each. */
export function faultLines(path: string, faults: readonly DetailsFault[]): string[] {
  const lines = faults.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return abridged(lines, 'fault').map((line) => `${path}: ${line}`);
}

/** The analysis under a policy's baseline. The list of IAM actions loads here, and only where somebody wants it. */
export async function loadAnalysis({ policy }: RuleBook): Promise<AnalysePrincipal> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return principalAnalysis({ baseline: policy.parameters.baselineActions, catalogue: knownActions });
}

/** Facts about requesters, where there is a file of them, and what of it could not be read, a line each. */
export async function loadFacts(
  path: string | undefined,
  book: RuleBook,
): Promise<{ readonly facts: Facts; readonly troubles: readonly string[] }> {
  if (path === undefined) return { facts: noFacts, troubles: [] };
  const { principals, faults } = await openIam(path);
  const access = accountAccess([...principals], await loadAnalysis(book));
  return { facts: { ...noFacts, access }, troubles: faultLines(path, faults) };
}
