import { parsePrincipal } from '../access/principal.ts';
import { matchesGlob } from '../json/glob.ts';
import type { Identity } from './get-request.ts';

/**
 * The one name of whoever asks: `<account>:user/<name>` or `<account>:role/<name>`, so that all sessions of a role are
 * one caller; of others the ARN. Empty where nobody has signed.
 */
export function callerOf({ userArn }: Identity): string {
  const arn = userArn ?? '';
  return parsePrincipal(arn)?.key ?? arn;
}

/** Whether a caller is one of the readers, globs of ARNs. Paths are left out: the ARN of a role's session has none. */
export function isReader({ userArn }: Identity, readers: readonly string[]): boolean {
  const caller = withoutPath(userArn ?? '');
  return caller !== '' && readers.some((reader) => matchesGlob(caller, withoutPath(reader)));
}

/** `arn:aws:sts::<account>:assumed-role/<name>/<session>` and `arn:aws:iam::<account>:role/<path>/<name>` alike. */
function withoutPath(arn: string): string {
  const [, partition, service, , account, resource = ''] = arn.split(':');
  const [kind, ...names] = resource.split('/');
  if (kind === 'assumed-role') return `${partition}:iam:${account}:role/${names[0]}`;
  return [partition, service, account, [kind, ...names.slice(-1)].join('/')].join(':');
}
