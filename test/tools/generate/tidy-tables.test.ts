import { expect, it } from 'vitest';
import { withTidyTables } from '../../../tools/generate/tidy-tables.ts';

it('takes the padding out of tables, keeps alignment and bars within cells', () => {
  const table = ['|  name | sets   |', '|:------|-------:|', '| a  \\| b | |', '|c|d|'];
  expect(withTidyTables(table.join('\n')).split('\n')).toEqual([
    '| name | sets |',
    '| :--- | ---: |',
    '| a  \\| b | |',
    '| c | d |',
  ]);
});

it('leaves fenced text and prose alone', () => {
  const text = 'a  |  b\n```console\n|  x |\n|y|z|\n```\n';
  expect(withTidyTables(text)).toBe(text);
});

it('refuses a row that has not as many cells as its head, table by table', () => {
  expect(() => withTidyTables('| a | b |\n| --- | --- |\n| c |')).toThrow('expected 2 cells, got 1: | c |');
  expect(withTidyTables('| a |\n\n| b | c |')).toBe('| a |\n\n| b | c |');
});
