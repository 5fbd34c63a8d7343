import { formats } from '../../shared/formats/index.ts';

/** What `--format` takes, as a table. */
export function formatTable(): string {
  const rows = formats.map(
    ({ name, summary, results }) =>
      `| \`${name}\` | ${summary} | ${results.map((kind) => `\`${kind}\``).join(', ')} |`,
  );
  return ['| format | is | of |', '| --- | --- | --- |', ...rows].join('\n');
}
