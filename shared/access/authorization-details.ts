import { type Fields, isObject, typeName } from '../json/value.ts';
import { NotAPolicyError, parsePolicyDocument } from './policy-document.ts';
import type { NamedPolicy, PrincipalPolicies } from './principal-policies.ts';

/** JSON that is not the output of `aws iam get-account-authorization-details`. */
export class NotAuthorizationDetailsError extends Error {
  override readonly name = 'NotAuthorizationDetailsError';
}

/** What is wrong with a part of the input; the rest is read all the same. */
interface DetailsFault {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly detail: string;
}

/** The IAM users and roles of an account with their policies. */
export interface AccountPrincipals {
  readonly principals: readonly PrincipalPolicies[];
  readonly faults: readonly DetailsFault[];
}

/**
 * Reads the output of `aws iam get-account-authorization-details`, or several pages of it that were merged, with
 * documents as objects, as JSON or URL-encoded. A principal that cannot be read is a fault and hides no other; a policy
 * that cannot be read, or that is named but not contained, is missing from its principals. Throws
 * {@link NotAuthorizationDetailsError}.
 */
export function readAuthorizationDetails(details: unknown): AccountPrincipals {
  if (!isObject(details) || (details.UserDetailList === undefined && details.RoleDetailList === undefined)) {
    throw new NotAuthorizationDetailsError(
      'expected the output of `aws iam get-account-authorization-details`: an object with `UserDetailList` or `RoleDetailList`',
    );
  }
  return new DetailsReader().read(details);
}

class DetailsReader {
  readonly #faults: DetailsFault[] = [];
  /** Where it reads: names and numbers from the top. */
  readonly #place: (string | number)[] = [];
  readonly #principals: PrincipalPolicies[] = [];
  /** ARN → managed policy. */
  readonly #managed = new Map<string, NamedPolicy>();
  /** Name → the group's policies. */
  readonly #groups = new Map<unknown, readonly NamedPolicy[]>();

  read(details: Fields): AccountPrincipals {
    this.#each(details, 'Policies', (policy) => this.#addManaged(policy));
    this.#each(details, 'GroupDetailList', (group) => this.#addGroup(group));
    this.#each(details, 'UserDetailList', (user) => this.#addPrincipal(user, 'UserPolicyList'));
    this.#each(details, 'RoleDetailList', (role) => this.#addPrincipal(role, 'RolePolicyList'));
    if (details.IsTruncated === true) this.#fault('IsTruncated', 'is true: this is one page of several');
    return { principals: this.#principals, faults: this.#faults };
  }

  /** Only its default version counts. */
  #addManaged(policy: Fields): void {
    const arn = this.#text(policy, 'Arn');
    if (arn === undefined) return;
    let named: NamedPolicy = { name: arn, missing: arn };
    this.#each(policy, 'PolicyVersionList', ({ IsDefaultVersion, VersionId, Document }) => {
      if (IsDefaultVersion === true || (VersionId !== undefined && VersionId === policy.DefaultVersionId))
        named = this.#policy(arn, Document, 'Document');
    });
    this.#managed.set(arn, named);
  }

  #addGroup(group: Fields): void {
    const name = this.#text(group, 'GroupName');
    if (name === undefined) return;
    const policies: NamedPolicy[] = [];
    this.#addPolicies(group, 'GroupPolicyList', ` of group ${name}`, policies);
    this.#groups.set(name, policies);
  }

  #addPrincipal(principal: Fields, inline: string): void {
    const arn = this.#text(principal, 'Arn');
    if (arn === undefined) return;
    const policies: NamedPolicy[] = [];
    const missing: string[] = [];
    this.#addPolicies(principal, inline, '', policies);
    const { GroupList: groups } = principal;
    for (const name of Array.isArray(groups) ? groups : []) {
      const ofGroup = this.#groups.get(name);
      if (ofGroup === undefined) missing.push(`group ${String(name)}`);
      else for (const policy of ofGroup) if (!policies.includes(policy)) policies.push(policy);
    }
    this.#principals.push({ arn, policies, boundary: this.#boundaryOf(principal), missing });
  }

  #boundaryOf({ PermissionsBoundary: boundary }: Fields): NamedPolicy | undefined {
    if (boundary === undefined || boundary === null) return undefined;
    const arn = isObject(boundary) ? this.#text(boundary, 'PermissionsBoundaryArn') : undefined;
    return this.#managedPolicy(arn ?? 'permissions boundary');
  }

  /** Inline and attached policies of a user, role or group. */
  #addPolicies(owner: Fields, inline: string, ofGroup: string, policies: NamedPolicy[]): void {
    this.#each(owner, inline, (policy) => {
      const name = this.#text(policy, 'PolicyName') ?? 'inline policy';
      policies.push(this.#policy(`${name}${ofGroup}`, policy.PolicyDocument, 'PolicyDocument'));
    });
    this.#each(owner, 'AttachedManagedPolicies', (policy) => {
      policies.push(this.#managedPolicy(this.#text(policy, 'PolicyArn') ?? 'managed policy'));
    });
  }

  #managedPolicy(arn: string): NamedPolicy {
    const known = this.#managed.get(arn);
    if (known !== undefined) return known;
    const unknown = { name: arn, missing: arn };
    this.#managed.set(arn, unknown);
    return unknown;
  }

  #policy(name: string, document: unknown, member: string): NamedPolicy {
    try {
      return { name, document: parsePolicyDocument(document) };
    } catch (error) {
      if (!(error instanceof NotAPolicyError)) throw error;
      this.#fault(member, `is no policy document: ${error.message}`);
      return { name, missing: name };
    }
  }

  /** Calls back for each object of a list, which may be absent. */
  #each(owner: Fields, member: string, read: (item: Fields) => void): void {
    const list = owner[member];
    if (list === undefined || list === null) return;
    if (!Array.isArray(list)) {
      this.#fault(member, `expected a list, got ${typeName(list)}`);
      return;
    }
    this.#place.push(member, 0);
    const last = this.#place.length - 1;
    for (let index = 0; index < list.length; index++) {
      this.#place[last] = index;
      const item: unknown = list[index];
      if (isObject(item)) read(item);
      else this.#fault(undefined, `expected an object, got ${typeName(item)}`);
    }
    this.#place.length -= 2;
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
    this.#faults.push({ pointer: `/${place.join('/')}`, detail });
  }
}
