import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipWhole } from '../../shared/archive/gunzip-whole.ts';

const text = 'a text that comes again. '.repeat(400);
const whole = gzipSync(text);
const most = 1_000_000;

function declaring(size: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes.writeUInt32LE(size, bytes.length - 4);
  return bytes;
}

describe('gunzipWhole', () => {
  it.each<[string, Buffer, string]>([
    ['one member', whole, text],
    ['several members, of which the last is small', Buffer.concat([whole, gzipSync('z')]), `${text}z`],
    ['nothing', gzipSync(''), ''],
  ])('decompresses %s', (_, bytes, content) => {
    expect(gunzipWhole(bytes, most).toString()).toBe(content);
  });

  it.each<[string, Buffer]>([
    ['cut off', whole.subarray(0, -20)],
    ['of four bytes', whole.subarray(0, 4)],
    ['that declares more than there is', declaring(0xffffffff)],
    ['that declares less', declaring(3)],
    ['with something behind it', Buffer.concat([whole, Buffer.from('more')])],
  ])('says that gzip is damaged: %s', (_, bytes) => {
    expect(gunzipWhole(bytes, most)).toBe('damaged');
  });

  it('says where more comes out than the limit, and what fits comes out', () => {
    expect(gunzipWhole(whole, text.length)).toHaveLength(text.length);
    expect(gunzipWhole(whole, text.length - 1)).toBe('large');
  });
});
