import type { CredentialRequest } from '../cloudtrail/record.ts';

/** What one requester obtained by one kind of request: a role, or what the request's name says. */
export interface CredentialUse {
  readonly requester: string;
  readonly requesterType: string | undefined;
  /** ARN of the IAM user, role or root user that requested; `undefined` where the records name none. */
  readonly principalArn: string | undefined;
  /** ARN; `undefined` for a request without a role. */
  readonly role: string | undefined;
  readonly eventName: CredentialRequest['eventName'];
  readonly sessions: number;
  /** Seconds since 1970 UTC. */
  readonly lastTime: number;
  /** Access keys with which it was requested. */
  readonly accessKeyIds: ReadonlySet<string>;
}

/** Who obtained what how often, the most frequent first; the order of the requests does not matter. */
export function credentialUses(requests: Iterable<CredentialRequest>): CredentialUse[] {
  const uses = new Map<string, CredentialUse & { readonly accessKeyIds: Set<string> }>();
  for (const { requester, roleArn, eventName, time } of requests) {
    const key = JSON.stringify([requester.name, requester.type, roleArn, eventName]);
    const before = uses.get(key);
    const accessKeyIds = before?.accessKeyIds ?? new Set();
    if (requester.accessKeyId !== undefined) accessKeyIds.add(requester.accessKeyId);
    uses.set(key, {
      requester: requester.name ?? '',
      requesterType: requester.type,
      principalArn: requester.principalArn,
      role: roleArn,
      eventName,
      sessions: (before?.sessions ?? 0) + 1,
      lastTime: Math.max(before?.lastTime ?? time, time),
      accessKeyIds,
    });
  }
  return [...uses]
    .sort(([a, one], [b, other]) => other.sessions - one.sessions || (a < b ? -1 : 1))
    .map(([, use]) => use);
}

/** What a use is of: the role, else the name of the request. */
export function obtained({ role, eventName }: Pick<CredentialUse, 'role' | 'eventName'>): string {
  return role ?? eventName;
}
