import type { Logger } from '@aws-lambda-powertools/logger';

type Level = 'info' | 'warn' | 'error';

/** Writes a line to the function's log. Wait for it: an invocation that ends first takes the line with it. */
export type Log = (level: Level, message: string, details?: object) => Promise<void>;

let loading: Promise<Logger> | undefined;

/**
 * The functions' log: JSON lines by Powertools Logger; level and service name come from the POWERTOOLS_* variables. It
 * loads with the first line: most invocations write none, and it is half of a cold start.
 */
export const log: Log = async (level, message, details = {}) => {
  loading ??= import('@aws-lambda-powertools/logger').then(({ Logger }) => new Logger());
  (await loading)[level](message, { ...details });
};
