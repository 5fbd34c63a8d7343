import fc from 'fast-check';

/** What a document holds where nobody expects it: hostile texts, other types, keys that pollute. */
const intruder = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    ...[
      '',
      ' ',
      '\u0000',
      '\ud800',
      '__proto__',
      'x'.repeat(5000),
      'arn:aws:iam::123456789012:root',
      'Root',
      'ASIA',
    ],
    ...[
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
      1e21,
      [],
      {},
      null,
      undefined,
      true,
      JSON.parse('{"__proto__": {"type": "Root"}}'),
    ],
  ),
);

/** Documents in which up to three members or items, anywhere, were replaced by whatever. */
export function mutated(documents: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const mutation = fc.tuple(fc.nat(), intruder);
  return fc
    .tuple(documents, fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([document, mutations]) =>
      mutations.reduce((value, [at, leaf]) => replacedAt(value, at, leaf), document),
    );
}

/** The paths to every member and item of a JSON value. */
export function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...placesIn(member).map((rest) => [name, ...rest]),
  ]);
}

/** A JSON value in which the member or item at a path is another one. */
export function replaced(value: unknown, [name, ...rest]: readonly string[], leaf: unknown): unknown {
  if (name === undefined) return leaf;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === name ? replaced(item, rest, leaf) : item));
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [name]: replaced(fields[name], rest, leaf) };
}

function replacedAt(value: unknown, at: number, leaf: unknown): unknown {
  const places = placesIn(value);
  return replaced(value, places[at % places.length] ?? [], leaf);
}
