const longestText = 2048;

/**
 * Shortens the texts of a flat object, marking the cut, and makes them Unicode: a hostile record must not blow an event
 * up, nor break it. Drops absent members.
 */
export function clipTexts<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(clip) : clip(value)]),
  ) as T;
}

function clip(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.length > longestText ? `${value.slice(0, longestText).toWellFormed()}…` : value.toWellFormed();
}
