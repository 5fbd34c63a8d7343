import { UnreadableFileError } from './unreadable-file.ts';

/** The files of a zip archive or of a folder. Nothing is read or decompressed before it is asked for. */
export interface FileTree {
  /** Paths in their order, with `/`; a zip within counts as one file, whether it is a zip or a folder named like one. */
  readonly paths: readonly string[];
  /** The bytes of a file. Throws {@link UnreadableFileError} where it is not there or cannot be read. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** The files of a zip within. Throws {@link UnreadableFileError} where it is not there or cannot be read. */
  readonly inside: (path: string) => Promise<FileTree>;
}

/** Reads a file; throws {@link UnreadableFileError}. */
export type ReadEntry = () => Promise<Buffer> | Buffer;

/** A zip that is expanded: its name is that of a folder. */
const expandedZip = /^(.*?\.zip)\/./i;

/** Files by their paths as a tree. `open` reads the bytes of a zip within. */
export function treeOf(
  entries: ReadonlyMap<string, ReadEntry>,
  open: (bytes: Buffer) => Promise<FileTree>,
): FileTree {
  const expanded = new Map<string, Map<string, ReadEntry>>();
  const paths = new Set<string>();
  for (const [path, read] of entries) {
    const folder = expandedZip.exec(path)?.[1];
    paths.add(folder ?? path);
    if (folder === undefined) continue;
    const within = expanded.get(folder) ?? new Map<string, ReadEntry>();
    expanded.set(folder, within.set(path.slice(folder.length + 1), read));
  }
  const read = async (path: string) => {
    const entry = entries.get(path);
    if (entry === undefined) throw new UnreadableFileError('is not there');
    return entry();
  };
  return {
    paths: [...paths],
    read,
    inside: async (path) => {
      const folder = expanded.get(path);
      if (folder !== undefined && entries.has(path))
        throw new UnreadableFileError('is there twice, as a zip archive and as a folder');
      return folder === undefined ? open(await read(path)) : treeOf(folder, open);
    },
  };
}
