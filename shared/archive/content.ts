import { TextDecoder } from 'node:util';

/** Bytes that are all there, or that come piece by piece and may have no end. */
export type Content = Buffer | AsyncIterable<Buffer>;

const pieceBytes = 1024 * 1024;
const none = Buffer.alloc(0);

/** A content and its first bytes, up to so many; the content still has them. */
export async function peek(content: Content, bytes: number): Promise<{ head: Buffer; content: Content }> {
  if (Buffer.isBuffer(content)) return { head: content.subarray(0, bytes), content };
  const pieces = content[Symbol.asyncIterator]();
  let head = none;
  let isEnded = false;
  while (head.length < bytes && !isEnded) {
    const { done = false, value } = await pieces.next();
    isEnded = done;
    if (!done) head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { head: head.subarray(0, bytes), content: rejoined(head, pieces) };
}

async function* rejoined(head: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/** The content piece by piece. */
export function piecesOf(content: Content): AsyncIterable<Buffer> | Iterable<Buffer> {
  return Buffer.isBuffer(content) ? partsOf(content) : content;
}

/** Nobody has to wait for what is there: a trail has many small files. */
function* partsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** The content in one piece. `refuse` is called, and has to throw, where there are more bytes than that. */
export async function wholeOf(content: Content, mostBytes: number, refuse: () => never): Promise<Buffer> {
  if (Buffer.isBuffer(content)) return content.length > mostBytes ? refuse() : content;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    pieces.push(piece);
    size += piece.length;
    if (size > mostBytes) refuse();
  }
  return Buffer.concat(pieces, size);
}

/** UTF-16 as UTF-8. */
export async function* transcoded(
  content: Content,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of piecesOf(content)) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}
