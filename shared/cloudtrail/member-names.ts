/** How a member of a record is written. */
export interface MemberName {
  readonly name: string;
  /**
   * What it is: a text (or number) that has no comma and blank in it, as ids, ARNs, names of IAM and times; any text, as
   * the names that identity providers give; an object whose members are known; or anything.
   */
  readonly is: 'text' | 'any text' | 'anything' | MemberNames;
}

/** By name in lower case. */
export type MemberNames = ReadonlyMap<string, MemberName>;

interface Tree {
  readonly [name: string]: Tree | typeof text | typeof anyText | typeof anything;
}

const text = 'text';
const anyText = 'any text';
const anything = 'anything';

const issuer: Tree = { type: text, principalId: anyText, arn: text, accountId: text, userName: anyText };
const session: Tree = {
  sessionIssuer: issuer,
  webIdFederationData: { federatedProvider: anyText, attributes: anything },
  attributes: { creationDate: text, mfaAuthenticated: text },
  sourceIdentity: text,
  ec2RoleDelivery: text,
  ec2IssuedInVpc: text,
  assumedRoot: text,
};
const identity: Tree = {
  ...issuer,
  accessKeyId: text,
  sessionContext: session,
  invokedBy: text,
  invokedByDelegate: { accountId: text },
  identityProvider: anyText,
  credentialId: text,
  onBehalfOf: { userId: text, identityStoreArn: text },
  inScopeOf: { sourceArn: text, sourceAccount: text, issuerType: text, credentialsIssuedTo: text },
};
/** What the requests of STS are asked with (STS API Reference, as CloudTrail writes it). */
const parameters: Tree = {
  roleArn: text,
  roleSessionName: text,
  durationSeconds: text,
  externalId: text,
  name: text,
  policy: anything,
  policyArns: anything,
  serialNumber: text,
  sourceIdentity: text,
  tags: anything,
  transitiveTagKeys: anything,
  incomingTransitiveTags: anything,
  sAMLAssertionID: text,
  principalArn: text,
  principalTags: anything,
  providerId: text,
  webIdentityTokenId: text,
  targetPrincipal: text,
  taskPolicyArn: { arn: text },
};
/** And what they are answered with. */
const elements: Tree = {
  credentials: { accessKeyId: text, sessionToken: text, expiration: text },
  assumedRoleUser: { assumedRoleId: text, arn: text },
  federatedUser: { federatedUserId: text, arn: text },
  packedPolicySize: text,
  sourceIdentity: text,
  subject: anyText,
  subjectType: text,
  issuer: anyText,
  audience: anyText,
  nameQualifier: anyText,
  subjectFromWebIdentityToken: anyText,
  provider: anyText,
};

/** The members of a record by their names in lower case (CloudTrail User Guide, record contents and userIdentity). */
export const recordNames: MemberNames = namesOf({
  eventVersion: text,
  userIdentity: identity,
  eventTime: text,
  eventSource: text,
  eventName: text,
  awsRegion: text,
  sourceIPAddress: text,
  userAgent: anyText,
  errorCode: text,
  errorMessage: anyText,
  requestParameters: parameters,
  responseElements: elements,
  additionalEventData: anything,
  requestID: text,
  eventID: text,
  eventType: text,
  apiVersion: text,
  managementEvent: text,
  readOnly: text,
  resources: anything,
  recipientAccountId: text,
  serviceEventDetails: anything,
  sharedEventID: text,
  vpcEndpointId: text,
  vpcEndpointAccountId: text,
  eventCategory: text,
  addendum: { reason: anyText, updatedFields: anything, originalRequestID: text, originalEventID: text },
  sessionCredentialFromConsole: text,
  edgeDeviceDetails: anything,
  tlsDetails: { tlsVersion: text, cipherSuite: text, clientProvidedHostHeader: text, keyExchange: text },
  eventContext: anything,
});

function namesOf(tree: Tree): MemberNames {
  const entries = Object.entries(tree).map(
    ([name, is]) => [name.toLowerCase(), { name, is: typeof is === 'string' ? is : namesOf(is) }] as const,
  );
  return new Map(entries);
}

/** All names of members at whatever level, in lower case. */
export const allNames: ReadonlySet<string> = new Set(namesIn(recordNames));

function namesIn(members: MemberNames): string[] {
  return [...members].flatMap(([name, { is }]) => [name, ...(typeof is === 'string' ? [] : namesIn(is))]);
}
