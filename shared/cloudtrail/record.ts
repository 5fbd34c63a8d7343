/** Who made a call, flattened from `userIdentity`. Members the record lacks, or has in a wrong type, are `undefined`. */
export interface Requester {
  readonly type: string | undefined;
  readonly arn: string | undefined;
  readonly principalId: string | undefined;
  readonly accountId: string | undefined;
  readonly accessKeyId: string | undefined;
  /** `sessionContext.sessionIssuer`: who obtained the session with which the call was made. */
  readonly issuerType: string | undefined;
  readonly issuerArn: string | undefined;
  /** `sessionContext.assumedRoot`, which CloudTrail writes as a string or as a boolean. */
  readonly assumedRoot: boolean;
  /** The AWS service that made the call with the requester's session, as `redshift.amazonaws.com`. */
  readonly invokedBy: string | undefined;
  /** The ARN of the IAM user or role; for a role's session that of its role. */
  readonly principalArn: string | undefined;
  /** Its name in findings, scope, exemptions and chains (docs/guidelines.md, "Words"). */
  readonly name: string | undefined;
}

/** What is read of every call that a rule concerns. */
export interface AuditedCall {
  /**
   * What the ids of its violations derive from: `sharedEventID`, else `addendum.originalEventID`, else `eventID`, else a
   * digest of what was read.
   */
  readonly key: string;
  readonly eventId: string | undefined;
  readonly eventName: string;
  /** Seconds since 1970 UTC. */
  readonly time: number;
  readonly region: string | undefined;
  readonly sourceIp: string | undefined;
  /** The account that CloudTrail delivered the record to. */
  readonly recipientAccountId: string | undefined;
  /** The accounts that other copies of the call were delivered to, where an audit found some. */
  readonly copiedTo?: readonly string[];
  readonly requester: Requester;
  /** The role asked for; for a call with a role's credentials, that role. */
  readonly roleArn: string | undefined;
  readonly errorCode: string | undefined;
  /**
   * How the call was refused that was made with temporary credentials (`ASIA…`): `expired` says that they had expired,
   * `perhaps` may also mean a stale signature or a wrong clock (G4); `undefined` for any other call.
   */
  readonly refusedAs: 'expired' | 'perhaps' | undefined;
}

/** The accounts that a call concerns: the requester's, and those that CloudTrail delivered it to. */
export function accountsOf({ requester, recipientAccountId, copiedTo = [] }: AuditedCall): string[] {
  return [requester.accountId, recipientAccountId, ...copiedTo].filter((account) => account !== undefined);
}

/** The event names of a credential request, see docs/guidelines.md ("Words"). */
export type CredentialEventName =
  | 'AssumeRole'
  | 'AssumeRoleWithSAML'
  | 'AssumeRoleWithWebIdentity'
  | 'AssumeRoot'
  | 'GetSessionToken'
  | 'GetFederationToken';

/** A record of `sts.amazonaws.com` that asks for temporary credentials; with an `errorCode` it is an attempt. */
export interface CredentialRequest extends AuditedCall {
  readonly kind: 'credential-request';
  readonly eventName: CredentialEventName;
  readonly sessionName: string | undefined;
  /** Absent where there is none: few have one. */
  readonly sourceIdentity?: string;
  readonly errorMessage: string | undefined;
  /** The access key id of the session issued. */
  readonly issuedAccessKeyId: string | undefined;
  /** Seconds since 1970 UTC at which the session issued ends. */
  readonly expiresAt: number | undefined;
}

/** A call to any service that was refused because the temporary credentials it was made with had, or may have, expired. */
export interface ExpiredCall extends AuditedCall {
  readonly kind: 'expired-call';
  readonly eventSource: string;
}

/** What the rules can judge of an archive's records. */
export type JudgedRecord = CredentialRequest | ExpiredCall;
