import { fileNames, getJson, putJson } from '../../../shared/aws/archive-runs/run-files.ts';
import type { RunFolder } from '../../../shared/aws/archive-runs/run-folder.ts';
import type { ListedObject } from '../../../shared/aws/objects/object-store.ts';

/** Objects that one execution reads. */
export interface Batch {
  readonly bucket: string;
  readonly objects: readonly ListedObject[];
}

export async function putBatch(folder: RunFolder, name: string, batch: Batch): Promise<void> {
  await putJson(folder, fileNames.batch(name), batch);
}

export async function getBatch(folder: RunFolder, name: string): Promise<Batch> {
  return getJson(folder, fileNames.batch(name));
}
