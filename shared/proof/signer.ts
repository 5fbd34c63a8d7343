import { type Principal, parsePrincipal } from '../access/principal.ts';
import { isObject } from '../json/value.ts';

/** Who signed something, by the word of AWS. */
export interface Signer {
  readonly accessKeyId: string;
  /** A role's session is its role. */
  readonly principal: Principal;
  /** The user's or role's unique id (AIDA…, AROA…), which no other ever has; of a root user its account. */
  readonly principalId: string;
}

/** What AWS says of a signer, as far as anybody vouches for its form. */
interface Account {
  readonly accessKeyId: unknown;
  readonly arn: unknown;
  /** `UserId` of AWS STS, `caller` of API Gateway: the unique id, for a session followed by a colon and its name. */
  readonly userId: unknown;
  readonly accountId: unknown;
}

/** The form of the unique id, by the kind of principal (IAM User Guide, "IAM identifiers"). */
const userIds: Partial<Record<Principal['kind'], RegExp>> = {
  user: /^AIDA[A-Z0-9]{12,124}$/,
  'assumed-role': /^AROA[A-Z0-9]{12,124}(?=:.)/,
  root: /^\d{12}$/,
  'federated-user': /^\d{12}(?=:.)/,
};

/** Reads what AWS says of a signer. `undefined` where a part is missing, has another form, or contradicts another. */
export function readSigner({ accessKeyId, arn, userId, accountId }: Account): Signer | undefined {
  if (typeof accessKeyId !== 'string' || !/^[A-Z0-9]{16,128}$/.test(accessKeyId)) return undefined;
  if (typeof arn !== 'string' || typeof userId !== 'string') return undefined;
  const principal = parsePrincipal(arn);
  if (principal === undefined || principal.accountId !== accountId) return undefined;
  const principalId = userIds[principal.kind]?.exec(userId)?.[0];
  return principalId === undefined ? undefined : { accessKeyId, principal: roleOf(principal), principalId };
}

/**
 * Who called, as API Gateway authenticated it (`requestContext.identity` of a REST API with IAM authorization).
 * `undefined` where it does not say so in full: then nothing is proven.
 */
export function callerOf(identity: unknown): Signer | undefined {
  if (!isObject(identity)) return undefined;
  const { accessKey, userArn, caller, accountId } = identity;
  return readSigner({ accessKeyId: accessKey, arn: userArn, userId: caller, accountId });
}

/** The answer of sts:GetCallerIdentity in JSON to who signed with this key; `undefined` where it is no such answer. */
export function signerInAnswer(answer: unknown, accessKeyId: string): Signer | undefined {
  const identity = member(member(answer, 'GetCallerIdentityResponse'), 'GetCallerIdentityResult');
  return readSigner({
    accessKeyId,
    arn: member(identity, 'Arn'),
    userId: member(identity, 'UserId'),
    accountId: member(identity, 'Account'),
  });
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The ARN of a session does not carry the path of its role. */
function roleOf(principal: Principal): Principal {
  if (principal.kind !== 'assumed-role') return principal;
  const [, partition] = principal.arn.split(':');
  const name = principal.key?.split('/')[1];
  return parsePrincipal(`arn:${partition}:iam::${principal.accountId}:role/${name}`) ?? principal;
}
