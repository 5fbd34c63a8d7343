/** Columns by one of which a table is known to hold records, or to be of a kind that is refused by name. */
const known = new Set([
  '@message',
  '_raw',
  'message',
  'eventjson',
  'cloudtrail_event',
  'cloudtrailevent',
  'event.original',
  'eventname',
  'eventsource',
  'event_name',
  'event name',
  'awseventid',
]);
const longestHeader = 16 * 1024;

/**
 * Whether the first line of a file is the header of a CSV that may hold records: names of columns and nothing else, with
 * commas, semicolons or tabs between them.
 */
export function isCsvHeader(line: string): boolean {
  if (line.length > longestHeader || /[{}<>]/.test(line)) return false;
  const names = line
    .replace(/^\ufeff/, '')
    .trim()
    .split(/[,;\t]/)
    .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return names.some((name) => known.has(name.toLowerCase()));
}
