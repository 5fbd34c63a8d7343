import { holdsReserved, type Pattern, pattern } from './pattern.ts';

/** A pattern of actions, in lower case: action names are compared without regard to case. */
export interface ActionPattern extends Pattern {
  /** The service that all its actions belong to; `undefined` where there may be several. */
  readonly service: string | undefined;
  /** It holds a character that no policy may hold. */
  readonly isReserved: boolean;
}

/** Policies name the same actions again and again. */
const known = new Map<string, ActionPattern>();
const mostKnown = 50_000;

/** Makes a pattern of an action as policies write it, `s3:Get*`. */
export function actionPattern(action: string): ActionPattern {
  const made = known.get(action);
  if (made !== undefined) return made;
  const plain = pattern(action.toLowerCase());
  const fresh = { ...plain, service: serviceOf(plain.text), isReserved: holdsReserved(action) };
  if (known.size >= mostKnown) known.clear();
  known.set(action, fresh);
  return fresh;
}

function serviceOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  const service = text.slice(0, colon);
  return colon === -1 || /[*?]/.test(service) ? undefined : service;
}
