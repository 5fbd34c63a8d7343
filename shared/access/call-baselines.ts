import { BoundedMap } from '../json/bounded-map.ts';
import type { ActionCatalogue } from './action-catalogue.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import { matches } from './pattern.ts';
import { baselinesOf, type RequesterBaseline } from './requester-baseline.ts';

/** What a call of AWS's API is told by. */
interface Call {
  /** ARN of the user or role that made it. */
  readonly principalArn: string;
  /** `s3.amazonaws.com` */
  readonly eventSource: string;
  readonly eventName: string;
}

interface BaselineParameters {
  readonly baselineActions: readonly string[];
  readonly baselines: readonly RequesterBaseline[];
}

/** Actions that one caller may use. */
interface CallBaseline {
  readonly patterns: readonly ActionPattern[];
  /** All are of AWS STS. */
  readonly isOfSts: boolean;
}

const sts = 'sts';
/** Callers whose baseline is remembered. */
const mostKnown = 10_000;

/** What requesters may have, as far as calls in a trail tell. */
export interface CallBaselines {
  /** Whether a call is certain to be of no action in its caller's baseline. */
  readonly isBeyond: (call: Call) => boolean;
  /** Names of the baselines that the policy adds for a user or role. */
  readonly namesOf: (principalArn: string) => readonly string[];
}

/**
 * Makes what tells calls beyond the baseline. A trail names events and their sources, a policy actions and their services, and the names are often others (`Invoke` of
 * `lambda.amazonaws.com` is `lambda:InvokeFunction`, `monitoring.amazonaws.com` is `cloudwatch`; `GetObject` of a version
 * is `s3:GetObjectVersion`, and Application Auto Scaling calls itself `autoscaling.amazonaws.com`). So it is certain only
 * - of AWS STS, whose events and actions have the same names: where its action is known and not in the baseline;
 * - of another service, where all of the baseline are actions of STS;
 * - else, where the event's name is that of a known action of the source's service, the baseline has no action of that
 *   service, and none of a known action with that name of any other.
 * Resources of a baseline are left aside: a call is taken to be on one of them.
 * Sources: Service Authorization Reference; the names of its actions are the catalogue's.
 */
export function callBaselines(
  { baselineActions, baselines }: BaselineParameters,
  catalogue: ActionCatalogue,
): CallBaselines {
  const services = servicesByAction(catalogue);
  const ofAll = baselineOf(baselineActions);
  const known = new BoundedMap<string, CallBaseline>(mostKnown);

  function baselineFor(principalArn: string): CallBaseline {
    if (baselines.length === 0) return ofAll;
    const own = known.get(principalArn);
    if (own !== undefined) return own;
    const added = baselinesOf(principalArn, baselines).flatMap(({ actions }) => actions);
    const fresh = baselineOf([...baselineActions, ...added]);
    known.set(principalArn, fresh);
    return fresh;
  }

  function isBeyond({ principalArn, eventSource, eventName }: Call): boolean {
    const { patterns, isOfSts } = baselineFor(principalArn);
    if (isOfSts && !eventSource.startsWith('sts.')) return true;
    const service = eventSource.slice(0, eventSource.indexOf('.amazonaws.com'));
    const name = eventName.toLowerCase();
    const named = services().get(name) ?? [];
    if (!named.includes(service)) return false;
    const isCovered = (of: string) => patterns.some((one) => matches(one, `${of}:${name}`));
    if (service === sts) return !isCovered(sts);
    return !patterns.some((one) => mayBeOf(one, service)) && !named.some(isCovered);
  }

  return { isBeyond, namesOf: (arn) => baselinesOf(arn, baselines).map(({ name }) => name) };
}

function baselineOf(actions: readonly string[]): CallBaseline {
  const patterns = actions.map(actionPattern);
  return { patterns, isOfSts: patterns.every(({ service }) => service === sts) };
}

function mayBeOf({ service: known }: ActionPattern, service: string): boolean {
  return known === undefined || known === service;
}

/** Name of an action in lower case → the services that have such a one. Made when it is asked for first: few ask. */
function servicesByAction({ keys }: ActionCatalogue): () => ReadonlyMap<string, readonly string[]> {
  let services: Map<string, string[]> | undefined;
  return () => {
    services ??= grouped(keys);
    return services;
  };
}

function grouped(keys: readonly string[]): Map<string, string[]> {
  const services = new Map<string, string[]>();
  for (const key of keys) {
    const [service = '', name = ''] = key.split(':', 2);
    const known = services.get(name);
    if (known === undefined) services.set(name, [service]);
    else known.push(service);
  }
  return services;
}
