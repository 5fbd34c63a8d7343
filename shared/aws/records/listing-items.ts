import type { Violation } from '../../contracts/result-contract.generated.ts';
import type { Item } from '../facts/fact-table.ts';

/** The index in which violations and findings stand by their time. Its keys are `listing` and `listed`. */
export const listingIndex = 'Listing';

/** What violations and findings can be looked for by. */
const traits = ['ruleId', 'severity', 'status', 'accountId', 'requester', 'task', 'taskId'] as const;

/** What the index has of an item besides the keys: what filters read, and no more, as each write of an item pays for it. */
export const listedAttributes = [...traits, 'firstSeen', 'lastSeen', 'expiresAt'] as const;

/** What a violation, or the finding whose newest one it is, can be looked for by. */
export function traitsOf({ ruleId, severity, status, subject }: Violation): Item {
  const { accountId, requester, task, taskId } = subject;
  const texts = { ruleId, severity, status, accountId, requester, task, taskId };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, { S: text }]])),
  );
}

/** The same of an item that has them. */
export function traitsIn(item: Item): Item {
  return Object.fromEntries(traits.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

/** The partition in the index of what happened in a month; takes a time, ISO 8601 in UTC. */
export function violationsOf(time: string): string {
  return `violations#${monthOf(time)}`;
}

/** The one partition in the index of all findings: causes are few. */
export const allFindings = 'findings';

export function monthOf(time: string): string {
  return time.slice(0, 7);
}

/** Where something stands in its partition: by time, and by id where times are the same. */
export function placeOf(time: string, id: string): string {
  return `${time}#${id}`;
}

/** A time as all places have it: in UTC, with milliseconds. */
export function timeText(time: string): string {
  return new Date(time).toISOString();
}
