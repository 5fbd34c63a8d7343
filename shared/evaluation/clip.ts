const longestText = 2048;

/**
 * Shortens the texts of a flat object, marking the cut, and makes them Unicode: a hostile record must not blow an event
 * up, nor break it. Drops absent members.
 */
export function clipTexts<T extends object>(values: T): T {
  const clipped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) clipped[name] = Array.isArray(value) ? value.map(clip) : clip(value);
  return clipped as T;
}

function clip(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.length > longestText ? `${value.slice(0, longestText).toWellFormed()}…` : value.toWellFormed();
}
