import { describe, expect, it } from 'vitest';
import { HeldBytes } from '../../shared/archive/held-bytes.ts';
import { JsonEnd } from '../../shared/archive/json-end.ts';

const item = { depth: 0, endsAtComma: true };
const document = { depth: 0, endsAtComma: false };
const open = { depth: 1, endsAtComma: false };

/** What stands before the end, and the byte that ends it; `undefined` where none does. */
function ended(text: string, options: typeof item, size = text.length) {
  const held = new HeldBytes();
  const bytes = Buffer.from(text);
  const end = new JsonEnd(0, options);
  let found: number | undefined;
  for (let at = 0; at < bytes.length && found === undefined; at += size) {
    held.push(bytes.subarray(at, at + size));
    found = end.find(held);
  }
  return found === undefined ? undefined : [text.slice(0, found), text[found]];
}

const cases: [string, string, typeof item, [string, string] | undefined][] = [
  ['an item ends at a comma', '5,6', item, ['5', ',']],
  ['an item ends at the bracket of its list', 'null]', item, ['null', ']']],
  ['an item ends not at a comma within it', '[1,{"a":2,"b":3}],4', item, ['[1,{"a":2,"b":3}]', ',']],
  ['a text hides commas and brackets', '"],}",2', item, ['"],}"', ',']],
  ['an escaped quote ends no text', String.raw`"\",",2`, item, [String.raw`"\","`, ',']],
  ['an escaped backslash does not escape', String.raw`"\\",2`, item, [String.raw`"\\"`, ',']],
  ['a document ends at its bracket', '{"a":[1,2]},{', document, ['{"a":[1,2]', '}']],
  ['what is open already ends with it', ',"next":{"a":"}"}}{', open, [',"next":{"a":"}"}', '}']],
  ['what has not come has no end', '{"a":[1,2]', document, undefined],
  ['a text that does not end hides the end', '"a,]', item, undefined],
];

describe.each(cases)('%s', (_, text, options, expected) => {
  it.each([text.length, 1, 2])('in pieces of %i', (size) => {
    expect(ended(text, options, size)).toEqual(expected);
  });
});
