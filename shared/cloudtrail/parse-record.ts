import { sha256 } from '../json/sha256.ts';
import { type Fields, isObject, typeName } from '../json/value.ts';
import { MalformedRecordError } from './errors.ts';
import { expiryOf } from './expiry-codes.ts';
import type {
  AuditedCall,
  CredentialEventName,
  CredentialRequest,
  ExpiredCall,
  JudgedRecord,
  Requester,
} from './record.ts';
import { parseTime } from './time.ts';

const credentialEventNames: ReadonlySet<string> = new Set<CredentialEventName>([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetSessionToken',
  'GetFederationToken',
]);
/** The ids of a role, before a colon and its session's name, and of a user (IAM User Guide, "Unique identifiers"). */
const uniqueId = /^A(ROA|IDA)/;
const none: Fields = Object.freeze({});
const deniedRole = / on resource: (arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600})/;

/**
 * Reads one CloudTrail record into what the rules judge; `undefined` where no rule concerns it.
 * Throws {@link MalformedRecordError}, and nothing else, where it is no record or lacks what every record must have.
 * Source: CloudTrail User Guide, record contents; docs/guidelines.md, "Words" and G4.
 */
export function parseRecord(value: unknown): JudgedRecord | undefined {
  if (!isObject(value)) throw new MalformedRecordError(`expected a record object, got ${typeName(value)}`);
  // An Insights record is about a rate of calls: it has no source and name of its own.
  if (value.eventSource === undefined && value.eventType === 'AwsCloudTrailInsight') return undefined;
  const eventSource = requiredText(value.eventSource, 'eventSource');
  const eventName = requiredText(value.eventName, 'eventName');
  if (eventSource === 'sts.amazonaws.com' && isCredentialEvent(eventName) && isManagement(value)) {
    return parseCredentialRequest(value, eventName);
  }
  return expiryOf(value.errorCode) === undefined
    ? undefined
    : parseExpiredCall(value, eventSource, eventName);
}

/** A network activity event is a VPC endpoint owner's copy of a call, with ids of its own. */
function isManagement({ eventCategory, eventType }: Fields): boolean {
  if (eventType === 'AwsVpceEvent' || eventType === 'AwsVpceEvents') return false;
  return (text(eventCategory) ?? 'Management') === 'Management';
}

function isCredentialEvent(name: string): name is CredentialEventName {
  return credentialEventNames.has(name);
}

function parseCredentialRequest(record: Fields, eventName: CredentialEventName): CredentialRequest {
  const requester = parseRequester(member(record.userIdentity, 'userIdentity'));
  const errorCode = errorCodeOf(record);
  const asked = member(record.requestParameters, 'requestParameters');
  const credentials = member(member(record.responseElements, 'responseElements').credentials, 'credentials');
  const errorMessage = text(record.errorMessage);
  const expiration = text(credentials.expiration);
  const sourceIdentity = text(asked.sourceIdentity) ?? inheritedIdentity(record);
  return withKey({
    kind: 'credential-request',
    key: recordId(record) ?? '',
    eventId: text(record.eventID),
    eventName,
    time: eventTime(record),
    region: text(record.awsRegion),
    sourceIp: text(record.sourceIPAddress),
    recipientAccountId: text(record.recipientAccountId),
    requester,
    roleArn: text(asked.roleArn) ?? roleOfDenial(errorMessage),
    sessionName: text(asked.roleSessionName) ?? text(asked.name),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    errorCode,
    refusedAs: refusedAs(errorCode, requester),
    errorMessage,
    issuedAccessKeyId: text(credentials.accessKeyId),
    expiresAt: expiration === undefined ? undefined : parseTime(expiration),
  });
}

/** A source identity stays with the sessions that are obtained with a session (IAM User Guide, "Source identity"). */
function inheritedIdentity(record: Fields): string | undefined {
  const { sessionContext } = member(record.userIdentity, 'userIdentity');
  return text(member(sessionContext, 'sessionContext').sourceIdentity);
}

function parseExpiredCall(record: Fields, eventSource: string, eventName: string): ExpiredCall | undefined {
  const requester = parseRequester(member(record.userIdentity, 'userIdentity'));
  const errorCode = errorCodeOf(record);
  const refused = refusedAs(errorCode, requester);
  if (refused === undefined) return undefined;
  return withKey({
    kind: 'expired-call',
    key: recordId(record) ?? '',
    eventId: text(record.eventID),
    eventSource,
    eventName,
    time: eventTime(record),
    region: text(record.awsRegion),
    sourceIp: text(record.sourceIPAddress),
    recipientAccountId: text(record.recipientAccountId),
    requester,
    roleArn: requester.issuerType === 'Role' ? requester.issuerArn : undefined,
    errorCode,
    refusedAs: refused,
  });
}

/** A code that is no text is damage: taken for none, it would make a refused request a granted one. */
function errorCodeOf({ errorCode }: Fields): string | undefined {
  if (errorCode === undefined || errorCode === null || typeof errorCode === 'string') return text(errorCode);
  throw new MalformedRecordError(`expected \`errorCode\` to be text, got ${typeName(errorCode)}`);
}

function refusedAs(errorCode: string | undefined, { accessKeyId }: Requester): AuditedCall['refusedAs'] {
  return accessKeyId?.startsWith('ASIA') === true ? expiryOf(errorCode) : undefined;
}

/** Flattens `userIdentity`. Throws {@link MalformedRecordError}. */
export function parseRequester(identity: Fields): Requester {
  const session = member(identity.sessionContext, 'sessionContext');
  const issuer = member(session.sessionIssuer, 'sessionIssuer');
  const arn = text(identity.arn);
  const principalId = text(identity.principalId);
  const accountId = text(identity.accountId);
  const issuerArn = text(issuer.arn);
  const issuerType = text(issuer.type);
  const assumedRoot = session.assumedRoot;
  return {
    type: text(identity.type),
    arn,
    principalId,
    accountId,
    accessKeyId: text(identity.accessKeyId),
    issuerType,
    issuerArn,
    assumedRoot: assumedRoot === true || assumedRoot === 'true',
    principalArn: issuerType === 'Role' ? issuerArn : arn,
    invokedBy: text(identity.invokedBy),
    name: issuerArn ?? arn ?? nameOf(identity) ?? accountId,
  };
}

/** A denied AssumeRole has no request parameters; only its message names the role. */
function roleOfDenial(message: string | undefined): string | undefined {
  return message === undefined ? undefined : deniedRole.exec(message)?.[1];
}

/** A record without an id is known by what was read of it, which never includes a secret. */
function withKey<R extends JudgedRecord>(read: R): R {
  if (read.key !== '') return read;
  return { ...read, key: `sha256:${sha256(JSON.stringify(read))}` };
}

/** The id by which CloudTrail marks one event, however often it is delivered; `undefined` where the record has none. */
export function recordId(record: Fields): string | undefined {
  return text(record.sharedEventID) ?? originalId(record) ?? text(record.eventID);
}

/** Whether a record brings another one up to date, which had been delivered before (CloudTrail, `addendum`). */
export function isUpdate(record: Fields): boolean {
  return originalId(record) !== undefined;
}

/** The id of the record that an addendum brings up to date: both are one event. */
export function originalId({ addendum }: Fields): string | undefined {
  return isObject(addendum) ? text(addendum.originalEventID) : undefined;
}

/** The record's time in seconds since 1970 UTC; throws {@link MalformedRecordError} where it has none. */
function eventTime(record: Fields): number {
  const time = parseTime(requiredText(record.eventTime, 'eventTime'));
  if (time === undefined) {
    throw new MalformedRecordError('expected `eventTime` to be an ISO 8601 time of the years 2000 to 2099');
  }
  return time;
}

function requiredText(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new MalformedRecordError(`expected \`${name}\` to be text, got ${typeName(value)}`);
}

/** A text that is there and not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function member(value: unknown, name: string): Fields {
  if (value === undefined || value === null) return none;
  if (isObject(value)) return value;
  throw new MalformedRecordError(`expected \`${name}\` to be an object, got ${typeName(value)}`);
}

/** The name of an identity that has no ARN; `undefined` where only its account is known. */
function nameOf(identity: Fields): string | undefined {
  const principalId = text(identity.principalId);
  if (identity.type === 'WebIdentityUser' || identity.type === 'SAMLUser')
    return federatedName(identity) ?? principalId;
  const userId = isObject(identity.onBehalfOf) ? text(identity.onBehalfOf.userId) : undefined;
  if (identity.type === 'IdentityCenterUser' && userId !== undefined) return userId;
  return principalId !== undefined && uniqueId.test(principalId) ? principalId.split(':', 1)[0] : undefined;
}

/** A web identity's `principalId` begins with its provider's ARN and a SAML one's with an opaque hash: neither may be cut. */
function federatedName(identity: Fields): string | undefined {
  const [provider, user] = [text(identity.identityProvider), text(identity.userName)];
  return provider === undefined || user === undefined ? undefined : `${provider} ${user}`;
}
