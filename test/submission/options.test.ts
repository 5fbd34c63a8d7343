import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../shared/submission/options.ts';

function read(text: string) {
  const options = parseOptions(text);
  return options && Object.fromEntries(options);
}

describe('options', () => {
  it.each<[string, string, Record<string, readonly string[]>]>([
    ['nothing', '', {}],
    ['blanks and separators only', ' ;\r\n; \n', {}],
    ['one pair', 'PARALLEL=ON', { PARALLEL: ['ON'] }],
    ['pairs between semicolons', 'A=1;B=2', { A: ['1'], B: ['2'] }],
    ['pairs on lines, of Unix', 'A=1\nB=2', { A: ['1'], B: ['2'] }],
    ['pairs on lines, of Windows', 'A=1\r\nB=2\r\n', { A: ['1'], B: ['2'] }],
    ['pairs on lines, of an old Macintosh', 'A=1\rB=2', { A: ['1'], B: ['2'] }],
    ['a separator at either end', ';A=1;', { A: ['1'] }],
    ['blanks around keys and values', '  A \t=  1  ; B=2', { A: ['1'], B: ['2'] }],
    ['blanks within a value', 'NULL AS = a b', { 'NULL AS': ['a b'] }],
    ['keys in any case', 'Aws_Iam_Role=x', { AWS_IAM_ROLE: ['x'] }],
    ['values in their own case', 'A=Default', { A: ['Default'] }],
    ['a key twice, in its order', 'A=2;a=1', { A: ['2', '1'] }],
    ['a key without a value', 'ESCAPE;A=1', { ESCAPE: [''], A: ['1'] }],
    ['a value without a key', '=1;A=2', { A: ['2'] }],
    ['equals signs within a value', 'FILTER=a=b==', { FILTER: ['a=b=='] }],
    ['a value in single quotes', "A='1'", { A: ['1'] }],
    ['a value in double quotes', 'A="1"', { A: ['1'] }],
    ['blanks within the quotes', "A=' 1 '", { A: ['1'] }],
    ['one pair of quotes of two', `A="'1'"`, { A: ["'1'"] }],
    ['an empty value in quotes', "A=''", { A: [''] }],
    ['quotes that are not around the value', "A=x '1'", { A: ["x '1'"] }],
    ['two quoted texts of two kinds', `A='1' "2"`, { A: [`'1' "2"`] }],
    ['a semicolon in quotes', `DELIMITER=";";A=1`, { DELIMITER: [';'], A: ['1'] }],
    ['a line break in quotes', "NULL='\n';A=1", { NULL: [''], A: ['1'] }],
    ['a line break within a quoted value', "NULL='a\nb';A=1", { NULL: ['a\nb'], A: ['1'] }],
    ['the other quote in quotes', `QUOTE="'";A=1`, { QUOTE: ["'"], A: ['1'] }],
    ['a whole pair in quotes', "NULL=';A=1'", { NULL: [';A=1'] }],
    ['a key in quotes, which stay', "'A'=1", { "'A'": ['1'] }],
    ['a backslash, which escapes nothing', 'DELIMITER = \\036;A=1', { DELIMITER: ['\\036'], A: ['1'] }],
    [
      'names that every object has',
      '__proto__=1;constructor=2',
      JSON.parse('{"__PROTO__": ["1"], "CONSTRUCTOR": ["2"]}'),
    ],
    ['a letter that is another one in capitals', 'aws_ıam_role=x;ſ=y', { AWS_ıAM_ROLE: ['x'], ſ: ['y'] }],
  ])('are read from %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['a single quote', "A='1"],
    ['a double quote', 'A="1;B=2'],
    ['a quote alone', '"'],
    ['a quote that the other one does not close', `A='1"`],
    ['a third quote', "A='1''"],
    ['a quote behind pairs that are whole', "A='1';B=2\nC='"],
    ['a backslash before the closing quote, which closes it all the same, and an opening one', "A='\\'';B=1"],
  ])('cannot be read where %s is not closed', (_, text) => {
    expect(parseOptions(text)).toBeUndefined();
  });

  it('can be read exactly where every quote is closed, whatever stands between', () => {
    const piece = fc.constantFrom("'", '"', ';', '\n', '=', ' ', 'A', '\\');
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 20 }), (text) => {
        const rest = text.replaceAll(/'[^']*'|"[^"]*"/g, '');
        expect(parseOptions(text) === undefined).toBe(/['"]/.test(rest));
      }),
    );
  });

  it('have every pair that was written, in its order', () => {
    const key = fc.constantFrom('A', 'B_1', 'AWS_IAM_ROLE');
    const value = fc.string({ unit: fc.constantFrom('x', '=', ';', '\n', ',') }).map((text) => `x${text}x`);
    const pair = fc.tuple(key, value, fc.constantFrom('"', "'"));
    fc.assert(
      fc.property(fc.array(pair), fc.constantFrom(';', '\n', '\r\n', ' ; '), (pairs, separator) => {
        const text = pairs.map(([name, words, quote]) => `${name}=${quote}${words}${quote}`).join(separator);
        const expected = new Map<string, string[]>();
        for (const [name, words] of pairs) expected.set(name, [...(expected.get(name) ?? []), words]);
        expect(parseOptions(text)).toEqual(expected);
      }),
    );
  });
});
