import { UnreadableFileError } from '../archive/unreadable-file.ts';
import { NotJsonError } from '../json/parse.ts';
import { MalformedSubmissionError } from '../submission/errors.ts';
import { UnreadablePartError } from './errors.ts';

/** Why a part cannot be read, where that is the part's fault. Throws the error again where it is the program's. */
export function reasonOf(error: unknown): string {
  if (
    error instanceof UnreadableFileError ||
    error instanceof UnreadablePartError ||
    error instanceof NotJsonError ||
    error instanceof MalformedSubmissionError
  )
    return error.message;
  throw error;
}
