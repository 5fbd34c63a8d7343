/**
 * The files of an export package, wherever they are. Both methods throw an UnreadableFileError, of which the message says
 * why, without content.
 */
export interface PackageFiles {
  /** Paths in their order, with `/`; a zip within counts as one file, whether it is a zip or a folder named like one. */
  readonly paths: readonly string[];
  readonly read: (path: string) => Promise<Uint8Array>;
  /** The files of a zip within. */
  readonly inside: (path: string) => Promise<PackageFiles>;
}
