/** The program of a reader thread: tools/pack.ts bundles it beside the command line. */
export const readerProgram = new URL(
  import.meta.url.endsWith('.ts') ? '../shared/archive/reader-thread.ts' : './reader-thread.mjs',
  import.meta.url,
);
