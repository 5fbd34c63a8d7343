import { type Compression, Inflater } from './inflater.ts';

/** Bytes of the pieces by which the damage is looked for, ever more closely. */
const pieceSizes = [64 * 1024, 512, 1] as const;

/**
 * Compressed bytes in two pieces: all that decompresses, and from the damage on the rest, which is empty where there is no
 * damage. So nothing that came before the damage is lost with it.
 */
export async function cutAtDamage(
  bytes: Buffer,
  compression: Compression,
): Promise<readonly [Buffer, Buffer]> {
  let sound = 0;
  for (const size of pieceSizes) sound = await soundBytes(bytes, compression, { sound, size });
  return [bytes.subarray(0, sound), bytes.subarray(sound)];
}

/** How many bytes decompress, in whole pieces behind those that are known to. */
async function soundBytes(
  bytes: Buffer,
  compression: Compression,
  { sound, size }: { readonly sound: number; readonly size: number },
): Promise<number> {
  const inflater = new Inflater(compression);
  for (let at = 0; at < sound; at += pieceSizes[0]) {
    await inflater.write(bytes.subarray(at, Math.min(at + pieceSizes[0], sound)));
  }
  for (let at = sound; at < bytes.length; at += size) {
    const { fault } = await inflater.write(bytes.subarray(at, at + size));
    if (fault !== undefined) return at;
  }
  return bytes.length;
}
