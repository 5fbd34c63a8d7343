import { matchesAny } from '../json/glob.ts';
import { Baseline } from './baseline.ts';
import { parsePolicyDocument, type Statement } from './policy-document.ts';

/** What some requesters may have besides the baseline of all (policy parameter `baselines`). */
export interface RequesterBaseline {
  readonly name: string;
  /** Globs of principal ARNs. */
  readonly requesters: readonly string[];
  /** As in an IAM policy. */
  readonly actions: readonly string[];
  /** As in an IAM policy; all where absent. */
  readonly resources?: readonly string[];
}

/** What does not count as access of one principal. */
export interface OwnBaseline {
  /** Names of the requesters' baselines that are part of it. */
  readonly names: readonly string[];
  /** Actions on any resource. */
  readonly actions: Baseline;
  /** Actions on certain resources, as the Deny statements by which the analysis leaves them out. */
  readonly exempt: readonly Statement[];
}

/** Those that are for a principal, by its ARN. */
export function baselinesOf(arn: string, baselines: readonly RequesterBaseline[]): RequesterBaseline[] {
  return baselines.filter(({ requesters }) => matchesAny(arn, requesters));
}

/**
 * Finds the baseline of a principal: the actions of all, and what the policy adds for it. Principals with the same
 * additions share one.
 */
export function ownBaselines(
  actions: readonly string[],
  baselines: readonly RequesterBaseline[],
): (arn: string) => OwnBaseline {
  const known = new Map<string, OwnBaseline>();
  return (arn) => {
    const added = baselinesOf(arn, baselines);
    const key = added.map((one) => baselines.indexOf(one)).join(' ');
    const own = known.get(key) ?? ownBaseline(actions, added);
    known.set(key, own);
    return own;
  };
}

function ownBaseline(actions: readonly string[], added: readonly RequesterBaseline[]): OwnBaseline {
  const anywhere = added.filter(({ resources }) => resources === undefined);
  const somewhere = added.filter(({ resources }) => resources !== undefined);
  return {
    names: added.map(({ name }) => name),
    actions: new Baseline([...actions, ...anywhere.flatMap((one) => one.actions)]),
    exempt: parsePolicyDocument({
      Version: '2012-10-17',
      Statement: somewhere.map(({ actions: Action, resources: Resource }) => ({
        Effect: 'Deny',
        Action,
        Resource,
      })),
    }).denies,
  };
}
