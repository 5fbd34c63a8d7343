import type { Readable } from 'node:stream';
import {
  type AccountPage,
  accountPages,
  NotAuthorizationDetailsError,
} from '../shared/access/account-page.ts';
import { type AnalysePrincipal, principalAnalysis } from '../shared/access/analyse-principal.ts';
import { eachPrincipal } from '../shared/access/authorization-details.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { roleMaximumsIn } from '../shared/access/role-maximums.ts';
import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { accountDocuments } from './account-documents.ts';
import { abridged } from './tell.ts';

/** What files of IAM say. */
export interface OpenIam {
  /** The users and roles of all files, one by one. */
  readonly principals: Iterable<PrincipalPolicies>;
  /** Role ARN → its MaxSessionDuration in seconds, where a file says it. */
  readonly roleMaximums: ReadonlyMap<string, number>;
  /** Paths of the files that list roles without their policies. */
  readonly withoutPolicies: readonly string[];
  /** What is wrong with parts of the files, a line each; complete when the principals have been read. */
  readonly troubles: () => string[];
}

/** Lists in lists that are looked into. */
const deepest = 4;

interface OpenFile {
  readonly path: string;
  /** None where the file lists roles without their policies. */
  readonly pages: readonly AccountPage[];
  readonly roleMaximums: ReadonlyMap<string, number>;
  /** What is wrong with parts of it, a line each, to stand behind the path. */
  readonly faults: string[];
}

/**
 * Opens outputs of `aws iam get-account-authorization-details`, one an account or pages of it, of several accounts, and of
 * `aws iam list-roles` or `get-role`, which alone say how long a role may be assumed; `-` is standard input. What a page
 * names may stand in another file. Throws UnreadableFileError where a file is none of these.
 */
export async function openIam(paths: readonly string[], stdin?: Readable): Promise<OpenIam> {
  const files: OpenFile[] = [];
  for (const path of paths) files.push(await openFile(path, stdin));
  const pages = files.flatMap((file) => file.pages);
  return {
    principals: pages.length === 0 ? [] : eachPrincipal(pages),
    roleMaximums: new Map(files.flatMap(({ roleMaximums }) => [...roleMaximums])),
    withoutPolicies: files.flatMap((file) => (file.pages.length === 0 ? [file.path] : [])),
    troubles: () =>
      files.flatMap(({ path, faults }) =>
        abridged(
          faults.map((fault) => `${path}${fault}`),
          'fault',
        ),
      ),
  };
}

async function openFile(path: string, stdin: Readable | undefined): Promise<OpenFile> {
  try {
    const documents = accountDocuments(decodeText(await bytesOf(path, stdin)));
    const faults: string[] = [];
    const pages = documents.flatMap((document, index) => {
      const place = documents.length === 1 ? '' : `, document ${index + 1}`;
      if (isWithoutPolicies(document)) return [];
      return accountPages(document, ({ pointer, detail }) => faults.push(`${place}: ${pointer} ${detail}`));
    });
    return {
      path,
      pages,
      roleMaximums: new Map(documents.flat(deepest).flatMap((one) => [...roleMaximumsIn(one)])),
      faults,
    };
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

async function bytesOf(path: string, stdin: Readable | undefined): Promise<Buffer> {
  if (path !== '-') return await readBytes(path, defaultMaxFileSize);
  if (stdin === undefined) throw new UnreadableFileError('standard input is not read here');
  if (stdin.readableEnded) throw new UnreadableFileError('standard input can be read once only');
  return await readStream(stdin, defaultMaxFileSize);
}

/** What `ListRoles` and `GetRole` answer, or pages of it. */
function isWithoutPolicies(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isWithoutPolicies);
  if (!isObject(value) || value.UserDetailList !== undefined || value.RoleDetailList !== undefined)
    return false;
  return Array.isArray(value.Roles) || isObject(value.Role);
}

/** The analysis under a policy's baseline. The list of IAM actions loads here, and only where somebody wants it. */
export async function loadAnalysis({ policy }: RuleBook): Promise<AnalysePrincipal> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return principalAnalysis({ ...policy.parameters, catalogue: knownActions });
}
