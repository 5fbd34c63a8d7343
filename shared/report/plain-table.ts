import Table from 'cli-table3';

/** Rows in aligned columns without lines between them, as `ps` and `git` print theirs. Numbers stand right. */
export function plainTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const chars = {
    mid: '',
    'left-mid': '',
    'mid-mid': '',
    'right-mid': '',
    top: '',
    'top-left': '',
    'top-mid': '',
    'top-right': '',
  };
  const bottom = {
    bottom: '',
    'bottom-left': '',
    'bottom-mid': '',
    'bottom-right': '',
    left: '',
    right: '',
    middle: '  ',
  };
  const table = new Table({
    head: [...head],
    chars: { ...chars, ...bottom },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) =>
      rows.some((row) => typeof row[column] === 'number') ? 'right' : 'left',
    ),
  });
  table.push(...rows.map((row) => row.map(String)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
