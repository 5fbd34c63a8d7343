import type { Finding, RuleResult, Violation } from '../contracts/result-contract.generated.ts';
import { isObject } from '../json/value.ts';
import type { EvidenceGrade } from '../rules/rule.ts';

/** What a decision says of one rule. */
type ExplainedResult = Pick<RuleResult, 'ruleId' | 'outcome'> &
  Partial<Pick<RuleResult, 'mode' | 'reason' | 'missing'>> & { readonly evidence?: EvidenceGrade };

/** A decision, as far as it is explained. */
export interface ExplainedDecision {
  readonly submissionId: string;
  /** What people call the task; absent where the decision does not say. */
  readonly title?: string;
  readonly taskId?: string;
  readonly decision: string;
  readonly results: readonly ExplainedResult[];
}

/** What an audit counts of one rule. */
export interface ExplainedCounts {
  readonly outcomes: readonly (readonly [outcome: string, count: number])[];
  readonly undecided: readonly { readonly missing: string; readonly count: number }[];
}

/** What of reports can be explained: they may come from anywhere, and what is no part of one is passed over. */
export interface Explainable {
  readonly violations: readonly Violation[];
  readonly findings: readonly Finding[];
  readonly decisions: readonly ExplainedDecision[];
  /** By rule id. */
  readonly audits: readonly ReadonlyMap<string, ExplainedCounts>[];
}

/** Looks through reports, decisions, sweeps, lists of them, and lines of any. */
export function explainableIn(documents: readonly unknown[]): Explainable {
  const parts = documents.flat().flatMap(partsOf).filter(isObject);
  const members = (name: string) => parts.flatMap((part) => (Array.isArray(part[name]) ? part[name] : []));
  const alone = (name: string) => parts.map((part) => part[name]);
  return {
    violations: distinct([...members('violations'), ...parts].filter(isViolation)),
    findings: distinct([...members('findings'), ...alone('finding')].filter(isFinding)),
    decisions: parts.flatMap(decisionOf),
    audits: parts.flatMap(countsOf),
  };
}

/** A sweep holds decisions in its tasks. */
function partsOf(document: unknown): unknown[] {
  return isObject(document) && Array.isArray(document.tasks) ? [document, ...document.tasks] : [document];
}

/** Each id once, in the order of the first. */
function distinct<T extends { readonly id: string }>(items: readonly T[]): T[] {
  const seen = new Set<string>();
  return items.filter(({ id }) => seen.size < seen.add(id).size);
}

function isViolation(value: unknown): value is Violation {
  if (!isObject(value) || typeof value.id !== 'string') return false;
  const { subject, evidence, references, exemption = {} } = value;
  return isObject(subject) && isObject(evidence) && Array.isArray(references) && isObject(exemption);
}

function isFinding(value: unknown): value is Finding {
  if (!isObject(value) || typeof value.id !== 'string') return false;
  return isObject(value.cause) && Array.isArray(value.examples) && typeof value.occurrences === 'number';
}

function decisionOf({ submissionId, decision, results, task }: Record<string, unknown>): ExplainedDecision[] {
  if (typeof submissionId !== 'string' || typeof decision !== 'string' || !Array.isArray(results)) return [];
  const { id, name, folder } = isObject(task) ? task : {};
  return [
    {
      submissionId,
      decision,
      results: results.filter(isResult),
      ...(typeof name === 'string' && { title: typeof folder === 'string' ? `${folder}/${name}` : name }),
      ...(typeof id === 'string' && { taskId: id }),
    },
  ];
}

function isResult(value: unknown): value is ExplainedResult {
  if (!isObject(value) || typeof value.ruleId !== 'string' || typeof value.outcome !== 'string') return false;
  const { missing = [] } = value;
  return Array.isArray(missing) && missing.every((one) => typeof one === 'string');
}

function countsOf({ coverage }: Record<string, unknown>): ReadonlyMap<string, ExplainedCounts>[] {
  if (!isObject(coverage) || !isObject(coverage.rules)) return [];
  const undecided = Array.isArray(coverage.undecided) ? coverage.undecided.filter(isUndecided) : [];
  const rules = Object.entries(coverage.rules).map(([id, counts]) => {
    const outcomes = Object.entries(isObject(counts) ? counts : {}).filter(isCount);
    return [id, { outcomes, undecided: undecided.filter(({ ruleId }) => ruleId === id) }] as const;
  });
  return [new Map(rules)];
}

function isUndecided(value: unknown): value is { ruleId: string; missing: string; count: number } {
  return isObject(value) && typeof value.missing === 'string' && typeof value.count === 'number';
}

function isCount(entry: [string, unknown]): entry is [string, number] {
  return typeof entry[1] === 'number';
}
