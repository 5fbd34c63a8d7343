import type { Decision } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';
import type { CheckReport } from '../report/check-report.ts';
import { type Format, ofEach } from './format.ts';

type Annotated = CheckReport['items'][number];

type Level = 'error' | 'warning';

/** GitHub shows ten of each level for a step: the rest is in its log. */
const order: readonly Level[] = ['error', 'warning'];

/** Annotations of a pull request. */
export const github: Format = {
  name: 'github',
  summary: 'annotations of a pull request, for the log of GitHub Actions',
  ...ofEach({ check: annotations }),
};

/**
 * Workflow commands by which GitHub annotates a pull request, one for each thing that is blocked, unreadable or has
 * findings, errors first; and a line that counts (GitHub Docs, "Workflow commands for GitHub Actions"). `troubles`: what else
 * could not be read, a line each.
 */
function annotations({ items: all, troubles }: CheckReport): string {
  const unread = troubles.map((trouble) => `::error title=could not be read::${text(trouble)}`);
  const lines = order.flatMap((level) =>
    all.filter((one) => levelOf(one) === level).map((one) => annotation(level, one)),
  );
  const count = (isSo: (one: Annotated) => boolean) => all.filter(isSo).length;
  const blocked = count((one) => 'decision' in one && one.decision.decision === 'block');
  const unreadable = count((one) => 'unreadable' in one);
  const summary = `${counted(all.length, 'task')}, ${blocked} blocked, ${unreadable} could not be read`;
  return [...unread, ...lines, summary, ''].join('\n');
}

function levelOf(one: Annotated): Level | undefined {
  if ('unreadable' in one || one.decision.decision === 'block') return 'error';
  return findings(one.decision).length > 0 ? 'warning' : undefined;
}

function annotation(level: Level, one: Annotated): string {
  const { file, name } = one;
  const texts = 'unreadable' in one ? [`could not be read: ${one.unreadable}`] : reasons(one.decision);
  return `::${level} file=${property(file)},title=${property(name)}::${text(texts.join('\n'))}`;
}

function reasons(decision: Decision): string[] {
  const found = findings(decision).map(
    ({ severity, ruleId, message, remediation }) => `${severity} ${ruleId}: ${message}. ${remediation}`,
  );
  if (decision.decision === 'allow') return found;
  const open = decision.results
    .filter(({ outcome }) => outcome === 'undecided' || outcome === 'fault')
    .map(({ ruleId, outcome, missing = [] }) => `${ruleId}: ${outcome}, ${lacks(missing)}`);
  return [...found, ...open];
}

function lacks(missing: readonly string[]): string {
  return missing.length === 0 ? 'the rule failed' : `missing ${missing.join(', ')}`;
}

function findings({ violations }: Decision): Decision['violations'] {
  return violations.filter(({ status }) => status !== 'exempted');
}

/** A line break would end the command, and what follows it could be another one. */
function text(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
