import { MalformedAnswerError } from '../informatica/malformed-answer.ts';
import { NotJsonError, parseJson } from '../json/parse.ts';
import { OrganizationError } from './organization-error.ts';

/** Bytes that an answer in JSON may have at most. */
export const mostJsonBytes = 32 * 1024 * 1024;

/** Reads an answer that must be JSON. `what` is what was asked for. Throws OrganizationError, without the answer's words. */
export function jsonAnswer<T>(bytes: Buffer, what: string, read: (value: unknown) => T): T {
  try {
    return read(parseJson(bytes.toString('utf8')));
  } catch (error) {
    if (error instanceof MalformedAnswerError) throw new OrganizationError(error.message);
    if (!(error instanceof NotJsonError)) throw error;
    const got = /^\s*<(?:!doctype|html|\?xml)/i.test(bytes.subarray(0, 256).toString('latin1'))
      ? 'HTML or XML'
      : undefined;
    throw new OrganizationError(
      `${what}: ${got === undefined ? error.message : `expected JSON, got ${got}`}`,
    );
  }
}
