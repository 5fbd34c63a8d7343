import type { Finding } from '../contracts/result-contract.generated.ts';
import type { Cause } from '../findings/cause.ts';

/** Characters of a cause that are shown: names may have thousands. */
const longest = 240;

/** The cause of a finding in words, in one line: who asks for which role, or what of which task. */
export function causeText({ cause }: Pick<Finding, 'cause'>): string {
  const text = words(cause);
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
}

function words({ task, endpoints, connection, hop, principal, ...request }: Cause): string {
  if (principal !== undefined) return principal;
  if (task !== undefined) {
    const named = connection && `connection ${connection}${hop === 'database' ? ' (database)' : ''}`;
    const parts = [endpoints?.join(' → '), named, request.role].filter((part) => part !== undefined);
    return parts.length === 0 ? task : `${task}: ${parts.join(', ')}`;
  }
  return requestText(request);
}

/** `user/etl → role/stage (123456789012)`: what is of the account is named without it. */
function requestText({ account, requester = 'somebody', role }: Cause): string {
  const own = (name: string) => (account === undefined ? name : name.replace(ownArn(account), ''));
  const where = account === undefined ? '' : ` (${account})`;
  const isItself = role === undefined || role === requester;
  return `${own(requester)}${isItself ? '' : ` → ${own(role)}`}${where}`;
}

function ownArn(account: string): RegExp {
  return new RegExp(`^arn:aws[a-z-]*:(?:iam|sts)::${/^\d{12}$/.test(account) ? account : '-'}:`);
}
