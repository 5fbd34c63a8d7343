import { accessFacts } from '../shared/access/access-facts.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { schemaFaults } from '../shared/json/schema-faults.ts';
import validateAccessReport from '../shared/report/result-validator.generated.js';
import { type Facts, noFacts } from '../shared/rules/facts.ts';
import { UnreadableFileError } from './errors.ts';
import { defaultMaxFileSize, readBytes, textOf } from './read-file.ts';

/**
 * Facts about requesters from an access report (contract `accessReport`). Throws UnreadableFileError where the file is
 * none.
 */
export async function loadFacts(path: string | undefined): Promise<Facts> {
  if (path === undefined) return noFacts;
  const report = await readJson(path);
  if (!validateAccessReport(report)) {
    const [fault] = schemaFaults(validateAccessReport.errors);
    throw new UnreadableFileError(
      `\`${path}\`: expected an access report: ${fault?.pointer} ${fault?.detail}`,
    );
  }
  return { ...noFacts, access: accessFacts(report.principals) };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(textOf(await readBytes(path, defaultMaxFileSize)));
  } catch (error) {
    if (error instanceof UnreadableFileError || error instanceof NotJsonError) {
      throw new UnreadableFileError(`\`${path}\`: ${error.message}`);
    }
    throw error;
  }
}
