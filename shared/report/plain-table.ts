type Row = readonly (string | number)[];

/** Rows in aligned columns without lines between them, as `ps` and `git` print theirs. Numbers stand right. */
export function plainTable(head: readonly string[], rows: readonly Row[]): string {
  return tableLines(head, rows).join('\n');
}

/** The lines of such a table, the head first. */
export function tableLines(head: readonly string[], rows: readonly Row[]): string[] {
  const widths = head.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[column])), widthOf(title)),
  );
  const isNumeric = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const line = (row: Row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return isNumeric[column] ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line);
}

/** In characters: letters that terminals draw wider stand out of their column, and nothing is cut off. */
function widthOf(cell: string | number | undefined): number {
  const text = String(cell ?? '');
  return /[\ud800-\udfff]/.test(text) ? [...text].length : text.length;
}
