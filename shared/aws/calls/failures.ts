import { counted } from '../../json/counted.ts';

/** The error code for which AWS did not take a thing; `undefined` where it took it. */
export type Failure = string | undefined;

/** Says how many things of a kind were not taken and with what codes, and nothing else of them; `undefined` where all were. */
export function failuresIn(failures: readonly Failure[], kind: string): string | undefined {
  const codes = failures.filter((failure) => failure !== undefined);
  if (codes.length === 0) return undefined;
  return `${codes.length} of ${counted(failures.length, kind)} not taken: ${[...new Set(codes)].join(', ')}`;
}

/** What may be told of an error: its name. Its message may quote what was sent. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'UnknownError';
}
