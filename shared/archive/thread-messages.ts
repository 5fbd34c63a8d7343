import type { FileReading, NumberedFile } from './file-reading.ts';

/** Answers of a thread that nobody has looked at yet: it waits then. */
export const mostUnread = 3;

/** To a reader thread: files to read, or that one more of its answers was looked at. */
export type ThreadOrder = { readonly files: readonly NumberedFile[] } | { readonly read: true };

/** From a reader thread: what it read, in the order of the files, or that it is done with them. */
export type ThreadAnswer = { readonly readings: readonly FileReading[] } | { readonly isDone: true };
