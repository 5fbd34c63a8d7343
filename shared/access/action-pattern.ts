import { matches, type Pattern, pattern } from './pattern.ts';

/** A pattern of actions, in lower case: action names are compared without regard to case. */
export interface ActionPattern extends Pattern {
  /** The service that all its actions belong to; `undefined` where there may be several. */
  readonly service: string | undefined;
}

/** Policies name the same actions again and again. */
const known = new Map<string, ActionPattern>();
const mostKnown = 50_000;

/** Makes a pattern of an action as policies write it, `s3:Get*`. */
export function actionPattern(action: string): ActionPattern {
  const made = known.get(action);
  if (made !== undefined) return made;
  const plain = pattern(action.toLowerCase());
  const fresh = { ...plain, service: serviceOf(plain.text) };
  if (known.size >= mostKnown) known.clear();
  known.set(action, fresh);
  return fresh;
}

function serviceOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  const service = text.slice(0, colon);
  return colon === -1 || /[*?]/.test(service) ? undefined : service;
}

/** False only where no action is matched by both patterns. */
export function mayOverlap(one: ActionPattern, other: ActionPattern): boolean {
  if (one.service !== undefined && other.service !== undefined && one.service !== other.service) return false;
  if (one.kind === 'literal') return matches(other, one.text);
  if (other.kind === 'literal') return matches(one, other.text);
  if (one.kind === 'general' || other.kind === 'general') return true;
  return one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
}
