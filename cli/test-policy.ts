import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { decodeText } from '../shared/archive/decode-text.ts';
import { readBytes, readStream } from '../shared/archive/read-file.ts';
import { isObject } from '../shared/json/value.ts';
import { parseCases } from '../shared/policy-making/parse-cases.ts';
import type { CaseSubject, PolicyCase } from '../shared/policy-making/policy-case.ts';
import { type CaseResult, type CaseSurroundings, runCase } from '../shared/policy-making/run-case.ts';
import { caseText } from '../shared/report/case-text.ts';
import { rules } from '../shared/rules/index.ts';
import { MalformedSubmissionError } from '../shared/submission/errors.ts';
import { parseSubmission } from '../shared/submission/parse-submission.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type FactFiles, loadFacts } from './load-facts.ts';
import { loadRuleBook } from './load-policy.ts';
import { iamOption } from './option-values.ts';
import { type PolicyOutputOptions, withPolicyOutput, writePolicyReport } from './policy-output.ts';
import { documentsIn } from './read-submissions.ts';
import { tell } from './tell.ts';
import type { Terminal } from './terminal.ts';
import { openOutput } from './write-output.ts';

const mostCasesBytes = 64 * 1024 * 1024;

interface TestOptions extends FactFiles, PolicyOutputOptions {
  readonly policy?: string;
}

/** Adds `policy test`. `done` learns its exit code. */
export function addTestPolicyCommand(
  parent: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  const command = parent
    .command('test')
    .argument('<file>', 'cases (YAML or JSON): events or submissions, and the findings that they expect')
    .description('Run your own cases against a policy.')
    .option('--policy <file>', 'the policy (YAML or JSON); without it the defaults hold')
    .addOption(iamOption())
    .option('--runs <file>', 'known runs of the tasks: lines of run.schema.json, or a saved activityLog');
  withPolicyOutput(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all cases pass, 1 one fails, 2 a file cannot be read, 3 broken cases or a broken policy.\n\nExample:\n  sts-warden policy test --policy policy.yaml cases.yaml',
    )
    .action(async (path: string, options: TestOptions) => done(await testPolicy(path, options, terminal)));
}

async function testPolicy(path: string, options: TestOptions, terminal: Terminal): Promise<ExitCode> {
  const { policy, iam = [], runs } = options;
  const inputs = [path, policy, ...iam, runs].filter((one) => one !== undefined);
  const output = await openOutput(options.output, terminal, inputs);
  const cases = parseCases(await casesText(path, terminal), rules);
  const book = await loadRuleBook(policy);
  const { facts, troubles: factTroubles } = await loadFacts(options, book, undefined, terminal.stdin);
  const surroundings = { book, facts, rules, now: terminal.now().toISOString() };
  const troubles = [...factTroubles];
  const results: CaseResult[] = [];
  for (const one of cases) results.push(await resultOf(one, path, surroundings, { troubles, terminal }));
  const report = { schemaVersion: '1', policyRevision: book.policy.revision, cases: results };
  await writePolicyReport(report, (paint) => caseText(results, paint), options, output, terminal);
  for (const trouble of troubles) tell(terminal, trouble);
  if (troubles.length > 0) return exitCodes.unreadableInput;
  return results.some(({ failures }) => failures.length > 0) ? exitCodes.findings : exitCodes.nothingFound;
}

async function casesText(path: string, { stdin }: Terminal): Promise<string> {
  const bytes =
    path === '-' ? await readStream(stdin, mostCasesBytes) : await readBytes(path, mostCasesBytes);
  return decodeText(bytes);
}

interface FileReading {
  readonly troubles: string[];
  readonly terminal: Terminal;
}

/** A file that cannot be read is no reason to run no other case. */
async function resultOf(
  one: PolicyCase,
  path: string,
  surroundings: CaseSurroundings,
  reading: FileReading,
): Promise<CaseResult> {
  if (!('file' in one.subject)) return runCase(one, one.subject, surroundings);
  const subject = await subjectIn(resolve(path === '-' ? '.' : dirname(path), one.subject.file), reading);
  const failures = [`${one.subject.file} cannot be read`];
  return subject === undefined ? { name: one.name, failures } : runCase(one, subject, surroundings);
}

async function subjectIn(
  path: string,
  { troubles, terminal }: FileReading,
): Promise<CaseSubject | undefined> {
  const before = troubles.length;
  const documents = await documentsIn(path, troubles, terminal);
  if (troubles.length > before) return undefined;
  const [first] = documents;
  const isSubmission = documents.length === 1 && isObject(first) && 'connections' in first;
  if (!isSubmission) return { events: documents };
  try {
    return { submission: parseSubmission(first) };
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError)) throw error;
    troubles.push(`${path}: ${error.message}`);
    return undefined;
  }
}
