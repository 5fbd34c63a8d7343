import { type Fields, isObject, typeName } from '../json/value.ts';
import { NotAPolicyError, parsePolicyDocument } from './policy-document.ts';
import type { NamedPolicy, PrincipalPolicies } from './principal-policies.ts';

/** JSON that is not the output of `aws iam get-account-authorization-details`. */
export class NotAuthorizationDetailsError extends Error {
  override readonly name = 'NotAuthorizationDetailsError';
}

/** What is wrong with a part of the input; the rest is read all the same. */
export interface DetailsFault {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly detail: string;
}

/** The IAM users and roles of an account with their policies. */
export interface AccountPrincipals {
  readonly principals: readonly PrincipalPolicies[];
  /** Whether these are all: of those that cannot be read nothing is known. */
  readonly isWhole: boolean;
  /** Managed policies by ARN: those that the input contains, and those that it only names. */
  readonly managed: ReadonlyMap<string, NamedPolicy>;
  /** The policies of groups by name. */
  readonly groups: ReadonlyMap<string, readonly NamedPolicy[]>;
  readonly faults: readonly DetailsFault[];
}

/**
 * Reads the output of `aws iam get-account-authorization-details`, or several pages of it that were merged, with
 * documents as objects, as JSON or URL-encoded. A principal that cannot be read is a fault and hides no other; a policy
 * that cannot be read, or that is named but not contained, is missing from its principals. Throws
 * {@link NotAuthorizationDetailsError}.
 */
export function readAuthorizationDetails(details: unknown): AccountPrincipals {
  const faults: DetailsFault[] = [];
  const reader = readerOf(details, (fault) => faults.push(fault));
  const principals = [...reader.read()];
  const { isWhole, managed, groups } = reader;
  return { principals, isWhole, managed, groups, faults };
}

/** The same one by one, so that who is done with one need not hold it. Tells of faults when it comes to them. */
export function eachPrincipal(
  details: unknown,
  onFault: (fault: DetailsFault) => void,
): Iterable<PrincipalPolicies> {
  return readerOf(details, onFault).read();
}

function readerOf(details: unknown, onFault: (fault: DetailsFault) => void): DetailsReader {
  if (!isObject(details) || (details.UserDetailList === undefined && details.RoleDetailList === undefined)) {
    throw new NotAuthorizationDetailsError(
      'expected the output of `aws iam get-account-authorization-details`: an object with `UserDetailList` or `RoleDetailList`',
    );
  }
  return new DetailsReader(details, onFault);
}

/** The members of a user or a role that are named differently. */
interface Members {
  readonly id: string;
  readonly inline: string;
}

class DetailsReader {
  isWhole = true;
  /** ARN → managed policy. */
  readonly managed = new Map<string, NamedPolicy>();
  /** Name → the group's policies. */
  readonly groups = new Map<string, readonly NamedPolicy[]>();
  readonly #details: Fields;
  readonly #onFault: (fault: DetailsFault) => void;
  /** Where it reads: names and numbers from the top. */
  readonly #place: (string | number)[] = [];
  /** Names are unique in an account, whatever the paths. */
  readonly #keys = new Set<string>();

  constructor(details: Fields, onFault: (fault: DetailsFault) => void) {
    this.#details = details;
    this.#onFault = onFault;
  }

  *read(): Generator<PrincipalPolicies> {
    const details = this.#details;
    this.#each(details, 'Policies', (policy) => this.#addManaged(policy));
    this.#each(details, 'GroupDetailList', (group) => this.#addGroup(group));
    yield* this.#principalsIn(details, 'UserDetailList', { id: 'UserId', inline: 'UserPolicyList' });
    yield* this.#principalsIn(details, 'RoleDetailList', { id: 'RoleId', inline: 'RolePolicyList' });
    if (details.IsTruncated !== true) return;
    this.isWhole = false;
    this.#fault('IsTruncated', 'is true: this is one page of several');
  }

  *#principalsIn(details: Fields, member: string, members: Members): Generator<PrincipalPolicies> {
    const list = this.#list(details, member);
    if (list === undefined) this.isWhole = false;
    for (let index = 0; list !== undefined && index < list.length; index++) {
      this.#place.push(member, index);
      const principal = this.#object(list[index]);
      const arn = principal && this.#text(principal, 'Arn');
      if (principal === undefined || arn === undefined) this.isWhole = false;
      else yield this.#principal(principal, arn, members);
      this.#place.length = 0;
    }
  }

  /** Only its default version counts. */
  #addManaged(policy: Fields): void {
    const arn = this.#text(policy, 'Arn');
    if (arn === undefined) return;
    const missing: NamedPolicy = { name: arn, missing: arn };
    const defaults: NamedPolicy[] = [];
    this.#each(policy, 'PolicyVersionList', ({ IsDefaultVersion, VersionId, Document }) => {
      if (IsDefaultVersion === true || (VersionId !== undefined && VersionId === policy.DefaultVersionId))
        defaults.push(this.#policy(arn, Document, 'Document'));
    });
    if (defaults.length > 1) this.#fault('PolicyVersionList', 'has several default versions');
    const isFirst = this.#isFirst(this.managed.has(arn));
    this.managed.set(arn, isFirst && defaults.length === 1 ? (defaults[0] ?? missing) : missing);
  }

  #addGroup(group: Fields): void {
    const name = this.#text(group, 'GroupName');
    if (name === undefined) return;
    const policies: NamedPolicy[] = [];
    const isWhole = this.#addPolicies(group, 'GroupPolicyList', ` of group ${name}`, policies);
    const isFirst = this.#isFirst(this.groups.has(name));
    const gap = { name: `group ${name}`, missing: `group ${name}` };
    this.groups.set(name, isWhole && isFirst ? policies : [...policies, gap]);
  }

  #principal(principal: Fields, arn: string, members: Members): PrincipalPolicies {
    const policies: NamedPolicy[] = [];
    const missing: string[] = [];
    if (!this.#addPolicies(principal, members.inline, '', policies)) missing.push('policies');
    const groups = this.#addGroups(principal, policies, missing);
    const key = withoutPath(arn);
    if (!this.#isFirst(this.#keys.has(key))) missing.push('policies');
    this.#keys.add(key);
    const id = principal[members.id];
    const boundary = this.#boundaryOf(principal);
    return {
      arn,
      id: typeof id === 'string' && id !== '' ? id : undefined,
      groups,
      policies,
      boundary,
      missing,
    };
  }

  /** Entries of one name that differ would hide each other: the later one is not to be relied on. */
  #isFirst(isThere: boolean): boolean {
    if (isThere) this.#fault(undefined, 'is there twice');
    return !isThere;
  }

  /** Gives their names. */
  #addGroups({ GroupList: groups }: Fields, policies: NamedPolicy[], missing: string[]): string[] {
    const names: string[] = [];
    if (groups === undefined || groups === null) return names;
    for (const name of Array.isArray(groups) ? groups : [groups]) {
      if (!Array.isArray(groups) || typeof name !== 'string') {
        this.#fault('GroupList', 'expected a list of names');
        missing.push('groups');
        continue;
      }
      names.push(name);
      const ofGroup = this.groups.get(name);
      if (ofGroup === undefined) missing.push(`group ${name}`);
      else for (const policy of ofGroup) addOnce(policy, policies);
    }
    return names;
  }

  #boundaryOf({ PermissionsBoundary: boundary }: Fields): NamedPolicy | undefined {
    if (boundary === undefined || boundary === null) return undefined;
    if (!isObject(boundary))
      this.#fault('PermissionsBoundary', `expected an object, got ${typeName(boundary)}`);
    const arn = isObject(boundary) ? this.#text(boundary, 'PermissionsBoundaryArn') : undefined;
    return this.#managedPolicy(arn ?? 'permissions boundary');
  }

  /** Inline and attached policies of a user, role or group. Says whether both lists could be read. */
  #addPolicies(owner: Fields, inline: string, ofGroup: string, policies: NamedPolicy[]): boolean {
    const inlineRead = this.#each(owner, inline, (policy) => {
      const name = this.#text(policy, 'PolicyName') ?? 'inline policy';
      policies.push(this.#policy(`${name}${ofGroup}`, policy.PolicyDocument, 'PolicyDocument'));
    });
    const attachedRead = this.#each(owner, 'AttachedManagedPolicies', (policy) => {
      addOnce(this.#managedPolicy(this.#text(policy, 'PolicyArn') ?? 'managed policy'), policies);
    });
    return inlineRead && attachedRead;
  }

  #managedPolicy(arn: string): NamedPolicy {
    const known = this.managed.get(arn);
    if (known !== undefined) return known;
    const unknown = { name: arn, missing: arn };
    this.managed.set(arn, unknown);
    return unknown;
  }

  #policy(name: string, document: unknown, member: string): NamedPolicy {
    try {
      return { name, document: parsePolicyDocument(document), source: document };
    } catch (error) {
      if (!(error instanceof NotAPolicyError)) throw error;
      this.#fault(member, `is no policy document: ${error.message}`);
      return { name, missing: name };
    }
  }

  /** Calls back for each object of a list, which may be absent. Says whether all of it could be read. */
  #each(owner: Fields, member: string, read: (item: Fields) => void): boolean {
    const list = this.#list(owner, member);
    if (list === undefined) return false;
    let isWhole = true;
    for (let index = 0; index < list.length; index++) {
      this.#place.push(member, index);
      const item = this.#object(list[index]);
      if (item === undefined) isWhole = false;
      else read(item);
      this.#place.length -= 2;
    }
    return isWhole;
  }

  /** A list, empty where it is absent; `undefined` where it is none. */
  #list(owner: Fields, member: string): readonly unknown[] | undefined {
    const list = owner[member] === undefined ? [] : owner[member];
    if (Array.isArray(list)) return list;
    this.#fault(member, `expected a list, got ${typeName(list)}`);
    return undefined;
  }

  #object(item: unknown): Fields | undefined {
    if (isObject(item)) return item;
    this.#fault(undefined, `expected an object, got ${typeName(item)}`);
    return undefined;
  }

  /** Text that an object cannot do without. */
  #text(object: Fields, member: string): string | undefined {
    const value = object[member];
    if (typeof value === 'string' && value !== '') return value;
    this.#fault(member, `expected text, got ${typeName(value)}`);
    return undefined;
  }

  #fault(member: string | undefined, detail: string): void {
    const place = member === undefined ? this.#place : [...this.#place, member];
    this.#onFault({ pointer: `/${place.join('/')}`, detail });
  }
}

function withoutPath(arn: string): string {
  return arn.slice(0, arn.indexOf('/')) + arn.slice(arn.lastIndexOf('/'));
}

function addOnce(policy: NamedPolicy, policies: NamedPolicy[]): void {
  if (!policies.includes(policy)) policies.push(policy);
}
