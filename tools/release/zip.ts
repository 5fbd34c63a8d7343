import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip archive of these files, by their paths. The same files give the same bytes, whenever and by whomever. */
export async function zipOf(files: ReadonlyMap<string, Uint8Array | string>): Promise<Buffer> {
  // Zip counts from 1980 on, in the time of the place.
  const mtime = new Date(1980, 0, 1, 12);
  const zip = new ZipFile();
  for (const path of [...files.keys()].sort()) {
    const contents = Buffer.from(files.get(path) ?? '');
    zip.addBuffer(contents, path, { mtime, forceDosTimestamp: true, mode: 0o100644 });
  }
  zip.end();
  return buffer(zip.outputStream);
}
