const longestText = 2048;

/** Shortens the texts of a flat object, marking the cut: a hostile record must not blow an event up. Drops absent members. */
export function clipTexts<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(clip) : clip(value)]),
  ) as T;
}

function clip(value: unknown): unknown {
  return typeof value === 'string' && value.length > longestText ? `${value.slice(0, longestText)}…` : value;
}
