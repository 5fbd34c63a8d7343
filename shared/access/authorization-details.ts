import { type Fields, isObject, typeName } from '../json/value.ts';
import {
  type AccountPage,
  accountOf,
  accountPages,
  continuation,
  type DetailsFault,
  unfinishedPages,
} from './account-page.ts';
import { NotAPolicyError, parsePolicyDocument } from './policy-document.ts';
import type { NamedPolicy, PrincipalPolicies } from './principal-policies.ts';

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
 * Reads the output of `aws iam get-account-authorization-details`, with documents as objects, as JSON or URL-encoded; it
 * may be a list of pages. A principal that cannot be read is a fault and hides no other; a policy that cannot be read, or
 * that is named but not contained, is missing from its principals. Throws NotAuthorizationDetailsError.
 */
export function readAuthorizationDetails(details: unknown): AccountPrincipals {
  const faults: DetailsFault[] = [];
  const reader = new DetailsReader(accountPages(details, (fault) => faults.push(fault)));
  const principals = [...reader.read()];
  const { isWhole, managed, groups } = reader;
  return { principals, isWhole, managed, groups, faults };
}

/**
 * The same of the pages of an account, or of several, one by one, so that who is done with one need not hold it. What a
 * page names may stand on another. Tells of faults when it comes to them.
 */
export function eachPrincipal(pages: readonly AccountPage[]): Iterable<PrincipalPolicies> {
  return new DetailsReader(pages).read();
}

/** The members of a user or a role that are named differently. */
interface Members {
  readonly id: string;
  readonly inline: string;
}

type Place = 'first' | 'same' | 'differs';

/** What was read before, and from where: to tell what is there twice from the same on another page. */
interface Before {
  readonly page: AccountPage;
  readonly item: Fields;
}

class DetailsReader {
  isWhole = true;
  /** ARN → managed policy. */
  readonly managed = new Map<string, NamedPolicy>();
  readonly #pages: readonly AccountPage[];
  #page: AccountPage;
  /** Where it reads: names and numbers from the top of the page. */
  readonly #place: (string | number)[] = [];
  /** Account and name → the group's policies. */
  readonly #groups = new Map<string, readonly NamedPolicy[]>();
  /** Kind and name → what was read of it. Names are unique in an account, whatever the paths. */
  readonly #before = new Map<string, Before>();

  constructor(pages: readonly AccountPage[]) {
    const [first] = pages;
    if (first === undefined) throw new RangeError('no pages');
    this.#pages = pages;
    this.#page = first;
  }

  /** Name → the group's policies. */
  get groups(): Map<string, readonly NamedPolicy[]> {
    return new Map([...this.#groups].map(([key, policies]) => [key.slice(key.indexOf(' ') + 1), policies]));
  }

  *read(): Generator<PrincipalPolicies> {
    this.#eachOfAll('Policies', (policy) => this.#addManaged(policy));
    this.#eachOfAll('GroupDetailList', (group) => this.#addGroup(group));
    for (const page of this.#pages) {
      this.#page = page;
      yield* this.#principalsIn(page.details, 'UserDetailList', { id: 'UserId', inline: 'UserPolicyList' });
      yield* this.#principalsIn(page.details, 'RoleDetailList', { id: 'RoleId', inline: 'RolePolicyList' });
    }
    for (const page of unfinishedPages(this.#pages)) {
      this.isWhole = false;
      this.#page = page;
      const member = continuation(page.details);
      this.#fault(member, `is ${member === 'IsTruncated' ? 'true' : 'there'}: this is one page of several`);
    }
  }

  #eachOfAll(member: string, read: (item: Fields) => void): void {
    for (const page of this.#pages) {
      this.#page = page;
      this.#each(page.details, member, read);
    }
  }

  *#principalsIn(details: Fields, member: string, members: Members): Generator<PrincipalPolicies> {
    const list = this.#list(details, member);
    if (list === undefined) this.isWhole = false;
    for (let index = 0; list !== undefined && index < list.length; index++) {
      this.#place.push(member, index);
      const principal = this.#object(list[index]);
      const arn = principal && this.#text(principal, 'Arn');
      if (principal === undefined || arn === undefined) this.isWhole = false;
      else {
        const place = this.#placeOf(`principal ${withoutPath(arn)}`, principal);
        if (place !== 'same') yield this.#principal(principal, arn, members, place);
      }
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
    const found = defaults.length === 1 ? (defaults[0] ?? missing) : missing;
    const version = defaultVersionOf(policy) ?? policy;
    const earlier = this.#before.get(`policy ${arn}`);
    if (earlier !== undefined && earlier.page !== this.#page && isOfAws(arn)) {
      if (!isNewer(version, earlier.item)) return;
      this.#before.delete(`policy ${arn}`);
    }
    const place = this.#placeOf(`policy ${arn}`, version);
    if (place !== 'same') this.managed.set(arn, place === 'first' ? found : missing);
  }

  #addGroup(group: Fields): void {
    const name = this.#text(group, 'GroupName');
    if (name === undefined) return;
    const key = groupKey(accountOf(group.Arn), name);
    const place = this.#placeOf(`group ${key}`, group);
    if (place === 'same') return;
    const policies: NamedPolicy[] = [];
    const isWhole = this.#addPolicies(group, 'GroupPolicyList', ` of group ${name}`, policies);
    const gap = { name: `group ${name}`, missing: `group ${name}` };
    this.#groups.set(key, isWhole && place === 'first' ? policies : [...policies, gap]);
  }

  #principal(principal: Fields, arn: string, members: Members, place: Place): PrincipalPolicies {
    const policies: NamedPolicy[] = [];
    const missing: string[] = [];
    if (!this.#addPolicies(principal, members.inline, '', policies)) missing.push('policies');
    const groups = this.#addGroups(principal, policies, missing);
    if (place === 'differs') missing.push('policies');
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

  /**
   * What an item of a name is beside one of that name before: the same on another page is nothing new; what differs, or
   * is on the same page, would hide the other, and the later one is not to be relied on.
   */
  #placeOf(name: string, item: Fields): Place {
    const before = this.#before.get(name);
    if (before === undefined) {
      this.#before.set(name, { page: this.#page, item });
      return 'first';
    }
    if (before.page !== this.#page && JSON.stringify(before.item) === JSON.stringify(item)) return 'same';
    this.#fault(undefined, 'is there twice');
    return 'differs';
  }

  /** Gives their names. */
  #addGroups({ Arn, GroupList: groups }: Fields, policies: NamedPolicy[], missing: string[]): string[] {
    const names: string[] = [];
    if (groups === undefined || groups === null) return names;
    for (const name of Array.isArray(groups) ? groups : [groups]) {
      if (!Array.isArray(groups) || typeof name !== 'string') {
        this.#fault('GroupList', 'expected a list of names');
        missing.push('groups');
        continue;
      }
      names.push(name);
      const ofGroup =
        this.#groups.get(groupKey(accountOf(Arn), name)) ?? this.#groups.get(groupKey('', name));
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
    this.#page.onFault({ pointer: `/${place.join('/')}`, detail });
  }
}

/** What an account says of a policy beside it differs from account to account: how many it is attached to. */
function defaultVersionOf({ PolicyVersionList: versions, DefaultVersionId }: Fields): Fields | undefined {
  const list: unknown[] = Array.isArray(versions) ? versions : [];
  return list
    .filter(isObject)
    .find(({ IsDefaultVersion, VersionId }) => IsDefaultVersion === true || VersionId === DefaultVersionId);
}

/** AWS's own policies are the same for all accounts, whose details were read at different times. */
function isOfAws(arn: string): boolean {
  return /^arn:[^:]*:iam::aws:policy\//.test(arn);
}

function isNewer(one: Fields, other: Fields): boolean {
  const numberOf = ({ VersionId }: Fields) => Number(/^v(\d+)$/.exec(String(VersionId))?.[1] ?? 0);
  return numberOf(one) > numberOf(other);
}

function groupKey(account: string, name: string): string {
  return `${account} ${name}`;
}

function withoutPath(arn: string): string {
  return arn.slice(0, arn.indexOf('/')) + arn.slice(arn.lastIndexOf('/'));
}

function addOnce(policy: NamedPolicy, policies: NamedPolicy[]): void {
  if (!policies.includes(policy)) policies.push(policy);
}
