import { BoundedMap } from '../json/bounded-map.ts';
import { holdsReserved, mayOverlap, type Pattern, pattern } from './pattern.ts';

/** A pattern of actions, in lower case: action names are compared without regard to case. */
export interface ActionPattern extends Pattern {
  /** The service that all its actions belong to; `undefined` where there may be several. */
  readonly service: string | undefined;
  /** A number for the service, 0 where there may be several: numbers compare faster than names. */
  readonly serviceNumber: number;
  /** It holds a character that no policy may hold. */
  readonly isReserved: boolean;
}

/** Policies name the same actions again and again. */
const mostKnown = 50_000;
const known = new BoundedMap<string, ActionPattern>(mostKnown);
const serviceNumbers = new Map<string | undefined, number>([[undefined, 0]]);

/** Makes a pattern of an action as policies write it, `s3:Get*`. */
export function actionPattern(action: string): ActionPattern {
  const made = known.get(action);
  if (made !== undefined) return made;
  const plain = pattern(action.toLowerCase());
  const fresh = known.get(plain.text) ?? withService(plain);
  known.set(fresh.text, fresh);
  known.set(action, fresh);
  return fresh;
}

function withService(plain: Pattern): ActionPattern {
  const service = serviceOf(plain.text);
  return { ...plain, service, serviceNumber: numberOf(service), isReserved: holdsReserved(plain.text) };
}

function serviceOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  const service = text.slice(0, colon);
  return colon === -1 || /[*?]/.test(service) ? undefined : service;
}

/** Services are few; names that are none of them must not fill the memory. */
function numberOf(service: string | undefined): number {
  const known = serviceNumbers.get(service);
  if (known !== undefined) return known;
  const fresh = serviceNumbers.size < mostKnown ? serviceNumbers.size : 0;
  if (fresh > 0) serviceNumbers.set(service, fresh);
  return fresh;
}

/** False only where no action is matched by both patterns. */
export function haveCommonActions(one: ActionPattern, other: ActionPattern): boolean {
  const sameService =
    one.serviceNumber === other.serviceNumber || one.serviceNumber === 0 || other.serviceNumber === 0;
  return sameService && mayOverlap(one, other);
}
