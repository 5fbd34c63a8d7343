import type { ResultKind } from '../report/result.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { table } from './table.ts';

/** All formats, in the order in which help and documents name them; the first one is for whoever names none. */
export const formats: readonly [Format, ...Format[]] = [table, json, jsonl, github];

/** The formats that a kind of result can be written in. */
export function formatsOf(kind: ResultKind): Format[] {
  return formats.filter(({ results }) => results.includes(kind));
}
