const mostColumns = 200;
/** Columns of exports that hold records, or a part of one, in lower case. */
const columns: ReadonlySet<string> = new Set([
  ...['@message', 'message', '_raw', 'eventjson', 'cloudtrail_event', 'cloudtrailevent'],
  ...['eventname', 'event name', 'event_name', 'eventsource', 'event source'],
]);

/** Whether the first line of a text is the header of a CSV file that may hold CloudTrail records. */
export function isCsvHeader(head: Buffer): boolean {
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  const end = text.search(/[\r\n]/);
  const line = end === -1 ? text : text.slice(0, end);
  if (/^\s*[{[]/.test(line)) return false;
  const names = line.split(/[,;\t]/, mostColumns).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return names.some((name) => columns.has(name.toLowerCase()));
}
