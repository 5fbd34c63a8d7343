import { randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateStream } from '../../shared/archive/inflate-stream.ts';
import type { Compression } from '../../shared/archive/inflater.ts';

/** Hex digits: it shrinks by half, and comes out evenly. */
const text = randomBytes(200_000).toString('hex');

function inPieces(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

interface Inflated {
  readonly content: string;
  readonly fault: string | undefined;
}

async function inflated(
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  compression: Compression,
): Promise<Inflated> {
  const chunks: Buffer[] = [];
  let fault: string | undefined;
  try {
    for await (const chunk of inflateStream(pieces, compression)) chunks.push(chunk);
  } catch (error) {
    fault = (error as Error).message;
  }
  return { content: Buffer.concat(chunks).toString(), fault };
}

describe.each<[Compression, (content: string) => Buffer]>([
  ['gzip', gzipSync],
  ['zstandard', zstdCompressSync],
])('%s', (compression, compress) => {
  const whole = compress(text);

  it.each([1000, 65_537, whole.length])('decompresses pieces of %i bytes', async (size) => {
    expect(await inflated(inPieces(whole, size), compression)).toEqual({ content: text, fault: undefined });
  });

  it.each([1, 7, 1000])('decompresses several members in pieces of %i bytes', async (size) => {
    const members = Buffer.concat(['one', '', 'two', 'three'].map(compress));
    expect(await inflated(inPieces(members, size), compression)).toEqual({
      content: 'onetwothree',
      fault: undefined,
    });
  });

  it('many members in one piece are decompressed', async () => {
    const members = Buffer.concat(Array<Buffer>(300).fill(compress('line\n')));
    expect(await inflated([members], compression)).toEqual({
      content: 'line\n'.repeat(300),
      fault: undefined,
    });
  });

  it('something else behind it is told, and what came before comes out', async () => {
    expect(await inflated([compress('one'), Buffer.from('something else')], compression)).toEqual({
      content: 'one',
      fault: expect.stringMatching(/^is damaged, what came before was read: /),
    });
  });

  it.each([0.3, 0.7])('cut off at %f of it, what came before comes out', async (part) => {
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    const { content, fault } = await inflated(inPieces(cut, 4000), compression);
    expect(fault).toBe('is truncated: what came before was read');
    expect(content.length).toBeGreaterThan(text.length * (part - 0.35));
    expect(text.startsWith(content)).toBe(true);
  });
});

it.each([1, 100_000])('zeros behind gzip, in pieces of %i bytes, are filling', async (size) => {
  const padded = Buffer.concat([gzipSync('one'), Buffer.alloc(700), gzipSync('two'), Buffer.alloc(1500)]);
  expect(await inflated(inPieces(padded, size), 'gzip')).toEqual({ content: 'onetwo', fault: undefined });
});

it.each([1, 100_000])('zeros behind Zstandard, in pieces of %i bytes, are none', async (size) => {
  const padded = Buffer.concat([zstdCompressSync('one'), Buffer.alloc(700)]);
  const { content, fault } = await inflated(inPieces(padded, size), 'zstandard');
  expect({ content, fault }).toEqual({ content: 'one', fault: expect.stringMatching(/^is damaged/) });
});

it('a source that fails is not taken for an end', async () => {
  async function* failing() {
    yield gzipSync(text).subarray(0, 1000);
    throw new RangeError('EIO');
  }
  expect(await inflated(failing(), 'gzip')).toMatchObject({ fault: 'EIO' });
});
