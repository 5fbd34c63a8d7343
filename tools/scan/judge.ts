import type { AcceptedFindings } from './accepted-findings.ts';
import type { Finding, Scan } from './checkov-report.ts';

/** What a scan comes to. */
export interface Judgement {
  /** 0 where all is well, 1 where there are faults. */
  readonly exitCode: 0 | 1;
  /** The faults, a line each; where there are none, what was accepted and why. */
  readonly lines: readonly string[];
}

/**
 * Judges a scan by what is accepted. Faults are a finding that is not accepted, an accepted one that was not found, and a
 * template of which nothing was checked.
 */
export function judge(scan: Scan, accepted: AcceptedFindings): Judgement {
  const faults = faultsOf(scan, accepted);
  return faults.length > 0 ? { exitCode: 1, lines: faults } : { exitCode: 0, lines: reasons(accepted) };
}

function faultsOf({ findings, checked }: Scan, accepted: AcceptedFindings): readonly string[] {
  const unchecked = Object.keys(accepted).filter((template) => !checked.has(template));
  if (unchecked.length > 0) return unchecked.map((template) => `${template}: nothing was checked in it`);
  const keys = acceptedKeys(accepted);
  const found = new Set(findings.map(keyOf));
  return [
    ...findings.filter((finding) => !keys.has(keyOf(finding))).map(lineOf),
    ...[...keys].filter((key) => !found.has(key)).map((key) => `${key}: accepted, but not found`),
  ];
}

function reasons(accepted: AcceptedFindings): readonly string[] {
  return Object.entries(accepted).flatMap(([template, entries]) => [
    `${template}: ${entries.length === 0 ? 'no findings' : 'accepted findings'}`,
    ...entries.map(({ check, resources, because }) => `  ${check}: ${resources.join(', ')}: ${because}`),
  ]);
}

function acceptedKeys(accepted: AcceptedFindings): ReadonlySet<string> {
  const keys = Object.entries(accepted).flatMap(([template, entries]) =>
    entries.flatMap(({ check, resources }) =>
      resources.map((resource) => keyOf({ template, resource, check })),
    ),
  );
  return new Set(keys);
}

function keyOf({ template, resource, check }: Pick<Finding, 'template' | 'resource' | 'check'>): string {
  return `${template}: ${resource}: ${check}`;
}

function lineOf({ template, line, resource, check, wants }: Finding): string {
  return `${template}:${line}: ${resource}: ${check}: ${wants}`;
}
