import { type Fields, isObject } from '../json/value.ts';

/** JSON that is not the output of `aws iam get-account-authorization-details`. */
export class NotAuthorizationDetailsError extends Error {
  override readonly name = 'NotAuthorizationDetailsError';
}

/** What is wrong with a part of the input; the rest is read all the same. */
export interface DetailsFault {
  /** JSON Pointer. */
  readonly pointer: string;
  readonly detail: string;
}

/** A page of an account's authorization details: all of them, or a part. */
export interface AccountPage {
  readonly details: Fields;
  readonly onFault: (fault: DetailsFault) => void;
}

/** Finds the pages in a value: one, or lists of them however deep. Throws {@link NotAuthorizationDetailsError}. */
export function accountPages(
  value: unknown,
  onFault: (fault: DetailsFault) => void,
  most = mostNested,
): AccountPage[] {
  if (Array.isArray(value) && value.length > 0 && most > 0) {
    return value.flatMap((item, index) =>
      accountPages(
        item,
        ({ pointer, detail }) => onFault({ pointer: `/${index}${pointer}`, detail }),
        most - 1,
      ),
    );
  }
  if (!isObject(value) || (value.UserDetailList === undefined && value.RoleDetailList === undefined)) {
    throw new NotAuthorizationDetailsError(
      'expected the output of `aws iam get-account-authorization-details`: an object with `UserDetailList` or `RoleDetailList`, or pages of it',
    );
  }
  return [{ details: value, onFault }];
}

/** Lists in lists that are looked into. */
const mostNested = 4;

/** The member by which a page says that there are more: of the API, or of the AWS CLI with `--max-items`. */
export function continuation({ IsTruncated, NextToken }: Fields): 'IsTruncated' | 'NextToken' | undefined {
  if (IsTruncated === true) return 'IsTruncated';
  return typeof NextToken === 'string' && NextToken !== '' ? 'NextToken' : undefined;
}

/** The account in an ARN, 12 digits; empty where it has none, or is of AWS itself. */
export function accountOf(arn: unknown): string {
  return typeof arn === 'string' ? (/^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1] ?? '') : '';
}

const lists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/**
 * The last pages of accounts of which there are more that are not at hand. A page that nothing continues ends the
 * accounts that it speaks of, and all where it speaks of none, but of AWS's own policies.
 */
export function unfinishedPages(pages: readonly AccountPage[]): AccountPage[] {
  const isOpen = ({ details }: AccountPage) => continuation(details) !== undefined;
  if (!pages.some(isOpen)) return [];
  const ended = new Set(pages.filter((page) => !isOpen(page)).flatMap((page) => [...accountsIn(page)]));
  const last = new Map<string, AccountPage>();
  for (const page of pages.filter(isOpen)) {
    for (const account of accountsIn(page)) {
      const isEnded = account === nobody ? ended.size > 0 : ended.has(account) || ended.has(nobody);
      if (!isEnded) last.set(account, page);
    }
  }
  return [...new Set(last.values())];
}

/** The account of a page that speaks of none. */
const nobody = '';

function accountsIn({ details }: AccountPage): ReadonlySet<string> {
  const accounts = new Set<string>();
  for (const member of lists) {
    const list = details[member];
    for (const item of Array.isArray(list) ? list : []) {
      const account = isObject(item) ? accountOf(item.Arn) : nobody;
      if (account !== nobody) accounts.add(account);
    }
  }
  return accounts.size === 0 ? new Set([nobody]) : accounts;
}
