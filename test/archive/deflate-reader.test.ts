import { randomBytes } from 'node:crypto';
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeflateEnd, DeflateReader } from '../../shared/archive/deflate-reader.ts';

const reader = new DeflateReader();
const line =
  '{"eventSource":"sts.amazonaws.com","eventName":"AssumeRole","eventTime":"2026-10-01T08:00:00Z"}\n';
const text = Buffer.from(
  Array.from({ length: 8000 }, (_, index) => `${index}${line}${(index * 7919) % 1000}`).join(),
);

function inflated(bytes: Buffer, start = 0): DeflateEnd & { readonly content: Buffer } {
  const pieces: Buffer[] = [];
  const reading = reader.read(bytes, start);
  let next = reading.next();
  for (; next.done !== true; next = reading.next()) pieces.push(Buffer.from(next.value));
  return { content: Buffer.concat(pieces), ...next.value };
}

/** What zlib makes of bytes that may be cut off; `undefined` where it finds them damaged. */
function byZlib(bytes: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_FILTERED, Z_DEFAULT_STRATEGY } = constants;
const strategies = { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED };
const contents: Readonly<Record<string, (size: number) => Buffer>> = {
  text: (size) => text.subarray(0, size),
  noise: (size) => randomBytes(size),
  zeros: (size) => Buffer.alloc(size),
  both: (size) => Buffer.concat([text.subarray(0, size), randomBytes(size), text.subarray(3, size)]),
};

describe('DeflateReader', () => {
  describe.each(Object.entries(strategies))('%s', (_, strategy) => {
    it.each([0, 1, 6, 9])('reads what zlib writes at level %i, and says where it ends', (level) => {
      for (const [name, contentOf] of Object.entries(contents)) {
        for (const size of [0, 1, 100, 70_000, 400_000]) {
          const content = contentOf(size);
          const written = deflateRawSync(content, { level, strategy });
          const read = inflated(Buffer.concat([Buffer.from('in front'), written, Buffer.from('behind')]), 8);
          expect([name, size, read.fault, read.end]).toEqual([name, size, undefined, 8 + written.length]);
          expect(read.content.equals(content)).toBe(true);
        }
      }
    });
  });

  it('reads what was flushed in the middle', () => {
    const parts = [text.subarray(0, 1000), text.subarray(1000, 90_000)];
    const flushed = parts.map((part) => deflateRawSync(part, { finishFlush: constants.Z_FULL_FLUSH }));
    const read = inflated(Buffer.concat([...flushed, deflateRawSync(text.subarray(90_000))]));
    expect([read.fault, read.content.equals(text)]).toEqual([undefined, true]);
  });

  it('of what is cut off, all comes out that came before', () => {
    for (const level of [0, 1, 9]) {
      const whole = deflateRawSync(text, { level });
      const length = fc.integer({ min: 0, max: whole.length - 1 });
      fc.assert(
        fc.property(length, (cut) => {
          const read = inflated(whole.subarray(0, cut));
          expect(read.fault).toBe('truncated');
          expect(read.content.equals(byZlib(whole.subarray(0, cut)) ?? Buffer.alloc(0))).toBe(true);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('of what is damaged, it finds what zlib finds', () => {
    const whole = deflateRawSync(text.subarray(0, 60_000));
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, (places) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of places) bytes[at] = byte;
        const [read, expected] = [inflated(bytes), byZlib(bytes)];
        if (expected === undefined) expect(read.fault).toBeDefined();
        else expect(read.content.equals(expected)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('bytes that are anything end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const expected = byZlib(Buffer.from(bytes));
        const read = inflated(Buffer.from(bytes));
        if (expected === undefined) expect(read.fault).toBeDefined();
        else expect(read.content.equals(expected)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, number[]]>([
    ['a block of a kind that there is not', [0b111]],
    ['a stored block whose length is not what it says twice', [0b001, 5, 0, 5, 0]],
    ['a distance to before the beginning', [...deflateRawSync('aaaaaaaaaaaa').subarray(1)]],
    ['287 symbols', [0b11110101, 0, 0, 0, 0]],
  ])('finds %s', (_, bytes) => {
    expect(inflated(Buffer.from([...bytes, ...new Uint8Array(64)])).fault).toBe('damaged');
  });

  it('goes on after a reading that nobody finished', () => {
    const reading = reader.read(deflateRawSync(text), 0);
    expect(reading.next().done).toBe(false);
    expect(inflated(deflateRawSync('other')).content.toString()).toBe('other');
  });

  it.each([0, 1, 4815, 4816, 12_287, 12_288, 12_289, 12_303, 100_000, 262_100, 700_001])(
    'has the checksum of %i bytes, whatever came before',
    (size) => {
      const content = randomBytes(size);
      let [check, expected] = [crc32('before'), crc32('before')];
      let length = 0;
      for (const piece of reader.read(deflateRawSync(content), 0)) {
        check = reader.checksum(piece, check);
        expected = crc32(content.subarray(length, length + piece.length), expected);
        length += piece.length;
        expect(check).toBe(expected);
      }
      expect(length).toBe(size);
    },
  );
});
