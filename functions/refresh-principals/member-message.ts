import { type Fields, isObject } from '../../shared/json/value.ts';

/** That a member account is to be looked at, by the clock. */
interface DueMember {
  /** 12 digits. */
  readonly accountId: string;
  /** ISO 8601. */
  readonly isDueSince: string;
}

/** The message by which the function tells itself so. */
export function memberMessage({ accountId, isDueSince }: DueMember): string {
  return JSON.stringify({ dueMember: { accountId, isDueSince } });
}

/** `undefined` where the message is another. */
export function readMemberMessage({ dueMember }: Fields): DueMember | undefined {
  if (!isObject(dueMember)) return undefined;
  const { accountId, isDueSince } = dueMember;
  if (typeof accountId !== 'string' || typeof isDueSince !== 'string') return undefined;
  return { accountId, isDueSince };
}
