import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { repeatedNames } from '../../shared/json/repeated-names.ts';

const detail = 'is there more than once';
const pointersIn = (text: string, value?: unknown) =>
  repeatedNames(text, value).map(({ pointer }) => pointer);

describe('a name that an object has twice', () => {
  it.each<[string, string, readonly string[]]>([
    ['at the root', '{"a":1,"a":2}', ['/a']],
    ['three times: one place', '{"a":1,"a":2,"a":3}', ['/a']],
    ['two of them', '{"a":1,"b":1,"b":2,"a":2}', ['/b', '/a']],
    ['with the same value', '{"a":1,"a":1}', ['/a']],
    ['in an object in a list', '[{"a":1},{"b":{"a":1,"a":1}}]', ['/1/b/a']],
    ['in the first of two objects of one name', '{"a":{"b":1,"b":2},"a":{}}', ['/a/b', '/a']],
    ['once escaped', String.raw`{"abc":1,"\u0061bc":2}`, ['/abc']],
    ['with quotes and backslashes', String.raw`{"a\\\"":1,"a\\\"":2}`, ['/a\\"']],
    ['with a tilde and a slash', '{"a/b~":1,"a/b~":2}', ['/a~1b~0']],
    ['with blanks before the colon', '{"a" :1,"a"\n:2}', ['/a']],
    ['behind a string that holds structure', String.raw`{"x":"\",{[]}","a":1,"a":2}`, ['/a']],
    ['behind a string that ends with a backslash', String.raw`{"x":"\\","a":1,"a":2}`, ['/a']],
    ['behind nested values', '{"a":[{"b":[]},{}],"a":1}', ['/a']],
    ['of which both are empty', '{"":1,"":2}', ['/']],
    ['__proto__', '{"__proto__":1,"__proto__":2}', ['/__proto__']],
    ['where thousands are written short', '{"a":1000,"b":1,"b":2}', ['/b']],
    ['that a number written short makes up for', '{"a":1e3,"b":1e10,"":1,"":2}', ['/']],
    ['where a fraction is rounded', '{"a":0.1000000000000000055511151231257827,"b":1,"b":2}', ['/b']],
  ])('is found: %s', (_, text, pointers) => {
    expect(pointersIn(text)).toEqual(pointers);
    expect(pointersIn(text, JSON.parse(text))).toEqual(pointers);
    expect(repeatedNames(text)[0]?.detail).toBe(detail);
  });

  it.each([
    '{}',
    '[]',
    '""',
    '0',
    'null',
    'false',
    '[1e3,0,-0,0.5,null,true]',
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
    '{"a":"a","b":"a"}',
    '{"a":"\\"a\\":1","A":1}',
    JSON.stringify(compliantSubmission),
    JSON.stringify(compliantSubmission, null, 2),
  ])('is not in %s', (text) => {
    expect(pointersIn(text)).toEqual([]);
    expect(pointersIn(text, JSON.parse(text))).toEqual([]);
  });

  it('is found where V8 13.6 reads the second of two as another name', () => {
    // Once it has seen the name of one backslash behind that of one quote, it takes the latter for the former.
    JSON.parse(String.raw`{"\"":[1],"\\":[2]}`);
    const text = String.raw`{"\"":[],"\"":[]}`;
    expect(pointersIn(text, JSON.parse(text))).toEqual(['/"']);
  });

  it('is named at most 50 times', () => {
    const text = `{${Array.from({ length: 60 }, (_, index) => `"${index}":1,"${index}":2`).join()}}`;
    expect(pointersIn(text)).toHaveLength(50);
  });

  it('is named by a pointer of bounded length', () => {
    const deep = `${'{"a":['.repeat(500)}{"b":1,"b":2}${']}'.repeat(500)}`;
    expect(pointersIn(deep, JSON.parse(deep))).toEqual(['/a/0'.repeat(16)]);
    const [long = ''] = pointersIn(`{"${'n'.repeat(1000)}":1,"${'n'.repeat(1000)}":2}`);
    expect(long).toHaveLength(202);
  });

  it('is found in what is nested a hundred thousand deep, and in a text of nothing but backslashes', () => {
    const deep = `${'['.repeat(1e5)}{"a":1,"a":1}${']'.repeat(1e5)}`;
    expect(repeatedNames(deep, JSON.parse(deep))).toHaveLength(1);
    expect(pointersIn(`{"a":"${'\\'.repeat(2e5)}","a":1}`)).toEqual(['/a']);
  });
});

/** A JSON value as it is written: objects are lists of members. */
type Written =
  | { readonly text: string }
  | { readonly items: readonly Written[] }
  | { readonly members: readonly (readonly [string, Written])[] };

const blank = fc.constantFrom('', '', '', ' ', '\n\t');
const name = fc.oneof(fc.constantFrom('a', 'b', '', '"', '\\', '__proto__'), fc.string({ maxLength: 3 }));
const leaf = fc
  .oneof(
    fc.jsonValue({ maxDepth: 0 }).map((value) => JSON.stringify(value)),
    fc.constantFrom('1e3', '1E10', '-0', '1000', '12e2', '0.10', '"\\u003a\\"{"'),
  )
  .map((text) => ({ text }));
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ items: fc.array(tie('written'), { maxLength: 3 }) }),
    fc.record({ members: fc.array(fc.tuple(name, tie('written')), { maxLength: 4 }) }),
  ),
}));

/** Its text, with blanks and some letters escaped. */
function textOf(value: Written, before: () => string): string {
  if ('text' in value) return `${before()}${value.text}${before()}`;
  if ('items' in value)
    return `${before()}[${value.items.map((item) => textOf(item, before)).join() || before()}]`;
  const members = value.members.map(([one, member]) => {
    const quoted = JSON.stringify(one);
    const escaped =
      before() === ''
        ? quoted
        : quoted.replace(/[ab]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
    return `${before()}${escaped}${before()}:${textOf(member, before)}`;
  });
  return `${before()}{${members.join() || before()}}`;
}

function hasRepetition(value: Written): boolean {
  if ('text' in value) return false;
  if ('items' in value) return value.items.some(hasRepetition);
  const names = value.members.map(([one]) => one);
  return new Set(names).size < names.length || value.members.some(([, member]) => hasRepetition(member));
}

it('is found in every text that has one, and in no other', () => {
  fc.assert(
    fc.property(written, fc.infiniteStream(blank), (value, blanks) => {
      for (const before of [() => '', () => blanks.next().value as string]) {
        const text = textOf(value, before);
        expect(repeatedNames(text, JSON.parse(text)).length > 0, text).toBe(hasRepetition(value));
        expect(repeatedNames(text).length > 0, text).toBe(hasRepetition(value));
      }
    }),
    { numRuns: 1000 },
  );
});
