import { gunzipSync, gzipSync } from 'node:zlib';
import type { ListedObject } from '../../../shared/aws/objects/object-store.ts';
import type { RunFolder } from '../../../shared/aws/objects/run-folder.ts';

/** Objects that one execution reads. */
export interface Batch {
  readonly bucket: string;
  readonly objects: readonly ListedObject[];
}

/** The name of a batch, by its number. */
export function batchName(number: number): string {
  return String(number).padStart(7, '0');
}

/** The names of the files of a run. */
export const fileNames = {
  batch: (name: string) => `batches/${name}.json.gz`,
  manifest: 'manifest.json',
  part: (name: string) => `parts/${name}.gz`,
  plan: 'plan.json.gz',
  slice: (name: string) => `slices/${name}.json.gz`,
  report: 'report.json.gz',
} as const;

export async function putBatch(folder: RunFolder, name: string, batch: Batch): Promise<void> {
  await folder.put(fileNames.batch(name), gzipSync(JSON.stringify(batch)));
}

export async function getBatch(folder: RunFolder, name: string): Promise<Batch> {
  return JSON.parse(gunzipSync(await folder.get(fileNames.batch(name))).toString());
}
