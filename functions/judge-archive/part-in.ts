import type { PartSource } from '../../shared/audit/part-source.ts';
import type { RunFolder } from '../../shared/aws/archive-runs/run-folder.ts';

/** A part that a run keeps. */
export function partIn(folder: Pick<RunFolder, 'get' | 'getEnd'>, name: string): PartSource {
  return {
    name,
    open: async function* (range) {
      yield await folder.get(name, range);
    },
    readEnd: (bytes) => folder.getEnd(name, bytes),
  };
}
