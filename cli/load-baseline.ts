import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { type Baseline, baselineOf } from '../shared/report/baseline.ts';
import { MalformedResultError } from '../shared/report/errors.ts';
import type { Result, ResultKind } from '../shared/report/result.ts';
import { sinceBaseline } from '../shared/report/since-baseline.ts';
import { savedResultsAt } from './saved-results.ts';

/** What a saved result is compared by, and its file. */
export type LoadedBaseline = Baseline & { readonly path: string };

/** Reads the saved result of a command (`json` or `jsonl`). Throws UnreadableFileError where it is no whole one. */
export async function loadBaseline(path: string, kind: ResultKind): Promise<LoadedBaseline> {
  return await explained(path, async () => ({ ...baselineOf(await savedResultsAt(path), kind), path }));
}

/**
 * A result without what an earlier one had already: that is neither shown nor counted for the exit code. Throws
 * UnreadableFileError.
 */
export async function newerResult(result: Result, baseline: LoadedBaseline): Promise<Result> {
  return await explained(baseline.path, () => sinceBaseline(result, baseline));
}

/** Does something with a baseline; what is wrong with that is an UnreadableFileError that names it. */
async function explained<Made>(path: string, make: () => Made | Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (
      error instanceof MalformedResultError ||
      error instanceof UnreadableFileError ||
      error instanceof NotJsonError
    )
      throw new UnreadableFileError(`--baseline \`${path}\`: ${error.message}`);
    throw error;
  }
}
