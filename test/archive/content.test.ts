import { describe, expect, it } from 'vitest';
import { type Content, peek, piecesOf, transcoded, wholeOf } from '../../shared/archive/content.ts';

async function* inPieces(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function textOf(content: Content): Promise<string> {
  return Buffer.concat(await allOf(content)).toString();
}

async function allOf(content: Content): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of piecesOf(content)) pieces.push(piece);
  return pieces;
}

function refuse(): never {
  throw new RangeError('too large');
}

describe.each<[string, (text: string) => Content]>([
  ['bytes', (text) => Buffer.from(text)],
  ['one piece', (text) => inPieces(text, 100)],
  ['pieces of one byte', (text) => inPieces(text, 1)],
])('a content of %s', (_, make) => {
  it.each([0, 1, 3, 9, 50])('shows its first %i bytes, and still has them', async (bytes) => {
    const { head, content } = await peek(make('some text'), bytes);
    expect(head.toString()).toBe('some text'.slice(0, bytes));
    expect(await textOf(content)).toBe('some text');
  });

  it('comes in one piece, up to a limit', async () => {
    expect((await wholeOf(make('some text'), 9, refuse)).toString()).toBe('some text');
    await expect((async () => wholeOf(make('some text'), 8, refuse))()).rejects.toThrow('too large');
  });
});

it('a stream that was looked at is closed by whoever stops reading it', async () => {
  let isClosed = false;
  async function* stream() {
    try {
      yield Buffer.from('a');
      yield Buffer.from('b');
    } finally {
      isClosed = true;
    }
  }
  const { content } = await peek(stream(), 1);
  for await (const _ of piecesOf(content)) break;
  expect(isClosed).toBe(true);
});

it('large bytes come in several pieces, and lose none', async () => {
  const bytes = Buffer.alloc(2_500_000, 'abc');
  const pieces = await allOf(bytes);
  expect(pieces.length).toBeGreaterThan(1);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
});

describe.each(['utf-16le', 'utf-16be'] as const)('%s', (encoding) => {
  const wide = (text: string) => {
    const bytes = Buffer.from(text, 'utf16le');
    return encoding === 'utf-16le' ? bytes : bytes.swap16();
  };

  it.each([1, 3, 4, 100])('becomes UTF-8 in pieces of %i, without its byte order mark', async (size) => {
    for (const mark of ['', '\ufeff']) {
      const content = inPieces(wide(`${mark}aé日😀`), size);
      expect(await textOf(transcoded(content, encoding))).toBe('aé日😀');
    }
  });

  it('cut in mid-character is told by what stands for it', async () => {
    expect(await textOf(transcoded(wide('ab').subarray(0, 3), encoding))).toBe('a\ufffd');
  });
});
