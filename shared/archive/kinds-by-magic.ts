import type { Aside } from './found.ts';

interface Magic extends Aside {
  /** The bytes with which files of the kind begin, in Latin-1. */
  readonly begins: readonly string[];
}

const decompress = 'decompress it first, or compress it with gzip or zstd';
const exportJson = 'export the records as JSON, or audit the trail’s own log files';

const magics: readonly Magic[] = [
  { kind: 'Parquet file', treatment: 'refused', advice: exportJson, begins: ['PAR1'] },
  { kind: 'Avro file', treatment: 'refused', advice: exportJson, begins: ['Obj\x01'] },
  { kind: 'ORC file', treatment: 'refused', advice: exportJson, begins: ['ORC'] },
  { kind: 'SQLite database', treatment: 'refused', advice: exportJson, begins: ['SQLite format 3\0'] },
  { kind: 'bzip2 file', treatment: 'refused', advice: decompress, begins: ['BZh'] },
  { kind: 'xz file', treatment: 'refused', advice: decompress, begins: ['\xfd7zXZ\0'] },
  { kind: '7z archive', treatment: 'refused', advice: decompress, begins: ['7z\xbc\xaf\x27\x1c'] },
  { kind: 'RAR archive', treatment: 'refused', advice: decompress, begins: ['Rar!\x1a\x07'] },
  { kind: 'LZ4 file', treatment: 'refused', advice: decompress, begins: ['\x04\x22\x4d\x18'] },
  { kind: 'Snappy file', treatment: 'refused', advice: decompress, begins: ['\xff\x06\0\0sNaPpY'] },
  { kind: 'picture', treatment: 'empty', begins: ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF8'] },
  { kind: 'PDF file', treatment: 'empty', begins: ['%PDF-'] },
];
const page: Aside = {
  kind: 'HTML or XML page',
  treatment: 'empty',
  advice: 'it may be the answer to a download that failed: fetch the file again',
};
/** Logs that AWS services write into the buckets where trails are, by how their lines begin. */
const serviceLogs: readonly { readonly aside: Aside; readonly begins: RegExp }[] = [
  {
    aside: { kind: 'VPC flow log', treatment: 'ignored' },
    begins: /^(version account-id |\d+ \d{12} eni-)/,
  },
  {
    aside: { kind: 'S3 server access log', treatment: 'ignored' },
    begins: /^[0-9a-f]{64} \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/,
  },
  {
    aside: { kind: 'load balancer log', treatment: 'ignored' },
    begins: /^(https?|h2|grpcs|wss?|tls)( \d\.\d)? \d{4}-\d\d-\d\dT\S+ (app|net)\//,
  },
  {
    aside: { kind: 'CloudFront log', treatment: 'ignored' },
    begins: /^#Version: \d\.\d\r?\n#Fields: /,
  },
];
const mark = '\xef\xbb\xbf';
const longestMagic = 16;
const mostText = 512;

/** All kinds of files that are known, for the documentation. */
export const kindsOfFiles: readonly Aside[] = [...magics, page, ...serviceLogs.map(({ aside }) => aside)];

/** What a file is whose first bytes, once they are decompressed, say that it holds no records; `undefined` where they do not. */
export function kindByMagic(firstBytes: Buffer): Aside | undefined {
  const head = firstBytes.toString('latin1', 0, longestMagic);
  const found = magics.find(({ begins }) => begins.some((magic) => head.startsWith(magic)));
  if (found !== undefined) {
    const { begins: _, ...aside } = found;
    return aside;
  }
  return kindOfText(firstBytes.toString('latin1', 0, mostText));
}

function kindOfText(beginning: string): Aside | undefined {
  const text = beginning.startsWith(mark) ? beginning.slice(mark.length) : beginning;
  // No line of a log begins as a page does: a number in angle brackets is the priority of syslog.
  if (/^\s*<[a-z!?]/i.test(text)) return page;
  return serviceLogs.find(({ begins }) => begins.test(text))?.aside;
}
