import { UnreadableFileError } from './unreadable-file.ts';

/** Compressed content ends within what it consists of. */
export function truncatedFault(): UnreadableFileError {
  return new UnreadableFileError('is truncated: what came before was read');
}

/** Compressed content is none from somewhere on. `reason` says why, without content. */
export function damagedFault(reason: string): UnreadableFileError {
  return new UnreadableFileError(`is damaged, what came before was read: ${reason}`);
}
