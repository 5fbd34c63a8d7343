import { Logger } from '@aws-lambda-powertools/logger';

/** The functions' log: JSON lines; level and service name come from the POWERTOOLS_* variables. */
export const logger = new Logger();

/** What of the log the adapters and functions use. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;
