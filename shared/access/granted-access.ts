import type { Grant, IamChange, PolicyHolder, WrittenPolicy } from '../cloudtrail/iam-change.ts';
import type { AccountPrincipals } from './authorization-details.ts';
import { NotAPolicyError, parsePolicyDocument } from './policy-document.ts';
import { parsePrincipal, principalKey } from './principal.ts';
import type { NamedPolicy, PrincipalPolicies } from './principal-policies.ts';

/** A principal as a change in IAM made it: with what the change gave it, whatever became of that since. */
export interface GrantedPrincipal {
  readonly change: IamChange;
  readonly principal: PrincipalPolicies;
  /** What was given: the name of a policy, of a group, or of no boundary. */
  readonly granted: string;
}

/** A version of a managed policy that a grant speaks of, the default one where it names none. */
export interface PolicyVersion {
  readonly policyArn: string;
  readonly versionId: string | undefined;
}

/** Finds a managed policy that the account's details do not show. */
type FindPolicy = (version: PolicyVersion) => NamedPolicy;

/** The account as it is now, and what is known besides. */
export interface GrantSources extends Pick<AccountPrincipals, 'principals' | 'managed' | 'groups'> {
  readonly find: FindPolicy;
}

/**
 * Reads changes in IAM forward: each principal that a change gave something, with its policies of now and what it was
 * given. A policy that was attached and detached again shows so, though the account shows nothing of it any more.
 */
export function grantedBy(changes: readonly IamChange[], sources: GrantSources): GrantedPrincipal[] {
  const account = new ChangedAccount(changes, sources);
  return changes.flatMap((change) => account.granted(change));
}

/** The managed policies that changes speak of and the account's details do not show. */
export function policiesToFind(
  changes: readonly IamChange[],
  managed: AccountPrincipals['managed'],
): PolicyVersion[] {
  const written = new Set(changes.flatMap(({ written: policy }) => policy?.policyArn ?? []));
  const versions = changes.flatMap(({ grant, written: own }) => (own ? [] : (versionIn(grant) ?? [])));
  const unknown = versions.filter(
    ({ policyArn, versionId }) =>
      versionId !== undefined || (managed.get(policyArn)?.document === undefined && !written.has(policyArn)),
  );
  return [...new Map(unknown.map((version) => [versionKey(version), version])).values()];
}

/** Tells versions of policies apart. */
export function versionKey({ policyArn, versionId }: PolicyVersion): string {
  return `${policyArn} ${versionId ?? ''}`;
}

/** A policy of a document that is JSON or an object; one that cannot be read is missing. */
export function namedPolicy(name: string, source: unknown): NamedPolicy {
  try {
    return { name, document: parsePolicyDocument(source), source };
  } catch (error) {
    if (!(error instanceof NotAPolicyError)) throw error;
    return { name, missing: name };
  }
}

class ChangedAccount {
  readonly #sources: GrantSources;
  readonly #byKey: ReadonlyMap<string | undefined, PrincipalPolicies>;
  /** ARN → what a change of these wrote. */
  readonly #written: ReadonlyMap<string, WrittenPolicy>;
  readonly #grants: readonly Grant[];

  constructor(changes: readonly IamChange[], sources: GrantSources) {
    this.#sources = sources;
    this.#byKey = new Map(sources.principals.map((one) => [principalKey(one.arn), one]));
    this.#written = new Map(
      changes.flatMap(({ written: one }) => (one ? [[one.policyArn, one] as const] : [])),
    );
    this.#grants = changes.flatMap(({ grant }) => grant ?? []);
  }

  granted(change: IamChange): GrantedPrincipal[] {
    const { grant } = change;
    switch (grant?.kind) {
      case 'managed':
      case 'inline': {
        const policy = this.#policyOf(grant);
        const holders = this.#principalsOf(grant.holder, change);
        return holders.map((one) => ({
          change,
          principal: withPolicies(one, [policy]),
          granted: policy.name,
        }));
      }
      case 'membership': {
        const { user: name, group } = grant;
        const policies = this.#policiesOfGroup(group);
        return this.#principalsOf({ kind: 'user', name }, change).map((one) => ({
          change,
          principal: withPolicies(one, policies),
          granted: `group ${group}`,
        }));
      }
      case 'version': {
        const { written } = change;
        const policy = written ? namedPolicy(written.policyArn, written.document) : this.#managed(grant);
        const holders = this.#sources.principals.filter(({ policies, boundary }) =>
          [...policies, boundary].some((one) => one?.name === policy.name),
        );
        return holders.map((one) => ({ change, principal: withVersion(one, policy), granted: policy.name }));
      }
      case 'boundary': {
        const { policyArn, holder } = grant;
        const boundary =
          policyArn === undefined ? undefined : this.#managed({ policyArn, versionId: undefined });
        return this.#principalsOf(holder, change).map((one) => ({
          change,
          principal: { ...one, boundary },
          granted: boundary?.name ?? 'no permissions boundary',
        }));
      }
      case undefined:
        return [];
    }
  }

  #policyOf(grant: Extract<Grant, { kind: 'managed' | 'inline' }>): NamedPolicy {
    if (grant.kind === 'managed') return this.#managed({ policyArn: grant.policyArn, versionId: undefined });
    const { holder, policyName, document } = grant;
    return namedPolicy(
      holder.kind === 'group' ? `${policyName} of group ${holder.name}` : policyName,
      document,
    );
  }

  #managed(version: PolicyVersion): NamedPolicy {
    const { policyArn, versionId } = version;
    if (versionId !== undefined) return this.#sources.find(version);
    const known = this.#sources.managed.get(policyArn);
    if (known?.document !== undefined) return known;
    const written = this.#written.get(policyArn);
    return written ? namedPolicy(policyArn, written.document) : this.#sources.find(version);
  }

  /** What a group has, and what it was given by these changes. */
  #policiesOfGroup(name: string): NamedPolicy[] {
    const given = this.#grants.flatMap((grant) =>
      (grant.kind === 'managed' || grant.kind === 'inline') && isGroup(grant.holder, name)
        ? [this.#policyOf(grant)]
        : [],
    );
    return [...(this.#sources.groups.get(name) ?? []), ...given];
  }

  /** The users and roles that what is given to somebody is given to; of one that is no more, its name alone is known. */
  #principalsOf({ kind, name }: PolicyHolder, { accountId }: IamChange): PrincipalPolicies[] {
    if (kind === 'group') return this.#members(name);
    const known = this.#byKey.get(`${accountId}:${kind}/${name}`);
    if (known !== undefined) return [known];
    const arn = `arn:${this.#partition()}:iam::${accountId}:${kind}/${name}`;
    return parsePrincipal(arn)?.key === undefined
      ? []
      : [{ arn, policies: [], boundary: undefined, missing: [] }];
  }

  /** Who is in a group, and who was put there by these changes. */
  #members(group: string): PrincipalPolicies[] {
    const added = new Set(
      this.#grants.flatMap((grant) =>
        grant.kind === 'membership' && grant.group === group ? grant.user : [],
      ),
    );
    return this.#sources.principals.filter(({ arn, groups = [] }) => {
      const [, name = ''] = /:user\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
      return groups.includes(group) || added.has(name);
    });
  }

  #partition(): string {
    return this.#sources.principals[0]?.arn.split(':')[1] ?? 'aws';
  }
}

function versionIn(grant: Grant | undefined): PolicyVersion | undefined {
  if (grant?.kind === 'version') return grant;
  if (grant?.kind !== 'managed' && grant?.kind !== 'boundary') return undefined;
  const { policyArn } = grant;
  return policyArn === undefined ? undefined : { policyArn, versionId: undefined };
}

function isGroup({ kind, name }: PolicyHolder, group: string): boolean {
  return kind === 'group' && name === group;
}

/** In the place of those of the same names. */
function withPolicies(principal: PrincipalPolicies, given: readonly NamedPolicy[]): PrincipalPolicies {
  const names = new Set(given.map(({ name }) => name));
  return { ...principal, policies: [...principal.policies.filter(({ name }) => !names.has(name)), ...given] };
}

function withVersion(principal: PrincipalPolicies, version: NamedPolicy): PrincipalPolicies {
  const { policies, boundary } = principal;
  return {
    ...principal,
    policies: policies.map((one) => (one.name === version.name ? version : one)),
    boundary: boundary?.name === version.name ? version : boundary,
  };
}
