import { isObject } from '../json/value.ts';
import { MalformedRecordError } from './errors.ts';
import { parseRequester, text } from './parse-record.ts';
import type { Requester } from './record.ts';
import { parseTime } from './time.ts';

/** Who called: an IAM user, or the role whose session called. */
export interface Caller {
  /** ARN of the user or role. */
  readonly principalArn: string;
  /** Its unique id (AIDA…, AROA…), which no other principal of its name has; empty where the record has none. */
  readonly principalId: string;
}

/** A successful call to AWS, by which its caller shows that it may make it. */
export interface ObservedCall extends Caller {
  readonly eventId: string;
  /** `s3.amazonaws.com` */
  readonly eventSource: string;
  readonly eventName: string;
  /** Seconds since 1970 UTC. */
  readonly time: number;
  readonly region: string | undefined;
}

/** More than AWS writes of any: what is longer is no evidence, and would take memory. */
const longest = { id: 128, name: 128, arn: 800 } as const;

/** Event categories of calls. Network activity is a copy of a call, an Insight no call. */
const categories: ReadonlySet<unknown> = new Set([undefined, null, 'Management', 'Data']);

/**
 * Calls that may succeed without any permission, by event source; all of a source where no names are given.
 * Sources: Sign-In and Amazon Cognito ask for a password or a token, not for a permission; STS API Reference (each of
 * the operations named; that GetAccessKeyInfo needs a permission is written nowhere); IAM User Guide, "Permit IAM users
 * to change their own passwords" (a setting of the account gives both to every user); S3 API Reference, DeleteObjects,
 * and DynamoDB API Reference, BatchExecuteStatement (what is denied is told for each key or statement, in an answer of
 * success).
 */
const openCalls: ReadonlyMap<string, ReadonlySet<string> | 'all'> = new Map<string, Set<string> | 'all'>([
  ['signin.amazonaws.com', 'all'],
  ['cognito-identity.amazonaws.com', 'all'],
  ['cognito-idp.amazonaws.com', 'all'],
  [
    'sts.amazonaws.com',
    new Set([
      'AssumeRoleWithSAML',
      'AssumeRoleWithWebIdentity',
      'GetAccessKeyInfo',
      'GetCallerIdentity',
      'GetSessionToken',
    ]),
  ],
  ['iam.amazonaws.com', new Set(['ChangePassword', 'GetAccountPasswordPolicy'])],
  ['s3.amazonaws.com', new Set(['DeleteObjects'])],
  ['dynamodb.amazonaws.com', new Set(['BatchExecuteStatement'])],
]);
const ending = '.amazonaws.com';
const china = '.cn';

/**
 * Reads a record as evidence that its caller may make the call; `undefined` where it shows nothing of the kind. It does
 * where an IAM user with its own credentials (its key or a session of its own), or a session of a role, made a call of
 * the API of any service, which needs a permission and was successful. A dry run of Amazon EC2 is an error
 * (`Client.DryRunOperation`). Never throws.
 * Source: CloudTrail User Guide, record contents and `userIdentity`; docs/guidelines.md, G1.
 */
export function observedCall(record: unknown): ObservedCall | undefined {
  if (!isObject(record) || record.eventType !== 'AwsApiCall' || !categories.has(record.eventCategory))
    return undefined;
  if (isSet(record.errorCode) || isSet(record.errorMessage)) return undefined;
  const [eventSource, eventName] = [text(record.eventSource), text(record.eventName)];
  if (eventSource === undefined || eventName === undefined) return undefined;
  if (!needsPermission(eventSource, eventName)) return undefined;
  const caller = isOfAws(record.sourceIPAddress) ? undefined : callerIn(record.userIdentity);
  const [eventId, time] = [text(record.eventID), parseTime(text(record.eventTime) ?? '')];
  if (caller === undefined || time === undefined || eventId === undefined) return undefined;
  if (eventId.length > longest.id) return undefined;
  const region = text(record.awsRegion);
  return {
    principalArn: caller.principalArn,
    principalId: caller.principalId,
    eventId,
    eventSource,
    eventName,
    time,
    region: region === undefined || region.length > longest.name ? undefined : region,
  };
}

/** The same for all calls of one caller: a name that another user or role had before it is not enough. */
export function callerKey({ principalArn, principalId }: Caller): string {
  return `${principalArn} ${principalId}`;
}

/** Who a requester is among callers; `undefined` where it is no user or role with its own identity. */
export function callerOf({
  type,
  issuerType,
  principalArn,
  principalId = '',
}: Requester): Caller | undefined {
  const kind = type === 'IAMUser' ? 'user' : 'role';
  const isItself =
    kind === 'user' ? issuerType === undefined : type === 'AssumedRole' && issuerType === 'Role';
  if (!isItself || principalArn === undefined || !isOfIam(principalArn, kind)) return undefined;
  const end = principalId.indexOf(':');
  const uniqueId = end === -1 ? principalId : principalId.slice(0, end);
  return uniqueId.length > longest.id ? undefined : { principalArn, principalId: uniqueId };
}

/**
 * The caller, where nobody calls in its place: neither an AWS service (`invokedBy`), nor somebody that it delegated its
 * access to (`invokedByDelegate`), nor a person whose own access may count too (`onBehalfOf`).
 */
function callerIn(identity: unknown): Caller | undefined {
  if (!isObject(identity)) return undefined;
  const { invokedBy, invokedByDelegate, onBehalfOf } = identity;
  if (isSet(invokedBy) || isSet(invokedByDelegate) || isSet(onBehalfOf)) return undefined;
  try {
    return callerOf(parseRequester(identity));
  } catch (error) {
    if (error instanceof MalformedRecordError) return undefined;
    throw error;
  }
}

/** Whether a call came from an AWS service: older records and those of the console may name it here alone. */
function isOfAws(address: unknown): boolean {
  if (typeof address !== 'string') return false;
  return address.startsWith('AWS Internal') || withoutChina(address).endsWith(ending);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function needsPermission(eventSource: string, eventName: string): boolean {
  if (eventSource.length > longest.name || eventName.length > longest.name) return false;
  const source = withoutChina(eventSource);
  const open = openCalls.get(source);
  return source.endsWith(ending) && open !== 'all' && open?.has(eventName) !== true;
}

/** The name of a host without what it has in the partition of China. */
function withoutChina(host: string): string {
  return host.endsWith(china) ? host.slice(0, -china.length) : host;
}

function isOfIam(arn: string, kind: 'user' | 'role'): boolean {
  return (
    arn.length <= longest.arn && arn.includes(':iam::') && arn.includes(`:${kind}/`) && !isOfService(arn)
  );
}

/** A service-linked role is its AWS service’s, and nobody can change it. */
function isOfService(arn: string): boolean {
  return arn.includes(':role/aws-service-role/');
}
