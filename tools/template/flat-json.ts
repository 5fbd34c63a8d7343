/** A JSON object without objects in it, on one line that can be broken after its commas. */
export function flatJson(members: Readonly<Record<string, string | number | undefined>>): string {
  const texts = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${texts.join(', ')}}`;
}
