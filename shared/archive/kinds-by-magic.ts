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
  treatment: 'refused',
  advice: 'it may be the answer to a download that failed: fetch the file again',
};
const mark = '\xef\xbb\xbf';
const longestMagic = 16;
const mostBlanks = 512;

/** What a file is whose first bytes say that it holds no text with records; `undefined` where they do not. */
export function kindByMagic(firstBytes: Buffer): Aside | undefined {
  const head = firstBytes.toString('latin1', 0, longestMagic);
  const found = magics.find(({ begins }) => begins.some((magic) => head.startsWith(magic)));
  if (found !== undefined) {
    const { begins: _, ...aside } = found;
    return aside;
  }
  return isPage(firstBytes) ? page : undefined;
}

/** No line of a log begins like one: a number in angle brackets is the priority of syslog. */
function isPage(firstBytes: Buffer): boolean {
  const text = firstBytes.toString('latin1', 0, mostBlanks);
  const start = text.startsWith(mark) ? text.slice(mark.length) : text;
  return /^\s*<[a-z!?]/i.test(start);
}
