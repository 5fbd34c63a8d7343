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

const sts = 'sts';

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
  const ofAll = baselineActions.map(actionPattern);

  function isBeyond({ principalArn, eventSource, eventName }: Call): boolean {
    const added = baselinesOf(principalArn, baselines).flatMap(({ actions }) => actions.map(actionPattern));
    const baseline = added.length === 0 ? ofAll : [...ofAll, ...added];
    const service = eventSource.slice(0, eventSource.indexOf('.amazonaws.com'));
    if (service !== sts && baseline.every((one) => one.service === sts)) return true;
    const name = eventName.toLowerCase();
    const named = services().get(name) ?? [];
    if (!named.includes(service)) return false;
    const isCovered = (of: string) => baseline.some((one) => matches(one, `${of}:${name}`));
    if (service === sts) return !isCovered(sts);
    return !baseline.some((one) => mayBeOf(one, service)) && !named.some(isCovered);
  }

  return { isBeyond, namesOf: (arn) => baselinesOf(arn, baselines).map(({ name }) => name) };
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
