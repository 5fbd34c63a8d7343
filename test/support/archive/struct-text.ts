/** A value as Trino prints a struct or a map; below `depth` levels objects are JSON, as in the maps of CloudTrail Lake. */
export function structText(value: unknown, depth = Number.POSITIVE_INFINITY): string {
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  if (depth === 0 || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}=${structText(member, depth - 1)}`);
  return `{${members.join(', ')}}`;
}
