import { type AnalysePrincipal, principalAnalysis } from '../shared/access/analyse-principal.ts';
import {
  type DetailsFault,
  eachPrincipal,
  NotAuthorizationDetailsError,
} from '../shared/access/authorization-details.ts';
import type { PrincipalPolicies } from '../shared/access/principal-policies.ts';
import { roleMaximumsIn } from '../shared/access/role-maximums.ts';
import { defaultMaxFileSize, readBytes, textOf } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { RuleBook } from '../shared/evaluation/rule-book.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
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

interface OpenFile {
  readonly path: string;
  /** `undefined` where the file lists roles without their policies. */
  readonly principals: Iterable<PrincipalPolicies> | undefined;
  readonly roleMaximums: ReadonlyMap<string, number>;
  readonly faults: DetailsFault[];
}

/**
 * Opens outputs of `aws iam get-account-authorization-details`, one an account, and of `aws iam list-roles` or
 * `get-role`, which alone say how long a role may be assumed. Throws UnreadableFileError where a file is none of these.
 */
export async function openIam(paths: readonly string[]): Promise<OpenIam> {
  const files: OpenFile[] = [];
  for (const path of paths) files.push(await openFile(path));
  return {
    principals: each(files),
    roleMaximums: new Map(files.flatMap(({ roleMaximums }) => [...roleMaximums])),
    withoutPolicies: files.flatMap(({ path, principals }) => (principals === undefined ? [path] : [])),
    troubles: () => files.flatMap(faultLines),
  };
}

async function openFile(path: string): Promise<OpenFile> {
  try {
    const value = parseJson(textOf(await readBytes(path, defaultMaxFileSize)));
    const faults: DetailsFault[] = [];
    const principals = isWithoutPolicies(value)
      ? undefined
      : eachPrincipal(value, (fault) => faults.push(fault));
    return { path, principals, roleMaximums: roleMaximumsIn(value), faults };
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

/** What `ListRoles` and `GetRole` answer. */
function isWithoutPolicies(value: unknown): boolean {
  if (!isObject(value) || value.UserDetailList !== undefined || value.RoleDetailList !== undefined)
    return false;
  return Array.isArray(value.Roles) || isObject(value.Role);
}

function* each(files: readonly OpenFile[]): Generator<PrincipalPolicies> {
  for (const { principals = [] } of files) yield* principals;
}

function faultLines({ path, faults }: OpenFile): string[] {
  const lines = faults.map(({ pointer, detail }) => `${pointer} ${detail}`);
  return abridged(lines, 'fault').map((line) => `${path}: ${line}`);
}

/** The analysis under a policy's baseline. The list of IAM actions loads here, and only where somebody wants it. */
export async function loadAnalysis({ policy }: RuleBook): Promise<AnalysePrincipal> {
  const { knownActions } = await import('../shared/access/known-actions.ts');
  return principalAnalysis({ ...policy.parameters, catalogue: knownActions });
}
