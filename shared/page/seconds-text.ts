const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds as people say them, the two greatest units: `1 h 5 min`. */
export function secondsText(seconds: number): string {
  let left = Math.round(Math.abs(seconds));
  const parts: string[] = [];
  for (const [name, size] of units) {
    if (left < size) continue;
    parts.push(`${Math.floor(left / size)} ${name}`);
    left %= size;
  }
  return parts.length === 0 ? '0 s' : parts.slice(0, 2).join(' ');
}
