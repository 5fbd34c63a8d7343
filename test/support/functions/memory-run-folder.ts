import type { RunFolder } from '../../../shared/aws/archive-runs/run-folder.ts';

/** The folder of a run, in memory. */
export interface MemoryRunFolder extends RunFolder {
  readonly files: Map<string, Buffer>;
}

export function memoryRunFolder(): MemoryRunFolder {
  const files = new Map<string, Buffer>();
  const at = (name: string): Buffer => {
    const file = files.get(name);
    if (file === undefined) throw new Error(`there is no \`${name}\``);
    return file;
  };
  return {
    files,
    put: async (name, body) => void files.set(name, Buffer.from(body)),
    get: async (name, range) => at(name).subarray(range?.from, range?.to),
    getEnd: async (name, bytes) => at(name).subarray(-bytes),
    addressOf: (name) => `s3://archive/runs/run/${name}`,
  };
}
