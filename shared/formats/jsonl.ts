import { jsonLines } from '../json/json-text.ts';
import { linesOf } from '../report/result-document.ts';
import type { Format } from './format.ts';

/** The same as in JSON, one value a line: what reads it need not hold all of it. */
export const jsonl: Format = {
  name: 'jsonl',
  summary: 'the same, one violation, decision or principal a line',
  results: ['audit', 'check', 'sweep', 'access'],
  *render(results) {
    for (const result of results) yield* jsonLines(linesOf(result));
  },
};
