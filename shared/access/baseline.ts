import { BoundedMap } from '../json/bounded-map.ts';
import { type ActionPattern, actionPattern } from './action-pattern.ts';
import type { Budget } from './budget.ts';
import { instances, matchesSome, mostQuestions } from './instances.ts';
import { intersect } from './intersect.ts';
import { type Pattern, pattern } from './pattern.ts';

/** Whatever an action may be called, it is a service and a name: `service:Name`. */
const anyAction = pattern('*:*');
const mostRemembered = 50_000;

/** The actions that do not count as access (G1). */
export class Baseline {
  readonly patterns: readonly ActionPattern[];
  readonly questions: number;
  readonly #covered = new BoundedMap<Pattern, boolean>(mostRemembered);

  /** Takes actions as a policy writes them: `sts:AssumeRole`, `sts:Get*`. */
  constructor(actions: readonly string[]) {
    this.patterns = actions.map(actionPattern);
    this.questions = mostQuestions(this.patterns);
  }

  /** Whether all actions of a pattern are in the baseline. Throws TooComplexError. */
  covers(one: Pattern, budget: Budget): boolean {
    const known = this.#covered.get(one);
    if (known !== undefined) return known;
    const covered = this.#coversAll(one, budget);
    this.#covered.set(one, covered);
    return covered;
  }

  #coversAll(one: Pattern, budget: Budget): boolean {
    return actionsOf(one, budget).every((region) => {
      for (const action of instances(region, this.questions, budget)) {
        if (!matchesSome(this.patterns, action, budget)) return false;
      }
      return true;
    });
  }
}

/** What a pattern matches that an action may be called. */
export function actionsOf(one: Pattern, budget: Budget): readonly Pattern[] {
  return one.text.includes(':') ? [one] : intersect(one, anyAction, budget);
}
