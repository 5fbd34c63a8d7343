import { counted } from '../json/counted.ts';
import { citations } from '../rules/citations.ts';
import type { RuleMeta } from '../rules/rule.ts';
import { evidenceGradeText } from './evidence-grade-text.ts';
import type { Explainable, ExplainedCounts, ExplainedDecision } from './explainable.ts';
import { fieldsRead } from './fields-read.ts';
import { itemList, section } from './markdown-page.ts';
import { plainText } from './plain-text.ts';
import { guidelineOf } from './rule-page.ts';
import { type Door, wantOf } from './unknown-text.ts';
import { valuesRead } from './values-read.ts';

/** A report that is long is not read to its end. */
const mostListed = 50;

/** Reads the submission with an id, where the input has it. */
export type InputOf = (submissionId: string) => unknown;

/** What a rule answered in reports, passes and what is undecided too, and why; `undefined` where it was not asked. */
export function outcomePage(meta: RuleMeta, explainable: Explainable, inputOf: InputOf): string | undefined {
  const { decisions, audits } = explainable;
  const asked = decisions.filter(({ results }) => results.some(({ ruleId }) => ruleId === meta.id));
  const counts = audits.flatMap((audit) => audit.get(meta.id) ?? []).filter(isAnything);
  if (asked.length + counts.length === 0) return undefined;
  const leftOut = asked.length === 0 ? 'submission' : counts.length === 0 ? 'record' : undefined;
  return [
    `# ${meta.id}`,
    itemList([`Guideline: ${guidelineOf(meta)}`, `A violation means: ${meta.title}`]),
    ...section(
      'What it answered',
      itemList([...counts.flatMap(countLines), ...listed(asked.flatMap((one) => resultLines(one, meta)))]),
    ),
    ...section('What it found', itemList(listed(foundLines(meta, explainable)))),
    ...section('Fields that the rule reads', fieldsRead(meta, leftOut)),
    ...section(
      'Their values in the input',
      itemList(listed(asked.flatMap((one) => inputLines(one, meta, inputOf)))),
    ),
    ...section('What the rule demands', meta.description),
    ...section('How to fix a violation', meta.remediation),
    ...section('Sources', itemList(citations(meta))),
    '',
  ].join('\n\n');
}

/** What every rule answered on one submission. */
export function decisionPage(decision: ExplainedDecision, metas: readonly RuleMeta[]): string {
  const known = metas.filter(({ id }) => decision.results.some(({ ruleId }) => ruleId === id));
  return [
    `# ${plainText(titleOf(decision))}`,
    `The decision is ${plainText(decision.decision)}. \`sts-warden explain RULE --in REPORT\` says more of each rule.`,
    ...section(
      'What the rules answered',
      itemList(known.flatMap((meta) => answerLines(decision, meta, meta.id))),
    ),
    '',
  ].join('\n\n');
}

/** What people call what was decided. */
export function titleOf({ title, submissionId }: ExplainedDecision): string {
  return title === undefined ? submissionId : `${title} (${submissionId})`;
}

/** A rule that no record concerned was not asked. */
function isAnything({ outcomes }: ExplainedCounts): boolean {
  return outcomes.some(([, count]) => count > 0);
}

function countLines({ outcomes, undecided }: ExplainedCounts): string[] {
  const counts = outcomes.map(([outcome, count]) => `${outcome} ${count}`).join(', ');
  return [
    plainText(`on records and sessions: ${counts}`),
    ...undecided.map(({ missing, count }) =>
      plainText(`undecided ${counted(count, 'time')}, missing ${missing}${wantText(missing, 'forRecords')}`),
    ),
  ];
}

function resultLines(decision: ExplainedDecision, meta: RuleMeta): string[] {
  return answerLines(decision, meta, titleOf(decision));
}

function answerLines({ results }: ExplainedDecision, { id }: RuleMeta, name: string): string[] {
  return results
    .filter(({ ruleId }) => ruleId === id)
    .map(({ outcome, mode, reason, missing = [], evidence }) => {
      const grade = evidenceGradeText(evidence);
      const why = [
        ...(typeof reason === 'string' ? [reason] : []),
        ...(missing.length === 0
          ? []
          : [`missing ${missing.join(', ')}${wantText(missing.join(', '), 'forSubmissions')}`]),
        ...(typeof mode === 'string' ? [`mode ${mode}`] : []),
        ...(grade === undefined ? [] : [`who requests is ${grade}`]),
      ];
      return plainText(`${name}: ${outcome}${why.length === 0 ? '' : `; ${why.join('; ')}`}`);
    });
}

function wantText(missing: string, door: Door): string {
  const { what, supply } = wantOf(missing, door);
  return ` (${what}, ${supply})`;
}

function foundLines(meta: RuleMeta, { findings, violations }: Explainable): string[] {
  const own = findings.filter(({ ruleId }) => ruleId === meta.id);
  const found = own.length > 0 ? own : violations.filter(({ ruleId }) => ruleId === meta.id);
  return found.map(({ id, status, message }) => plainText(`${id} [${status}]: ${message}`));
}

function inputLines(decision: ExplainedDecision, meta: RuleMeta, inputOf: InputOf): string[] {
  const document = inputOf(decision.submissionId);
  return document === undefined ? [] : valuesRead(meta, document);
}

function listed(lines: readonly string[]): string[] {
  const more = lines.length - mostListed;
  return more > 0 ? [...lines.slice(0, mostListed), `and ${more} more`] : [...lines];
}
