import { decodeText } from '../shared/archive/decode-text.ts';
import { isPackage } from '../shared/archive/open-package.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { Finding, Violation } from '../shared/contracts/result-contract.generated.ts';
import { counted } from '../shared/json/counted.ts';
import { NotJsonError } from '../shared/json/parse.ts';
import { type Explainable, explainableIn } from '../shared/report/explainable.ts';
import { findingPage } from '../shared/report/finding-page.ts';
import { decisionPage, type InputOf, outcomePage, titleOf } from '../shared/report/outcome-page.ts';
import { valuesRead } from '../shared/report/values-read.ts';
import { violationPage } from '../shared/report/violation-page.ts';
import { rules } from '../shared/rules/index.ts';
import type { Rule, RuleMeta } from '../shared/rules/rule.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import { UsageError } from './errors.ts';
import { packageAt } from './read-packages.ts';
import { documentsIn } from './read-submissions.ts';
import { savedDocumentsIn } from './saved-documents.ts';
import type { Terminal } from './terminal.ts';

/** Where it is looked up. */
interface ExplainedFiles {
  readonly report: string;
  /** The submissions that were decided. */
  readonly input: string | undefined;
}

/** The page of whatever an id names in a report. Throws UsageError where that is nothing or more than one thing. */
export async function explainInReport(
  id: string,
  named: readonly Rule[],
  { report, input }: ExplainedFiles,
  terminal: Terminal,
): Promise<string> {
  if (report === '-' && input === '-')
    throw new UsageError('standard input can be the report or the input, not both');
  const explainable = explainableIn(await reportAt(report, terminal));
  const inputOf = input === undefined ? () => undefined : await submissionsIn(input, terminal);
  const place = report === '-' ? 'standard input' : `\`${report}\``;
  const page =
    named.length > 0 ? rulePages(named, explainable, inputOf) : pageOf(id, explainable, inputOf, place);
  if (page !== undefined) return page;
  const held = `it has ${counted(explainable.findings.length, 'finding')}, ${counted(explainable.violations.length, 'violation')} and ${counted(explainable.decisions.length, 'decision')}`;
  throw new UsageError(`nothing in ${place} is called \`${id}\`; ${held}`);
}

function rulePages(named: readonly Rule[], explainable: Explainable, inputOf: InputOf): string | undefined {
  const pages = named.flatMap(({ meta }) => outcomePage(meta, explainable, inputOf) ?? []);
  return pages.length === 0 ? undefined : pages.join('\n');
}

function pageOf(id: string, explainable: Explainable, inputOf: InputOf, place: string): string | undefined {
  const { findings, violations, decisions } = explainable;
  const finding = theOne(findings, (one) => [one.id], id, place);
  if (finding !== undefined) {
    const newest = violations.find((one) => one.id === finding.examples[0]);
    return withMeta(finding, (meta) =>
      findingPage(finding, newest, meta, newest === undefined ? [] : inputLines(newest, meta, inputOf)),
    );
  }
  const violation = theOne(violations, (one) => [one.id], id, place);
  if (violation !== undefined)
    return withMeta(violation, (meta) =>
      violationPage(violation, meta, inputLines(violation, meta, inputOf)),
    );
  const names = ({ submissionId, taskId, title = '' }: (typeof decisions)[number]) => [
    submissionId,
    ...(taskId === undefined ? [] : [taskId]),
    ...(title === '' ? [] : [title, title.slice(title.lastIndexOf('/') + 1)]),
  ];
  const decision = theOne(decisions, names, id, place, titleOf);
  return (
    decision &&
    decisionPage(
      decision,
      rules.map(({ meta }) => meta),
    )
  );
}

/** The item that an id names, or the only one of which a name begins so. Throws UsageError where there are several. */
function theOne<T>(
  items: readonly T[],
  namesOf: (item: T) => readonly string[],
  id: string,
  place: string,
  titled: (item: T) => string = (item) => namesOf(item)[0] ?? '',
): T | undefined {
  if (id === '') return undefined;
  const exact = items.filter((item) => namesOf(item).includes(id));
  const found =
    exact.length > 0 ? exact : items.filter((item) => namesOf(item).some((name) => name.startsWith(id)));
  if (found.length > 1) {
    const some = found.slice(0, 3).map(titled).join(', ');
    throw new UsageError(
      `\`${id}\` may be any of ${found.length} in ${place}: ${some}${found.length > 3 ? ', …' : ''}`,
    );
  }
  return found[0];
}

/** A report from elsewhere may name rules that there are not. */
function withMeta({ ruleId }: Finding | Violation, page: (meta: RuleMeta) => string): string | undefined {
  const rule = rules.find(({ meta }) => meta.id === ruleId);
  return rule && page(rule.meta);
}

function inputLines({ subject }: Violation, meta: RuleMeta, inputOf: InputOf): string[] {
  const document = typeof subject.submissionId === 'string' ? inputOf(subject.submissionId) : undefined;
  return document === undefined ? [] : valuesRead(meta, document);
}

async function submissionsIn(path: string, terminal: Terminal): Promise<InputOf> {
  const troubles: string[] = [];
  const isPackaged = path !== '-' && (await isPackage(path));
  const byId = new Map(
    isPackaged
      ? await packagedDocuments(path, troubles)
      : (await documentsIn(path, troubles, terminal)).map((document) => [idOf(document, path), document]),
  );
  if (troubles.length > 0) throw new UnreadableFileError(troubles.join('; '));
  return (id) => byId.get(id);
}

/** What the tasks of an export package were read as; those that cannot be read were not decided. */
async function packagedDocuments(path: string, troubles: string[]): Promise<[string, unknown][]> {
  const found = await packageAt(path, troubles);
  return (found?.tasks ?? []).flatMap(({ reading }) =>
    'unreadable' in reading ? [] : [[reading.submission.id, reading.document]],
  );
}

/** Only what keeps the contract is shown: it holds no secret. */
function idOf(document: unknown, path: string): string {
  try {
    return parseSubmission(document).id;
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError)) throw error;
    throw new UnreadableFileError(`${path}: ${error.message}`);
  }
}

async function reportAt(path: string, { stdin }: Terminal): Promise<unknown[]> {
  const bytes =
    path === '-' ? await readStream(stdin, defaultMaxFileSize) : await readBytes(path, defaultMaxFileSize);
  try {
    return [...savedDocumentsIn(decodeText(bytes))];
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error;
    throw new UnreadableFileError(`\`${path}\`: expected a report in JSON: ${error.message}`);
  }
}
