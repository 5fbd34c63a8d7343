/** What an IAM or STS ARN names, as far as the guidelines tell principals apart. */
type PrincipalKind =
  | 'user'
  | 'role'
  | 'assumed-role'
  | 'root'
  | 'federated-user'
  | 'identity-provider'
  | 'other';

/** A principal read from its ARN. */
export interface Principal {
  readonly arn: string;
  readonly kind: PrincipalKind;
  /** 12 digits. */
  readonly accountId: string;
  /**
   * `account:user/NAME` or `account:role/NAME`, without the path: names are unique in an account, and the ARN of a
   * role's session does not carry the role's path. `undefined` where it is neither user nor role.
   */
  readonly key: string | undefined;
}

const iamArn = /^arn:aws[a-z-]*:(iam|sts)::(\d{12}):([^/]+)(?:\/(.+))?$/;

const kinds: Readonly<Record<string, PrincipalKind>> = {
  'iam user': 'user',
  'iam role': 'role',
  'iam root': 'root',
  'iam saml-provider': 'identity-provider',
  'iam oidc-provider': 'identity-provider',
  'sts assumed-role': 'assumed-role',
  'sts federated-user': 'federated-user',
};

/** Kinds whose ARN names somebody; without a name it is nobody's. */
const named: ReadonlySet<PrincipalKind> = new Set(['user', 'role', 'assumed-role']);

/**
 * Reads an IAM or STS ARN; `undefined` where the text is none.
 * Source: AWS IAM User Guide, "IAM identifiers" (reference_identifiers).
 */
export function parsePrincipal(arn: string): Principal | undefined {
  const match = iamArn.exec(arn);
  if (match === null) return undefined;
  const [, service, accountId = '', type = '', path] = match;
  const kind = kinds[`${service} ${type}`] ?? 'other';
  const key = keyOf(kind, accountId, path);
  return { arn, kind: key === undefined && named.has(kind) ? 'other' : kind, accountId, key };
}

/** A key for lookups of facts about a user or role, whichever of its ARNs is given; see {@link Principal.key}. */
export function principalKey(arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : parsePrincipal(arn)?.key;
}

function keyOf(kind: PrincipalKind, accountId: string, path: string | undefined): string | undefined {
  if (path === undefined || !named.has(kind)) return undefined;
  const names = path.split('/');
  const name = kind === 'assumed-role' ? names[0] : names.at(-1);
  return name ? `${accountId}:${kind === 'user' ? 'user' : 'role'}/${name}` : undefined;
}
