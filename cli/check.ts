import { parse as parseYaml, YAMLError } from 'yaml';
import { openEnvelopes } from '../shared/archive/envelopes.ts';
import { defaultMaxFileSize, readBytes, readStream, textOf } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import type { Decision } from '../shared/contracts/result-contract.generated.ts';
import { decide } from '../shared/evaluation/decide.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';
import { decisionText } from '../shared/report/decision-text.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FailLevel, reachesLevel } from './fail-level.ts';
import { loadFacts } from './load-iam.ts';
import { loadRuleBook } from './load-policy.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';
import { writeOutput } from './write-output.ts';

export interface CheckOptions {
  readonly format: 'table' | 'json' | 'jsonl';
  readonly output?: string;
  readonly policy?: string;
  readonly iam?: string;
  readonly failLevel: FailLevel;
  readonly color: boolean;
}

/** A submission's decision, and the name under which a person knows it. */
interface Decided {
  readonly title: string;
  readonly decision: Decision;
}

/** `sts-warden check FILE…`: every submission that can be read is decided, whatever the others are. */
export async function check(
  files: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const book = await loadRuleBook(options.policy);
  const { facts, isWhole } = await loadFacts(options.iam, book, terminal);
  const decided: Decided[] = [];
  const troubles: string[] = [];
  for (const path of files) {
    for (const document of await documentsIn(path, troubles, terminal)) {
      try {
        const submission = parseSubmission(document);
        const decision = decide(book, { submission, facts, evaluatedAt: terminal.now().toISOString() });
        decided.push({ title: `${submission.task.name} (${path})`, decision });
      } catch (error) {
        if (!(error instanceof MalformedSubmissionError)) throw error;
        troubles.push(`${path}: ${error.message}`);
      }
    }
  }
  await writeOutput(render(decided, options, terminal), options.output, terminal);
  for (const trouble of troubles) terminal.stderr.write(`sts-warden: ${trouble}\n`);
  return exitCodeOf(decided, isWhole && troubles.length === 0, options.failLevel);
}

async function documentsIn(path: string, troubles: string[], { stdin }: Terminal): Promise<unknown[]> {
  try {
    const bytes =
      path === '-' ? await readStream(stdin, defaultMaxFileSize) : await readBytes(path, defaultMaxFileSize);
    const opened = openEnvelopes(parseDocument(path, textOf(bytes)));
    if (opened.length === 0) troubles.push(`${path}: holds no submission`);
    for (const item of opened) if ('malformed' in item) troubles.push(`${path}: ${item.malformed}`);
    return opened.flatMap((item) => ('content' in item ? [item.content] : []));
  } catch (error) {
    if (!(error instanceof UnreadableFileError || error instanceof NotJsonError)) throw error;
    troubles.push(`${path}: ${error.message}`);
    return [];
  }
}

function parseDocument(path: string, text: string): unknown {
  if (!/\.ya?ml$/i.test(path)) return parseJson(text);
  try {
    const value: unknown = parseYaml(text, { prettyErrors: false });
    // An alias may lead back to what holds it, which JSON cannot say.
    JSON.stringify(value);
    return value;
  } catch (error) {
    const code = error instanceof YAMLError ? error.code : 'it cannot be resolved';
    throw new UnreadableFileError(`not YAML: ${code}`);
  }
}

function render(
  decided: readonly Decided[],
  { format, color, output }: CheckOptions,
  terminal: Terminal,
): string {
  const decisions = decided.map(({ decision }) => decision);
  switch (format) {
    case 'json':
      return `${JSON.stringify(decisions.length === 1 ? decisions[0] : decisions, null, 2)}\n`;
    case 'jsonl':
      return decisions.map((decision) => `${JSON.stringify(decision)}\n`).join('');
    case 'table': {
      const paint = paintFor(terminal, color && output === undefined);
      return decided.map(({ title, decision }) => decisionText(decision, title, paint)).join('');
    }
  }
}

function exitCodeOf(decided: readonly Decided[], isWhole: boolean, failLevel: FailLevel): ExitCode {
  const decisions = decided.map(({ decision }) => decision);
  const faults = decisions.some(({ results }) => results.some(({ outcome }) => outcome === 'fault'));
  if (!isWhole || faults) return exitCodes.unreadableInput;
  const blocked = decisions.some(({ decision }) => decision === 'block') && failLevel !== 'never';
  return blocked || decisions.some(({ violations }) => reachesLevel(violations, failLevel))
    ? exitCodes.findings
    : exitCodes.nothingFound;
}
