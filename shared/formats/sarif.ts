import type { Severity } from '../contracts/result-contract.generated.ts';
import { jsonWithList } from '../json/json-text.ts';
import { plainText } from '../report/plain-text.ts';
import { type ReportedFinding, reportedFindings } from '../report/reported-finding.ts';
import type { Result, ResultKind } from '../report/result.ts';
import { unreadIn } from '../report/unread.ts';
import { rules } from '../rules/index.ts';
import type { RuleMeta } from '../rules/rule.ts';
import type { Format, FormatView } from './format.ts';
import { sarifLocations } from './sarif-locations.ts';

/** SARIF 2.1.0 (OASIS): a run for each result. */
export const sarif: Format = {
  name: 'sarif',
  summary: 'SARIF 2.1.0, for code scanning: findings point into the file of a submission',
  results: ['audit', 'check', 'sweep', 'access'],
  *render(results, view) {
    const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' };
    yield* jsonWithList(log, 'runs', runs(results, view));
    yield '\n';
  },
};

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** GitHub’s bounds: critical above 9.0, high from 7.0, medium from 4.0 ("SARIF support for code scanning"). */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** GitHub takes no two runs of one category, which is in the id. */
function* runs(results: readonly Result[], view: FormatView): Generator<Iterable<string>> {
  const seen = new Map<ResultKind, number>();
  for (const result of results) {
    const number = (seen.get(result.kind) ?? 0) + 1;
    seen.set(result.kind, number);
    const id = `sts-warden/${result.kind}${number === 1 ? '' : `-${number}`}/`;
    yield jsonWithList({ ...runOf(result, view), automationDetails: { id } }, 'results', resultsOf(result));
  }
}

function runOf(result: Result, { version }: FormatView): object {
  const unread = unreadIn(result);
  return {
    tool: { driver: { name: 'STS Warden', semanticVersion: version, rules: rules.map(descriptorOf) } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: unread.length === 0,
        toolExecutionNotifications: unread.map((text) => ({ level: 'error', message: messageOf(text) })),
      },
    ],
  };
}

function* resultsOf(result: Result): Generator<[string]> {
  for (const reported of reportedFindings(result)) yield [JSON.stringify(resultOf(reported))];
}

function descriptorOf({ meta }: { readonly meta: RuleMeta }): object {
  const { id, title, description, remediation, severity, guideline, references } = meta;
  const helpUri = references.find((reference) => reference.startsWith('https://'));
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: description },
    help: { text: `${description} ${remediation}` },
    ...(helpUri && { helpUri }),
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['security', guideline], precision: 'high', 'security-severity': scores[severity] },
  };
}

/** `no-root-credentials` → `NoRootCredentials`. */
function nameOf(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The members that SARIF has for occurrences, and a finding’s own under `properties`. */
function resultOf(reported: ReportedFinding): object {
  const { finding, cause, newest } = reported;
  const { id, ruleId, severity, status, message, remediation, occurrences, examples } = finding;
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ meta }) => meta.id === ruleId),
    level: levels[severity],
    message: messageOf(`${message}. ${remediation}`),
    locations: sarifLocations(reported),
    partialFingerprints: { 'stsWardenFinding/v1': id },
    occurrenceCount: occurrences,
    provenance: {
      firstDetectionTimeUtc: utc(finding.firstSeen),
      lastDetectionTimeUtc: utc(finding.lastSeen),
    },
    ...(status === 'exempted' && {
      suppressions: [
        { kind: 'external', justification: `exempted by ${plainText(newest.exemption?.id ?? '')}` },
      ],
    }),
    properties: { status, severity, cause, examples },
  };
}

/** Brackets would be a link ("Messages with embedded links", 3.11.6). */
function messageOf(text: string): { readonly text: string } {
  return { text: plainText(text).replace(/[\\[\]]/g, '\\$&') };
}

function utc(time: string): string {
  return new Date(time).toISOString();
}
