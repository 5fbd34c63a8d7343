import type { Paint } from '../shared/report/paint.ts';

/** Writes a report as text; `paint` colours it where it goes to a terminal. */
type Render<Report> = (report: Report, paint: Paint) => string;

/** The formats of a command's report by the names that `--format` takes. Without the option it is `table`, for people. */
export type Formats<Report, Format extends string> = Readonly<Record<Format | 'table', Render<Report>>>;

/** One JSON document. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** One JSON document a line. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
