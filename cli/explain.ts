import { decodeText } from '../shared/archive/decode-text.ts';
import { defaultMaxFileSize, readBytes } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { Violation } from '../shared/contracts/result-contract.generated.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { isObject } from '../shared/json/value.ts';
import { advancedModePage, rulePage } from '../shared/report/rule-page.ts';
import { violationPage } from '../shared/report/violation-page.ts';
import { rules } from '../shared/rules/index.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';
import { printText } from './write-output.ts';

/** Characters of an id that may stand for it: `v1-` and five more. */
const leastOfId = 8;

/** `sts-warden explain ID [--in REPORT]` */
export async function explain(
  id: string,
  options: { readonly in?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const text = options.in === undefined ? ruleText(id) : await violationText(id, options.in);
  await printText(text, terminal);
  return exitCodes.nothingFound;
}

function ruleText(id: string): string {
  const wanted = id.toLowerCase();
  if (wanted === 'g5') return advancedModePage(rules);
  const found = rules.filter(({ meta }) => meta.id === wanted || meta.guideline.toLowerCase() === wanted);
  if (found.length > 0) return found.map(rulePage).join('\n');
  const ids = rules.map(({ meta }) => meta.id).join(', ');
  throw new UsageError(
    `expected a rule id (${ids}) or G1 to G9, got \`${id}\`; for a violation id add --in REPORT.json`,
  );
}

async function violationText(id: string, path: string): Promise<string> {
  const [violation, ...others] = findViolations(await readReport(path), id);
  const rule = rules.find(({ meta }) => meta.id === violation?.ruleId);
  if (violation === undefined || rule === undefined)
    throw new UsageError(`no violation \`${id}\` in \`${path}\``);
  if (others.length > 0)
    throw new UsageError(`${others.length + 1} violations in \`${path}\` begin with \`${id}\``);
  return violationPage(violation, rule.meta);
}

/** A report is one JSON document, or one document a line. */
async function readReport(path: string): Promise<unknown[]> {
  const text = decodeText(await readBytes(path, defaultMaxFileSize));
  try {
    return [parseJson(text)];
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
  }
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseJson);
  } catch (error) {
    throw new UnreadableFileError(`\`${path}\`: expected a report in JSON: ${(error as Error).message}`);
  }
}

/** The violations in reports, decisions, lists of them and single ones whose id is this one, or begins with it; each once. */
function findViolations(documents: readonly unknown[], id: string): Violation[] {
  const all = documents.flat().flatMap((document) => {
    if (!isObject(document)) return [];
    return (Array.isArray(document.violations) ? document.violations : [document]).filter(isViolation);
  });
  const found = all.filter((one) => one.id === id || (id.length >= leastOfId && one.id.startsWith(id)));
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** Whether a value has what the page of a violation is made of: a report may come from anywhere. */
function isViolation(value: unknown): value is Violation {
  if (!isObject(value)) return false;
  const { id, subject, evidence, references, exemption = {} } = value;
  return (
    typeof id === 'string' &&
    isObject(subject) &&
    isObject(evidence) &&
    Array.isArray(references) &&
    isObject(exemption)
  );
}
