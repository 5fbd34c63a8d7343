import { expect, it } from 'vitest';
import { digestOf } from '../../shared/json/digest.ts';

it.each([
  ['as written canonically', '{"a":[1,true,null],"b":"ü"}'],
  [
    'in another order, with blanks, escapes and another way to write a number',
    '{ "b": "\\u00fc", "a": [1.0, true, null] }',
  ],
])('the digest of a value is that of its canonical form: %s', (_, text) => {
  const sha256sum = '0556012393cc2bd7c99513896d3275364f0917f53eb68ec2c1831ae45e53c72b';
  expect(digestOf(JSON.parse(text))).toBe(`sha256:${sha256sum}`);
});
