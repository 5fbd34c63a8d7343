/** Where a file says what a finding is about. */
export interface Place {
  /** JSON Pointer from the top of the file. */
  readonly pointer: string;
  /** From 1. Absent where the file is too long to be searched for it. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
}

/** `path:line` where the line is known, as compilers and editors write it. */
export function lineIn(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`;
}

/** The file that holds what was decided. */
export interface Source {
  /** From where the command ran; `-` is standard input. */
  readonly path: string;
  /** By the ids of violations, the places that each is about. */
  readonly places?: Readonly<Record<string, readonly Place[]>>;
}
