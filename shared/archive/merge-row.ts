import { type Fields, isObject } from '../json/value.ts';

/**
 * A row of results that is written as a list of its columns, as one object: `[{"eventName": "…"}, {"eventTime": "…"}]`
 * (CloudTrail Lake) or `[{"field": "@message", "value": "…"}]` (CloudWatch Logs Insights; tools write `key` too);
 * `undefined` where a list is no row.
 */
export function mergeRow(items: readonly unknown[]): Fields | undefined {
  if (items.length === 0) return undefined;
  const columns = new Map<string, unknown>();
  for (const item of items) {
    const column = columnOf(item);
    if (column === undefined || columns.has(column[0])) return undefined;
    columns.set(...column);
  }
  return Object.fromEntries(columns);
}

function columnOf(item: unknown): readonly [string, unknown] | undefined {
  if (!isObject(item)) return undefined;
  const names = Object.keys(item);
  const [name] = names;
  const pair = item.field ?? item.key;
  if (names.length === 2 && typeof pair === 'string' && 'value' in item) return [pair, item.value];
  // A single column is one that holds text: an object may be a list of its own.
  return names.length === 1 && name !== undefined && !isObject(item[name]) && !Array.isArray(item[name])
    ? [name, item[name]]
    : undefined;
}
