import {
  type Answers,
  type FaultName,
  type FaultRow,
  faultNames,
  faultSubmissions,
  faults,
  firstRows,
  healthy,
  laterRows,
  refreshRows,
  type Told,
} from '../../shared/examples/fault-table.ts';
import { type Lie, lies, refutations } from '../../shared/examples/lies.ts';

const statuses: Readonly<Record<Told, string>> = { allow: '**200**', block: '403', '503': '503' };
const submissions = Object.values(faultSubmissions);

/** What each submission of the fault table is, by the letter that stands over its column. */
export function faultSubmissionList(): string {
  return submissions.map(({ says }, index) => `- **${letter(index)}** ${says}`).join('\n');
}

/** The faults that each call meets. */
export function faultList(): string {
  return Object.values(faults)
    .map((fault) => `- ${fault}`)
    .join('\n');
}

/** What each submission is told, whatever of AWS fails. */
export function faultTable(): string {
  return table(
    ['what fails', 'calls', 'how', ...submissions.map((_, index) => letter(index))],
    [
      ['nothing', '', '', ...told(healthy)],
      ...[...firstRows, ...laterRows].flatMap(rowsOf),
      ...Object.values(refreshRows).map(({ service, answers }) => [service, '', '', ...told(answers)]),
    ],
  );
}

/** A row for the faults of one answer, and one for each other answer. */
function rowsOf({ service, operations, answers, except = {} }: FaultRow): string[][] {
  const calls = operations.map((operation) => `\`${operation}\``).join(', ');
  const excepted = faultNames.filter((fault) => fault in except);
  const how = excepted.length === 0 ? 'any' : 'any other';
  return [
    ...excepted.map((fault) => [service, calls, nameOf(fault), ...told(except[fault] ?? answers)]),
    [service, calls, how, ...told(answers)],
  ];
}

/** Lies, and what each gets. */
export function lieTable(): string {
  const rows = lies.map(({ guideline, truth, lie, byDefault, strictly }) => [
    guideline,
    truth[0],
    lie[0],
    got(byDefault),
    [got(strictly.got), ...strictly.because.map((reason) => `\`${reason}\``)].join(' '),
  ]);
  return table(['', 'what is to run', 'what the submission says', 'default policy', 'strict policy'], rows);
}

/** Lies that no hook can see, and where they are refuted. */
export function refutationTable(): string {
  const left = lies.filter(({ refutedBy }) => refutedBy !== undefined);
  const rows = left.map(({ guideline, lie, refutedBy = 'task' }) => [
    guideline,
    lie[0],
    refutations[refutedBy],
  ]);
  return table(['', 'what the submission says', 'what refutes it'], rows);
}

function got(outcome: Lie['byDefault']): string {
  return { allow: '**allowed**', block: 'blocked', malformed: 'malformed (400)' }[outcome];
}

function nameOf(fault: FaultName): string {
  return faults[fault];
}

function told(answers: Answers): string[] {
  return answers.map((answer) => statuses[answer]);
}

/** A for the first. */
function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
