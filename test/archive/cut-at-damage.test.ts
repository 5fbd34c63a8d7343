import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cutAtDamage } from '../../shared/archive/cut-at-damage.ts';
import { inflateStream } from '../../shared/archive/inflate-stream.ts';

/** Hex digits: it shrinks by half, and comes out evenly. */
const text = randomBytes(300_000).toString('hex');
const whole = gzipSync(text);

async function comesOut(bytes: Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of inflateStream(await cutAtDamage(bytes, 'gzip'), 'gzip')) chunks.push(chunk);
  } catch (error) {
    expect((error as Error).message).toMatch(/^is damaged, what came before was read: Z_/);
  }
  return Buffer.concat(chunks).toString();
}

describe('cutAtDamage', () => {
  it('keeps all members before something else', async () => {
    const bytes = Buffer.concat([gzipSync('one'), whole, gzipSync('two'), Buffer.from('something else')]);
    expect((await comesOut(bytes)) === `one${text}two`).toBe(true);
  });

  it.each([0, 20_000, 131_000, 400_000])(
    'keeps %i characters that stand before the damage',
    async (length) => {
      const before = length === 0 ? Buffer.alloc(0) : gzipSync(text.slice(0, length));
      const damaged = Buffer.from(whole);
      // A block of a type that there is not (RFC 1951, 3.2.3).
      damaged[10] = 0xff;
      const [sound, rest] = await cutAtDamage(Buffer.concat([before, damaged]), 'gzip');
      expect(sound.length).toBe(before.length + 10);
      expect(sound.length + rest.length).toBe(before.length + damaged.length);
      expect((await comesOut(Buffer.concat([before, damaged]))) === text.slice(0, length)).toBe(true);
    },
  );

  it('leaves alone what is not damaged', async () => {
    expect(await cutAtDamage(whole, 'gzip')).toEqual([whole, Buffer.alloc(0)]);
  });
});
