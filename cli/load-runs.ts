import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { isActivityLogEntry, runOfLogEntry } from '../shared/informatica/activity-log.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { parseRun } from '../shared/sessions/parse-run.ts';
import { MalformedRunError, type Run } from '../shared/sessions/run.ts';
import { abridged } from './tell.ts';

/** The runs of a file that could be read, and what could not, a line each. */
export interface LoadedRuns {
  readonly runs: readonly Run[];
  readonly troubles: readonly string[];
}

/** A value in its file, and where it stands. */
interface Placed {
  readonly place: string;
  readonly read: () => unknown;
}

/**
 * Reads runs: lines of `run.schema.json`, one run or an array of them, or a saved answer of Informatica's activityLog.
 * A run that cannot be read hides no other. Throws UnreadableFileError where the file is none of these.
 */
export async function loadRuns(path: string): Promise<LoadedRuns> {
  const runs: Run[] = [];
  const troubles: string[] = [];
  for (const { place, read } of valuesIn(await textIn(path))) {
    try {
      const value = read();
      const run = isActivityLogEntry(value) ? runOfLogEntry(value) : parseRun(value);
      if (run !== undefined) runs.push(run);
    } catch (error) {
      if (!(error instanceof MalformedRunError || error instanceof NotJsonError)) throw error;
      troubles.push(`${path}, ${place}: ${error.message}`);
    }
  }
  return { runs, troubles: abridged(troubles, 'malformed run') };
}

/** The text of a file that is not empty. Throws UnreadableFileError, which names it. */
export async function textIn(path: string): Promise<string> {
  try {
    const text = decodeText(await readBytes(path, defaultMaxFileSize));
    if (text.trim() === '') throw new UnreadableFileError('the file is empty');
    return text;
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new UnreadableFileError(`\`${path}\`: ${error.message}`);
    throw error;
  }
}

/** The values of a document that is one piece of JSON, else those of its lines. */
function valuesIn(text: string): Placed[] {
  try {
    const document = parseJson(text);
    const items: unknown[] = Array.isArray(document) ? document : [document];
    return items.map((item, index) => ({ place: `run ${index + 1}`, read: () => item }));
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    return text.split('\n').flatMap((line, index) => {
      if (line.trim() === '') return [];
      return [{ place: `line ${index + 1}`, read: () => parseJson(line) }];
    });
  }
}
