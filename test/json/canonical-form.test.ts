import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalForm } from '../../shared/json/canonical-form.ts';

it('the canonical form is what the library for RFC 8785 makes of it, whatever the names', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('10', '9', '01', '-1', '__proto__', 'é', '\u{1f600}'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
      ),
      fc.constantFrom(null, -0, 1e21, 5e-324),
      fc.array(tie('value')),
      fc.dictionary(name, tie('value'), { noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(canonicalForm(one)).toBe(canonicalize(one));
    }),
    { numRuns: 2000 },
  );
});

it('members that a parsed object has elsewhere, or that would be its prototype, are where they belong', () => {
  const text = '{"b":1,"__proto__":{"10":1,"9":2},"a":[{"2":0,"1":0,"+":0}]}';
  expect(canonicalForm(JSON.parse(text))).toBe(
    '{"__proto__":{"10":1,"9":2},"a":[{"+":0,"1":0,"2":0}],"b":1}',
  );
});
