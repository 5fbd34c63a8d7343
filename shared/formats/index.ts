import type { ResultKind } from '../report/result.ts';
import { asff } from './asff.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { ocsf } from './ocsf.ts';
import { sarif } from './sarif.ts';
import { table } from './table.ts';

/** All formats, in the order in which help and documents name them; the first one is for whoever names none. */
export const formats: readonly [Format, ...Format[]] = [
  table,
  json,
  jsonl,
  sarif,
  ocsf,
  asff,
  csv,
  junit,
  html,
  markdown,
  github,
];

/** The formats that a kind of result can be written in. */
export function formatsOf(kind: ResultKind): Format[] {
  return formats.filter(({ results }) => results.includes(kind));
}
