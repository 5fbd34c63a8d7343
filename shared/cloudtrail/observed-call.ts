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

/** What AWS itself writes: anything else is no evidence, and could be long. */
const forms = {
  eventId: /^[\w.:-]{1,128}$/,
  eventSource: /^[a-z0-9.-]{1,100}\.amazonaws\.com(?:\.cn)?$/,
  eventName: /^\w{1,128}$/,
  region: /^[a-z0-9-]{1,32}$/,
  principalArn: /^arn:aws[a-z-]*:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]{1,640}$/,
  principalId: /^\w{0,128}$/,
} as const;

/** Event categories of calls. Network activity is a copy of a call, an Insight no call. */
const categories: ReadonlySet<unknown> = new Set([undefined, null, 'Management', 'Data']);

/** Services that ask for no permission of IAM: whoever signs in to the console, or in to an app by Amazon Cognito. */
const openServices: ReadonlySet<string> = new Set([
  'signin.amazonaws.com',
  'cognito-identity.amazonaws.com',
  'cognito-idp.amazonaws.com',
]);

/**
 * Calls that may succeed without any permission.
 * Sources: STS API Reference (each of the operations named); IAM User Guide, "Permit IAM users to change their own
 * passwords" (a setting of the account gives both to every user); S3 API Reference, DeleteObjects, and DynamoDB API
 * Reference, BatchExecuteStatement (what is denied is told for each key or statement, in an answer of success). That
 * GetAccessKeyInfo needs a permission is written nowhere.
 */
const openCalls: ReadonlySet<string> = new Set([
  'sts.amazonaws.com AssumeRoleWithSAML',
  'sts.amazonaws.com AssumeRoleWithWebIdentity',
  'sts.amazonaws.com GetAccessKeyInfo',
  'sts.amazonaws.com GetCallerIdentity',
  'sts.amazonaws.com GetSessionToken',
  'iam.amazonaws.com ChangePassword',
  'iam.amazonaws.com GetAccountPasswordPolicy',
  's3.amazonaws.com DeleteObjects',
  'dynamodb.amazonaws.com BatchExecuteStatement',
]);

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
  const { eventSource, eventName } = record;
  if (!has('eventSource', eventSource) || !has('eventName', eventName)) return undefined;
  if (openServices.has(eventSource) || openCalls.has(`${eventSource} ${eventName}`)) return undefined;
  const caller = callerIn(record.userIdentity);
  const time = parseTime(text(record.eventTime) ?? '');
  const { eventID: eventId, awsRegion } = record;
  if (caller === undefined || time === undefined || !has('eventId', eventId)) return undefined;
  const region = has('region', awsRegion) ? awsRegion : undefined;
  return { ...caller, eventId, eventSource, eventName, time, region };
}

/** The same for all calls of one caller: a name that another user or role had before it is not enough. */
export function callerKey({ principalArn, principalId }: Caller): string {
  return `${principalArn} ${principalId}`;
}

/** Who a requester is among callers; `undefined` where it is no user or role with its own identity. */
export function callerOf({ type, issuerType, principalArn, principalId }: Requester): Caller | undefined {
  const isItself = type === 'IAMUser' ? issuerType === undefined : isSessionOfRole(type, issuerType);
  const uniqueId = principalId?.split(':', 1)[0] ?? '';
  if (!isItself || !has('principalArn', principalArn) || !has('principalId', uniqueId)) return undefined;
  return principalArn.includes(type === 'IAMUser' ? ':user/' : ':role/')
    ? { principalArn, principalId: uniqueId }
    : undefined;
}

function isSessionOfRole(type: string | undefined, issuerType: string | undefined): boolean {
  return type === 'AssumedRole' && issuerType === 'Role';
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

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function has(name: keyof typeof forms, value: unknown): value is string {
  return typeof value === 'string' && forms[name].test(value);
}
