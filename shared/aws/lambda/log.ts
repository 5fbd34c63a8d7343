import type { Logger } from '@aws-lambda-powertools/logger';
import { errorFields } from './error-fields.ts';

type Level = 'info' | 'warn' | 'error';

/**
 * Writes a line to the function's log; of `error` among the details, what {@link errorFields} says. Wait for it: an
 * invocation that ends first takes the line with it.
 */
export type Log = (level: Level, message: string, details?: object) => Promise<void>;

let loading: Promise<Logger> | undefined;

/**
 * The functions' log: JSON lines by Powertools Logger; level and service name come from the POWERTOOLS_* variables. It
 * loads with the first line: most invocations write none, and it is half of a cold start.
 */
export const log: Log = async (level, message, details = {}) => {
  loading ??= import('@aws-lambda-powertools/logger').then(({ Logger }) => new Logger());
  (await loading)[level](message, {
    ...details,
    ...('error' in details && { error: errorFields(details.error) }),
  });
};
