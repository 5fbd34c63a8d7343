import { BoundedMap } from '../../json/bounded-map.ts';

export interface RememberingOptions<Answer> {
  /** For how many seconds an answer holds; 0 where it is to be asked for again. */
  readonly seconds: (answer: Answer) => number;
  /** How many answers are remembered at most. */
  readonly most: number;
  readonly now: () => Date;
}

/** Asks, and remembers the answers. A rejection is not remembered. */
export function remembering<Answer>(
  ask: (question: string) => Promise<Answer>,
  { seconds, most, now }: RememberingOptions<Answer>,
): (question: string) => Promise<Answer> {
  const known = new BoundedMap<string, { readonly answer: Answer; readonly until: number }>(most);
  return async (question) => {
    const remembered = known.get(question);
    if (remembered !== undefined && now().getTime() < remembered.until) return remembered.answer;
    const answer = await ask(question);
    const lasts = seconds(answer) * 1000;
    if (lasts > 0) known.set(question, { answer, until: now().getTime() + lasts });
    return answer;
  };
}
