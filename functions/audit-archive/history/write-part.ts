import type { FileCoverage } from '../../../shared/audit/audit-report.ts';
import { PartWriter } from '../../../shared/audit/part-writer.ts';

/** Makes a part of what `fill` puts into it; its files became what `fill` says. Returns gzip. */
export async function writePart(
  fill: (part: PartWriter) => Promise<FileCoverage> | FileCoverage,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const part = new PartWriter({ reading: {}, write: (bytes) => void pieces.push(bytes) });
  part.end(await fill(part));
  return Buffer.concat(pieces);
}
