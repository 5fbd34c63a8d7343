import type { CredentialRequest } from '../cloudtrail/record.ts';

/** One issued session on the timeline of its chain. */
export interface SessionLink {
  readonly request: CredentialRequest;
  /** Requester, role and session name, which the sessions of a chain share (G4). */
  readonly chain: ChainName;
  /** Seconds by which it was issued after the latest expiration of all earlier sessions; negative where they overlap; `undefined` for a first session. */
  readonly gapSeconds: number | undefined;
  /** Seconds since 1970 UTC of that latest expiration. */
  readonly previousExpiresAt: number | undefined;
  /** Seconds since the latest earlier session without a readable expiration was issued: it may have lasted until here. */
  readonly sinceUnknownExpiration: number | undefined;
}

/** What identifies a chain: the parts that docs/guidelines.md names under G4. */
export interface ChainName {
  readonly requester: string;
  readonly role: string;
  readonly sessionName: string;
}

/** The sessions of one chain in the order of their issue. */
export interface SessionChain {
  readonly name: ChainName;
  readonly links: readonly SessionLink[];
}

/**
 * Orders a finite set of credential requests into chains (G4, T). Requests that issued nothing, and AWS services'
 * own, are left out. The result does not depend on the order of the requests.
 */
export function chainSessions(requests: Iterable<CredentialRequest>): SessionChain[] {
  const chains = Map.groupBy([...requests].filter(issuesChainedSession), (request) =>
    keyOf(chainOf(request)),
  );
  return [...chains.values()]
    .map((some) => {
      const name = chainOf(some[0] as CredentialRequest);
      return { name, links: [...linksOf(name, some.sort(inChainOrder))] };
    })
    .sort((one, other) => byName(one.name, other.name));
}

/** The order of chains in results. */
export function byName(one: ChainName, other: ChainName): number {
  return compare(keyOf(one), keyOf(other));
}

/** The order of requests in a chain: that of their time, and of those of one second that of their keys. */
export function inChainOrder(one: OrderedRequest, other: OrderedRequest): number {
  return one.time - other.time || compare(one.key, other.key);
}

type OrderedRequest = Pick<CredentialRequest, 'time' | 'key'>;

/** Whether the request issued a session that belongs to a chain: it succeeded, and no AWS service made it for itself. */
export function issuesChainedSession(request: CredentialRequest): boolean {
  return request.errorCode === undefined && request.requester.type !== 'AWSService';
}

/** The chain that a request belongs to. */
export function chainOf(request: CredentialRequest): ChainName {
  return {
    requester: request.requester.name ?? '',
    role: request.roleArn ?? request.eventName,
    sessionName: request.sessionName ?? '',
  };
}

function keyOf({ requester, role, sessionName }: ChainName): string {
  return JSON.stringify([requester, role, sessionName]);
}

/** Links the sessions of a chain one after the other. The requests stand {@link inChainOrder}. */
export function* linksOf(
  chain: ChainName,
  requests: Iterable<CredentialRequest>,
): Generator<SessionLink, void, undefined> {
  let seen: Coverage = { until: undefined, unknownIssuedAt: undefined };
  let pending: Coverage = seen;
  let time = Number.NEGATIVE_INFINITY;
  for (const request of requests) {
    if (request.time > time) seen = pending;
    time = request.time;
    yield {
      request,
      chain,
      gapSeconds: seen.until === undefined ? undefined : request.time - seen.until,
      previousExpiresAt: seen.until,
      sinceUnknownExpiration:
        seen.unknownIssuedAt === undefined ? undefined : request.time - seen.unknownIssuedAt,
    };
    pending = extend(pending, request);
  }
}

/** How far the sessions seen so far reach. */
interface Coverage {
  readonly until: number | undefined;
  /** When the latest session without a readable expiration was issued. */
  readonly unknownIssuedAt: number | undefined;
}

function extend(coverage: Coverage, { time, expiresAt }: CredentialRequest): Coverage {
  if (expiresAt === undefined) return { ...coverage, unknownIssuedAt: time };
  return { ...coverage, until: Math.max(coverage.until ?? expiresAt, expiresAt) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
