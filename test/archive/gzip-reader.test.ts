import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GzipReader } from '../../shared/archive/gzip-reader.ts';

const text = Array.from({ length: 60_000 }, (_, index) => `record ${index} `).join();
const whole = gzipSync(text);
const reader = new GzipReader();

function read(bytes: Buffer): { content: string; fault: string | undefined } {
  const pieces: Buffer[] = [];
  let fault: string | undefined;
  try {
    for (const piece of reader.read(bytes)) pieces.push(Buffer.from(piece));
  } catch (error) {
    fault = (error as Error).message;
  }
  return { content: Buffer.concat(pieces).toString(), fault };
}

function changed(at: number, byte: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[at < 0 ? bytes.length + at : at] = byte;
  return bytes;
}

/** A member whose header has more than it must have (RFC 1952, 2.3). */
function member(flags: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]), ...parts]);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(crc32(header) & 0xffff);
  return Buffer.concat([header, ...((flags & 2) === 0 ? [] : [check]), whole.subarray(10)]);
}

const extra = Buffer.from([3, 0, 1, 2, 3]);
const name = Buffer.from('trail.json\0');

describe('GzipReader', () => {
  it.each<[string, Buffer, string]>([
    ['one member', whole, text],
    [
      'several members',
      Buffer.concat([gzipSync('one'), whole, gzipSync(''), gzipSync('two')]),
      `one${text}two`,
    ],
    [
      'zeros between and behind',
      Buffer.concat([gzipSync('one'), Buffer.alloc(600), gzipSync('two'), Buffer.alloc(9)]),
      'onetwo',
    ],
    ['nothing', Buffer.alloc(0), ''],
    ['a header with a name', member(8, name), text],
    ['a header with everything', member(2 | 4 | 8 | 16, extra, name, Buffer.from('a remark\0')), text],
  ])('reads %s', (_, bytes, content) => {
    expect(read(bytes)).toEqual({ content, fault: undefined });
  });

  const truncated = 'is truncated: what came before was read';
  it.each<[string, Buffer, string, string]>([
    ['its trailer', whole.subarray(0, -1), text, truncated],
    ['its header', whole.subarray(0, 9), '', truncated],
    ['a second header', Buffer.concat([gzipSync('one'), whole.subarray(0, 5)]), 'one', truncated],
    ['a name', member(8).subarray(0, 10), '', truncated],
    [
      'a header of which more is announced',
      member(4, Buffer.from([255, 255])).subarray(0, 40),
      '',
      truncated,
    ],
  ])('says where %s is cut off', (_, bytes, content, fault) => {
    expect(read(bytes)).toEqual({ content, fault });
  });

  const damaged = (reason: string) => `is damaged, what came before was read: ${reason}`;
  it.each<[string, Buffer, string, string]>([
    ['its checksum', changed(-8, 1 + (whole.at(-8) ?? 0)), text, 'its checksum is not that of its content'],
    ['its size', changed(-4, 1 + (whole.at(-4) ?? 0)), text, 'its size is not that of its content'],
    ['its method', changed(2, 9), '', 'no gzip member begins where one has to'],
    ['a flag that means nothing', changed(3, 0x80), '', 'no gzip member begins where one has to'],
    [
      'what follows',
      Buffer.concat([whole, Buffer.from('something else')]),
      text,
      'no gzip member begins where one has to',
    ],
    ['its first block', changed(10, 0xff), '', 'the compressed data is invalid'],
    ['the checksum of its header', changedCheck(), '', 'the checksum of its header is wrong'],
  ])('says where %s is wrong', (_, bytes, content, reason) => {
    expect(read(bytes)).toEqual({ content, fault: damaged(reason) });
  });
});

function changedCheck(): Buffer {
  const bytes = member(2 | 8, name);
  bytes[10] = 0x78;
  return bytes;
}
