import { gunzipSync } from 'node:zlib';
import { parseJson } from '../json/parse.ts';
import { isObject } from '../json/value.ts';
import { type PartEnd, partFormat, partVersion, UnfitPartError } from './audit-part.ts';
import { firstLine } from './part-lines.ts';
import { endBytesOf, pointerBytes } from './part-pointer.ts';
import type { PartSource } from './part-source.ts';

/** Of nearly all parts the end has no more. */
const likelyBytes = 64 * 1024;
/** Parts whose ends are asked for at once. */
const atOnce = 64;

/**
 * What is kept of the ends of parts, in their order: of tens of thousands there is no room for all that they say. Throws as
 * {@link readPartEnd} does.
 */
export async function readPartEnds<Kept>(
  sources: readonly PartSource[],
  keep: (end: PartEnd, source: PartSource) => Kept,
): Promise<Kept[]> {
  const ends: Kept[] = [];
  const left = sources.entries();
  const readOn = async () => {
    for (const [number, source] of left) ends[number] = keep(await readPartEnd(source), source);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, sources.length) }, readOn));
  return ends;
}

/** An end without the hours of its records, which in a part of a year are most of it. */
export function withoutHours(end: PartEnd): PartEnd {
  return { ...end, kept: { ...end.kept, hours: [] } };
}

/** The end of a part. Throws {@link UnfitPartError} where it is no part, one of another version, or cut off. */
async function readPartEnd(source: PartSource): Promise<PartEnd> {
  const end = endIn(await endOf(source));
  if (end !== undefined) {
    checkHeader(source.name, end);
    return end;
  }
  // What does not end as a part does may begin as one.
  checkHeader(source.name, await firstLine(source));
  throw new UnfitPartError(`\`${source.name}\` is cut off, or no part of an audit`);
}

/** The bytes of the end; none where nothing says how many there are. */
async function endOf(source: PartSource): Promise<Buffer> {
  const last = await source.readEnd(likelyBytes);
  const endBytes = endBytesOf(last.subarray(-pointerBytes)) ?? 0;
  const bytes = endBytes + pointerBytes;
  const whole = bytes <= likelyBytes ? last : await source.readEnd(bytes);
  return whole.subarray(Math.max(0, whole.length - bytes), Math.max(0, whole.length - pointerBytes));
}

function endIn(bytes: Buffer): PartEnd | undefined {
  try {
    const end = parseJson(gunzipSync(bytes).toString());
    return isObject(end) && Array.isArray(end.blocks) ? (end as unknown as PartEnd) : undefined;
  } catch {
    return undefined;
  }
}

function checkHeader(name: string, line: unknown): void {
  const { format, version }: Record<string, unknown> = isObject(line) ? line : {};
  if (format !== partFormat) throw new UnfitPartError(`\`${name}\` is no part of an audit`);
  if (version !== partVersion)
    throw new UnfitPartError(
      `\`${name}\` is of version ${String(version)}, expected ${partVersion}: make it again with this program`,
    );
}
