/**
 * Lays out the tables of a Markdown text alike: a blank around each cell and no padding, so that a changed cell changes
 * its own line alone. Throws where a row has not as many cells as the table's head.
 */
export function withTidyTables(markdown: string): string {
  let fenced = false;
  let columns = 0;
  const lines = markdown.split('\n').map((line) => {
    if (line.startsWith('```')) fenced = !fenced;
    if (fenced || !line.startsWith('|')) {
      columns = 0;
      return line;
    }
    const cells = cellsOf(line);
    columns ||= cells.length;
    if (cells.length !== columns) throw new Error(`expected ${columns} cells, got ${cells.length}: ${line}`);
    return `|${cells.map(laidOut).join('|')}|`;
  });
  return lines.join('\n');
}

/** The cells between the bars of a row; `\|` is a bar within a cell. */
function cellsOf(line: string): string[] {
  const row = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return row.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function laidOut(cell: string): string {
  return cell === '' ? ' ' : ` ${cell.replace(/^(:?)-+(:?)$/, '$1---$2')} `;
}
