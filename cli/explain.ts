import type { Command } from 'commander';
import { nearestName } from '../shared/json/nearest-name.ts';
import { advancedModePage, rulePage } from '../shared/report/rule-page.ts';
import { rules } from '../shared/rules/index.ts';
import type { Rule } from '../shared/rules/rule.ts';
import { UsageError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainInReport } from './explain-in-report.ts';
import type { Terminal } from './terminal.ts';
import { printText } from './write-output.ts';

interface ExplainOptions {
  readonly in?: string;
  readonly input?: string;
}

/** Adds `sts-warden explain ID [--in REPORT]`. `done` learns its exit code. */
export function addExplainCommand(
  program: Command,
  terminal: Terminal,
  done: (code: ExitCode) => void,
): void {
  program
    .command('explain')
    .argument(
      '<id>',
      'a rule id or G1 to G9; with --in also the id of a finding, a violation, a submission or a task, or how it begins',
    )
    .description('Explain a rule, or why a report says what it says.')
    .option('--in <report>', 'the report (json or jsonl) that is to be explained; - is standard input')
    .option(
      '--input <file>',
      'the submissions, or the export package, that were decided: their values are shown',
    )
    .action(async (id: string, options: ExplainOptions) => done(await explain(id, options, terminal)));
}

async function explain(id: string, options: ExplainOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.in === undefined && options.input !== undefined)
    throw new UsageError('--input shows the values of a decision: add --in REPORT');
  const named = rulesNamed(id);
  const text =
    options.in === undefined
      ? ruleText(id, named)
      : await explainInReport(id, named, { report: options.in, input: options.input }, terminal);
  await printText(text, terminal);
  return exitCodes.nothingFound;
}

/** The rules that an id or a guideline names. */
function rulesNamed(id: string): Rule[] {
  const wanted = id.toLowerCase();
  return rules.filter(({ meta }) => meta.id === wanted || meta.guideline.toLowerCase() === wanted);
}

function ruleText(id: string, named: readonly Rule[]): string {
  if (id.toLowerCase() === 'g5') return advancedModePage(rules);
  if (named.length > 0) return named.map(rulePage).join('\n');
  const ids = rules.map(({ meta }) => meta.id);
  const meant = nearestName(id, ids);
  const advice =
    meant === undefined ? 'for what a report has add --in REPORT.json' : `did you mean \`${meant}\`?`;
  throw new UsageError(`expected a rule id (${ids.join(', ')}) or G1 to G9, got \`${id}\`; ${advice}`);
}
