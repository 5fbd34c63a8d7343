import { ownSource } from '../../shared/aws/publishing/events.ts';
import { type IamChange, readIamChange } from '../../shared/cloudtrail/iam-change.ts';
import { isEvent } from '../../shared/json/event-envelope.ts';
import { NotJsonError, parseJson } from '../../shared/json/parse.ts';
import { isObject } from '../../shared/json/value.ts';
import { readMemberMessage } from './member-message.ts';

/** Why the principals of an account are looked at. */
export interface Occasion {
  /** What the messages say was changed in IAM, each once, in the order of its time. */
  readonly changes: readonly IamChange[];
  /** Whether all access keys are to be listed: by the clock, or because somebody asks for one that nobody knows. */
  readonly wantsAllKeys: boolean;
  /** Where nothing but the clock asks: when it did, ISO 8601. An account that was listed later need not be looked at. */
  readonly isDueSince?: string;
  readonly messageIds: readonly string[];
}

/** What the messages of a batch ask for. */
export interface Occasions {
  /** By account (12 digits), our own first. */
  readonly byAccount: ReadonlyMap<string, Occasion>;
  /** Whether all accounts are to be looked at. */
  readonly concernsAll: boolean;
  /** Messages that speak of another account than the one that sent them: nobody is to believe them. */
  readonly forged: readonly string[];
}

interface Message {
  readonly messageId: string;
  readonly body: string;
}

/** What one message asks for. */
interface Asked {
  readonly accountId: string;
  readonly change?: IamChange;
  readonly isDueSince?: string;
  readonly concernsAll?: true;
}

/** Reads the messages of a batch. One of unknown content, or none at all, asks for everything. */
export function readOccasions(messages: readonly Message[], ownAccount: string): Occasions {
  const everything: Asked = { accountId: ownAccount, concernsAll: true };
  const read = messages.map((message) => ({ message, asked: readMessage(message.body, everything) }));
  const believed = read.flatMap(({ message, asked }) => (asked === 'forged' ? [] : [{ message, asked }]));
  if (messages.length === 0) believed.push({ message: { messageId: '', body: '' }, asked: everything });
  const accounts = [...new Set(believed.map(({ asked }) => asked.accountId))];
  const ownFirst = accounts.sort((one, other) => Number(other === ownAccount) - Number(one === ownAccount));
  return {
    byAccount: new Map(
      ownFirst.map((accountId) => [
        accountId,
        occasionOf(believed.filter(({ asked }) => asked.accountId === accountId)),
      ]),
    ),
    concernsAll: believed.some(({ asked }) => asked.concernsAll),
    forged: read.flatMap(({ message, asked }) => (asked === 'forged' ? message.messageId : [])),
  };
}

function occasionOf(read: readonly { readonly message: Message; readonly asked: Asked }[]): Occasion {
  const changes = new Map(
    read.flatMap(({ asked: { change } }) => (change ? [[change.eventId, change]] : [])),
  );
  const dueSince = read.flatMap(({ asked }) => asked.isDueSince ?? []).sort();
  return {
    changes: [...changes.values()].sort((one, other) => (one.eventTime < other.eventTime ? -1 : 1)),
    wantsAllKeys: read.some(({ asked }) => asked.change === undefined),
    ...(dueSince.length === read.length && { isDueSince: dueSince.at(-1) }),
    messageIds: read.map(({ message }) => message.messageId).filter((id) => id !== ''),
  };
}

/**
 * Whose account an event is of says EventBridge (`account`), which no sender can change; what is in a record, whoever made
 * it. A message that is no event is of somebody who may send to the queue.
 */
function readMessage(body: string, everything: Asked): Asked | 'forged' {
  const json = jsonIn(body);
  if (!isObject(json)) return everything;
  const member = readMemberMessage(json);
  if (member !== undefined) return member;
  if (!isEvent(json)) return everything;
  const { account = everything.accountId, source, detail } = json;
  if (typeof account !== 'string' || !isAccountId(account)) return 'forged';
  if (json['detail-type'] === 'AWS API Call via CloudTrail') {
    const change = readIamChange(detail);
    if (change === undefined) return { accountId: account };
    return change.accountId === account ? { accountId: account, change } : 'forged';
  }
  if (source === ownSource && isObject(detail) && typeof detail.accountId === 'string')
    return isAccountId(detail.accountId) ? { accountId: detail.accountId } : 'forged';
  return everything;
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

function jsonIn(body: string): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
