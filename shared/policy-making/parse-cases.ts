import type { Case, PolicyCases } from '../contracts/policy-cases-contract.generated.ts';
import validate from '../contracts/policy-cases-validator.generated.js';
import { schemaFaults } from '../json/schema-faults.ts';
import { BrokenCasesError, type PolicyFault } from '../policy/errors.ts';
import { placedDocument } from '../policy/placed-document.ts';
import { unknownRule } from '../policy/unknown-rule.ts';
import type { Rule } from '../rules/rule.ts';
import { MalformedSubmissionError } from '../submission/errors.ts';
import { parseSubmission } from '../submission/parse-submission.ts';
import { impossibleFinding, isJudgedOn } from './impossible-finding.ts';
import type { CaseSubject, PolicyCase } from './policy-case.ts';

const subjects = ['events', 'submission', 'file'] as const;

/**
 * Reads the cases of an operator from YAML or JSON text; `rules` are those that exist. Throws {@link BrokenCasesError} listing
 * every fault, of expectations that no policy can meet too.
 */
export function parseCases(text: string, rules: readonly Rule[]): PolicyCase[] {
  const document = placedDocument(text);
  if ('unreadable' in document) throw new BrokenCasesError(document.unreadable);
  const { value, placed } = document;
  if (!isPolicyCases(value)) throw new BrokenCasesError(schemaFaults(validate.errors).map(placed));
  const faults: PolicyFault[] = [];
  const names = new Set<string>();
  const cases = value.cases.flatMap((one, index) => {
    const at = `/cases/${index}`;
    if (names.has(one.name))
      faults.push({ pointer: `${at}/name`, detail: 'is the name of an earlier case too' });
    names.add(one.name);
    const subject = subjectOf(one, at, faults);
    faults.push(...timeFaults(one, at), ...expectationFaults(one, at, rules));
    return subject === undefined ? [] : [{ name: one.name, at: one.at, expect: one.expect, subject }];
  });
  if (faults.length > 0) throw new BrokenCasesError(faults.map(placed));
  return cases;
}

function isPolicyCases(value: unknown): value is PolicyCases {
  return validate(value);
}

function subjectOf(one: Case, at: string, faults: PolicyFault[]): PolicyCase['subject'] | undefined {
  const given = subjects.filter((name) => one[name] !== undefined);
  if (given.length !== 1)
    faults.push({
      pointer: at,
      detail: `expected one of \`events\`, \`submission\` and \`file\`, got ${given.length}`,
    });
  if (one.file !== undefined) return { file: one.file };
  if (one.events !== undefined) return { events: one.events };
  return one.submission === undefined ? undefined : submitted(one.submission, `${at}/submission`, faults);
}

function submitted(document: unknown, at: string, faults: PolicyFault[]): CaseSubject | undefined {
  try {
    return { submission: parseSubmission(document) };
  } catch (error) {
    if (!(error instanceof MalformedSubmissionError)) throw error;
    faults.push(...error.faults.map(({ pointer, detail }) => ({ pointer: at + pointer, detail })));
    return undefined;
  }
}

/** The contract takes leap seconds, which the clock has none of. */
function timeFaults({ at: time }: Case, at: string): PolicyFault[] {
  const isTime = time === undefined || !Number.isNaN(Date.parse(time));
  return isTime ? [] : [{ pointer: `${at}/at`, detail: 'expected a time that there is' }];
}

function expectationFaults({ expect, ...one }: Case, at: string, rules: readonly Rule[]): PolicyFault[] {
  const ids = rules.map(({ meta }) => meta.id);
  const holds = one.file !== undefined ? undefined : one.events !== undefined ? 'events' : 'submission';
  const findings = expect.findings.flatMap((expected, index) => {
    const impossible = () => (holds === undefined ? undefined : impossibleFinding(expected, holds, rules));
    const detail = unknownRule(expected.rule, ids) ?? impossible();
    return detail === undefined ? [] : [{ pointer: `${at}/expect/findings/${index}/rule`, detail }];
  });
  const undecided = (expect.undecided ?? []).flatMap((id, index) => {
    const isJudged = holds === undefined || isJudgedOn(id, holds, rules);
    const detail = unknownRule(id, ids) ?? (isJudged ? undefined : 'is not judged on what the case holds');
    return detail === undefined ? [] : [{ pointer: `${at}/expect/undecided/${index}`, detail }];
  });
  const decides = expect.decision !== undefined && holds === 'events';
  const detail = 'is expected of events: only submissions are decided';
  return [...findings, ...undecided, ...(decides ? [{ pointer: `${at}/expect/decision`, detail }] : [])];
}
