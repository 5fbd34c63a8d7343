import { isObject } from '../json/value.ts';
import { MalformedRecordError } from './errors.ts';
import { parseRequester } from './parse-record.ts';
import { formatTime, parseTime } from './time.ts';

/** Who has policies. */
export interface PolicyHolder {
  readonly kind: 'user' | 'role' | 'group';
  readonly name: string;
}

/** What a call to IAM may have given somebody. */
export type Grant =
  | { readonly kind: 'managed'; readonly holder: PolicyHolder; readonly policyArn: string }
  | {
      readonly kind: 'inline';
      readonly holder: PolicyHolder;
      readonly policyName: string;
      /** JSON. */
      readonly document: string;
    }
  | { readonly kind: 'membership'; readonly user: string; readonly group: string }
  | { readonly kind: 'version'; readonly policyArn: string; readonly versionId: string | undefined }
  /** A boundary in the place of another, or of none; `undefined` where it was taken away. */
  | { readonly kind: 'boundary'; readonly holder: PolicyHolder; readonly policyArn: string | undefined };

/** What a managed policy says from then on, as the call that wrote it had it. */
export interface WrittenPolicy {
  readonly policyArn: string;
  /** JSON. */
  readonly document: string;
}

/** A call that changed something in IAM, as its record tells of it. */
export interface IamChange {
  readonly eventId: string;
  readonly eventName: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly eventTime: string;
  readonly accountId: string;
  /** Who made the call, by its name in findings. */
  readonly actor: string | undefined;
  readonly sourceIp: string | undefined;
  /** `undefined` where it gave nobody anything, and where the record does not say what. */
  readonly grant: Grant | undefined;
  readonly written: WrittenPolicy | undefined;
  /** Names of users whose access keys it may have changed. */
  readonly keysOf: readonly string[];
}

type Text = (name: string) => string | undefined;

const keyCalls: ReadonlySet<string> = new Set(['CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey']);
/** What calls give, by their names. */
const grants: ReadonlyMap<string, (asked: Text) => Grant | undefined> = new Map([
  ['AttachUserPolicy', attached],
  ['AttachRolePolicy', attached],
  ['AttachGroupPolicy', attached],
  ['PutUserPolicy', put],
  ['PutRolePolicy', put],
  ['PutGroupPolicy', put],
  ['AddUserToGroup', joined],
  ['CreatePolicyVersion', defaulted],
  ['SetDefaultPolicyVersion', defaulted],
  ['PutUserPermissionsBoundary', bounded],
  ['PutRolePermissionsBoundary', bounded],
  ['DeleteUserPermissionsBoundary', bounded],
  ['DeleteRolePermissionsBoundary', bounded],
]);
const holderKinds = ['user', 'role', 'group'] as const;

/**
 * Reads the record of a successful call to IAM; `undefined` where the value is none.
 * Source: CloudTrail User Guide, record contents; IAM API Reference, the parameters of each call (CloudTrail writes
 * their first letters small).
 */
export function readIamChange(record: unknown): IamChange | undefined {
  if (!isObject(record) || record.eventSource !== 'iam.amazonaws.com') return undefined;
  if (record.errorCode !== undefined && record.errorCode !== null) return undefined;
  const of = textIn(record);
  const eventId = of('eventID');
  const eventName = of('eventName');
  const accountId = of('recipientAccountId');
  const time = parseTime(of('eventTime') ?? '');
  if (eventId === undefined || eventName === undefined || accountId === undefined || time === undefined)
    return undefined;
  const asked = textIn(record.requestParameters);
  return {
    eventId,
    eventName,
    eventTime: formatTime(time),
    accountId,
    actor: actorOf(record.userIdentity),
    sourceIp: of('sourceIPAddress'),
    grant: isIdle(eventName, record.requestParameters) ? undefined : grants.get(eventName)?.(asked),
    written: writtenBy(eventName, asked, record.responseElements),
    keysOf: keyCalls.has(eventName) ? (ownerOf(asked, record) ?? []) : [],
  };
}

/** A version of a policy that is not to be its default one gives nobody anything. */
function isIdle(eventName: string, asked: unknown): boolean {
  return eventName === 'CreatePolicyVersion' && !(isObject(asked) && asked.setAsDefault === true);
}

function attached(asked: Text): Grant | undefined {
  const [holder, policyArn] = [holderOf(asked), asked('policyArn')];
  return holder && policyArn ? { kind: 'managed', holder, policyArn } : undefined;
}

function put(asked: Text): Grant | undefined {
  const [holder, policyName, document] = [holderOf(asked), asked('policyName'), asked('policyDocument')];
  return holder && policyName && document ? { kind: 'inline', holder, policyName, document } : undefined;
}

function bounded(asked: Text): Grant | undefined {
  const holder = holderOf(asked);
  return holder && { kind: 'boundary', holder, policyArn: asked('permissionsBoundary') };
}

function joined(asked: Text): Grant | undefined {
  const [user, group] = [asked('userName'), asked('groupName')];
  return user && group ? { kind: 'membership', user, group } : undefined;
}

function defaulted(asked: Text): Grant | undefined {
  const policyArn = asked('policyArn');
  return policyArn ? { kind: 'version', policyArn, versionId: asked('versionId') } : undefined;
}

function holderOf(asked: Text): PolicyHolder | undefined {
  for (const kind of holderKinds) {
    const name = asked(`${kind}Name`);
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

function writtenBy(eventName: string, asked: Text, answer: unknown): WrittenPolicy | undefined {
  const document = asked('policyDocument');
  const policyArn =
    eventName === 'CreatePolicy'
      ? textIn(isObject(answer) ? answer.policy : undefined)('arn')
      : eventName === 'CreatePolicyVersion'
        ? asked('policyArn')
        : undefined;
  return policyArn && document ? { policyArn, document } : undefined;
}

/** Who makes no name of a user in the call means itself; the root user has no name. */
function ownerOf(asked: Text, { userIdentity }: { readonly userIdentity?: unknown }): string[] | undefined {
  const identity = isObject(userIdentity) && userIdentity.type === 'IAMUser' ? userIdentity : undefined;
  const name = asked('userName') ?? textIn(identity)('userName');
  return name === undefined ? undefined : [name];
}

function actorOf(identity: unknown): string | undefined {
  try {
    return isObject(identity) ? parseRequester(identity).name : undefined;
  } catch (error) {
    if (error instanceof MalformedRecordError) return undefined;
    throw error;
  }
}

function textIn(fields: unknown): Text {
  return (name) => {
    const value = isObject(fields) ? fields[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}
