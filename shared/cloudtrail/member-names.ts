/** How a member of a record is written: its name, and those of its own members where they are known. */
export interface MemberName {
  readonly name: string;
  readonly members: MemberNames | undefined;
}

/** By name in lower case. */
export type MemberNames = ReadonlyMap<string, MemberName>;

interface Tree {
  readonly [name: string]: Tree | null;
}

const issuer = { type: null, principalId: null, arn: null, accountId: null, userName: null };
const session = {
  sessionIssuer: issuer,
  webIdFederationData: { federatedProvider: null, attributes: null },
  attributes: { creationDate: null, mfaAuthenticated: null },
  sourceIdentity: null,
  ec2RoleDelivery: null,
  ec2IssuedInVpc: null,
  assumedRoot: null,
};
const identity = {
  ...issuer,
  accessKeyId: null,
  sessionContext: session,
  invokedBy: null,
  invokedByDelegate: { accountId: null },
  identityProvider: null,
  credentialId: null,
  onBehalfOf: { userId: null, identityStoreArn: null },
  inScopeOf: { sourceArn: null, sourceAccount: null, issuerType: null, credentialsIssuedTo: null },
};
/** What the requests of STS are asked with (STS API Reference, as CloudTrail writes it). */
const parameters = {
  roleArn: null,
  roleSessionName: null,
  durationSeconds: null,
  externalId: null,
  name: null,
  policy: null,
  policyArns: null,
  serialNumber: null,
  sourceIdentity: null,
  tags: null,
  transitiveTagKeys: null,
  incomingTransitiveTags: null,
  sAMLAssertionID: null,
  principalArn: null,
  principalTags: null,
  providerId: null,
  webIdentityTokenId: null,
  targetPrincipal: null,
  taskPolicyArn: { arn: null },
};
/** And what they are answered with. */
const elements = {
  credentials: { accessKeyId: null, sessionToken: null, expiration: null },
  assumedRoleUser: { assumedRoleId: null, arn: null },
  federatedUser: { federatedUserId: null, arn: null },
  packedPolicySize: null,
  sourceIdentity: null,
  subject: null,
  subjectType: null,
  issuer: null,
  audience: null,
  nameQualifier: null,
  subjectFromWebIdentityToken: null,
  provider: null,
};

/** The members of a record by their names in lower case (CloudTrail User Guide, record contents and userIdentity). */
export const recordNames: MemberNames = namesOf({
  eventVersion: null,
  userIdentity: identity,
  eventTime: null,
  eventSource: null,
  eventName: null,
  awsRegion: null,
  sourceIPAddress: null,
  userAgent: null,
  errorCode: null,
  errorMessage: null,
  requestParameters: parameters,
  responseElements: elements,
  additionalEventData: null,
  requestID: null,
  eventID: null,
  eventType: null,
  apiVersion: null,
  managementEvent: null,
  readOnly: null,
  resources: null,
  recipientAccountId: null,
  serviceEventDetails: null,
  sharedEventID: null,
  vpcEndpointId: null,
  vpcEndpointAccountId: null,
  eventCategory: null,
  addendum: { reason: null, updatedFields: null, originalRequestID: null, originalEventID: null },
  sessionCredentialFromConsole: null,
  edgeDeviceDetails: null,
  tlsDetails: { tlsVersion: null, cipherSuite: null, clientProvidedHostHeader: null, keyExchange: null },
  eventContext: null,
});

function namesOf(tree: Tree): MemberNames {
  const entries = Object.entries(tree).map(
    ([name, members]) =>
      [name.toLowerCase(), { name, members: members ? namesOf(members) : undefined }] as const,
  );
  return new Map(entries);
}
