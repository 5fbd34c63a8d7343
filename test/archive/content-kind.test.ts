import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentKind } from '../../shared/archive/content-kind.ts';
import { zipOf } from '../support/archive/zip-writer.ts';

const text = '{"Records":[]}';
const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16();

describe('contentKind', () => {
  it.each<[string, Buffer]>([
    ['gzip', gzipSync(text)],
    ['zstandard', zstdCompressSync(text)],
    ['zstandard', Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 4, 0, 0, 0])],
    ['zip', zipOf([{ path: 'a', bytes: Buffer.from(text) }])],
    ['zip', zipOf([])],
    ['tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\u000000')])],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', bigEndian(`\ufeff${text}`)],
    ['utf-16be', bigEndian(text)],
    ['utf-16le', Buffer.from('\ufeff日本', 'utf16le')],
    ['text', Buffer.from(text)],
    ['text', Buffer.from(`\ufeff${text}`)],
    ['text', Buffer.from([0x1f, 0x8b, 0x08])],
    ['text', Buffer.alloc(0)],
    ['text', Buffer.alloc(8)],
    ['text', Buffer.from('PK is a name')],
    ['text', Buffer.from([0x50, 0x2a, 0x4d, 0x19])],
  ])('%s', (kind, bytes) => {
    expect(contentKind(bytes)).toBe(kind);
  });
});
