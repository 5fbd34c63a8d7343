import { NotJsonError, parseJson } from '../json/parse.ts';
import { type Fields, isObject } from '../json/value.ts';
import { textOf } from './part-json.ts';

/**
 * The labels of a connection's properties: internal name → display name, out of the form that `CCM_CONN_PRESENTATION`
 * describes as JSON in a text, wherever in its groups and subgroups they stand. None where there is no form.
 */
export function labelsIn(presentation: unknown): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const { name, displayName } of objectsWithin(formOf(presentation))) {
    const [key, label] = [textOf(name), textOf(displayName)];
    if (key !== undefined && label !== undefined && !labels.has(key)) labels.set(key, label);
  }
  return labels;
}

/** Every object, however deep: a form may nest deeper than calls may. */
function* objectsWithin(value: unknown): Generator<Fields> {
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (isObject(next)) yield next;
    if (typeof next === 'object' && next !== null)
      for (const member of Object.values(next).toReversed()) waiting.push(member);
  }
}

function formOf(presentation: unknown): unknown {
  const text = textOf(presentation);
  if (text === undefined) return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
