import type { Decision } from '../contracts/result-contract.generated.ts';
import { counted } from '../json/counted.ts';

/** What was decided on something that a file of a repository holds, or why it could not be read. */
export interface Annotated {
  /** The file, from where the command ran. */
  readonly file: string;
  /** What people call it. */
  readonly name: string;
  readonly result: { readonly decision: Decision } | { readonly unreadable: string };
}

type Level = 'error' | 'warning';

/** GitHub shows ten of each level for a step: the rest is in its log. */
const order: readonly Level[] = ['error', 'warning'];

/**
 * Workflow commands by which GitHub annotates a pull request, one for each thing that is blocked, unreadable or has
 * findings, errors first; and a line that counts (GitHub Docs, "Workflow commands for GitHub Actions"). `troubles`: what else
 * could not be read, a line each.
 */
export function githubAnnotations(all: readonly Annotated[], troubles: readonly string[]): string {
  const unread = troubles.map((trouble) => `::error title=could not be read::${text(trouble)}`);
  const lines = order.flatMap((level) =>
    all.filter((one) => levelOf(one) === level).map((one) => annotation(level, one)),
  );
  const count = (isSo: (one: Annotated) => boolean) => all.filter(isSo).length;
  const blocked = count(({ result }) => 'decision' in result && result.decision.decision === 'block');
  const unreadable = count(({ result }) => 'unreadable' in result);
  const summary = `${counted(all.length, 'task')}, ${blocked} blocked, ${unreadable} could not be read`;
  return [...unread, ...lines, summary, ''].join('\n');
}

function levelOf({ result }: Annotated): Level | undefined {
  if ('unreadable' in result || result.decision.decision === 'block') return 'error';
  return findings(result.decision).length > 0 ? 'warning' : undefined;
}

function annotation(level: Level, { file, name, result }: Annotated): string {
  const texts =
    'unreadable' in result ? [`could not be read: ${result.unreadable}`] : reasons(result.decision);
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
