import type { Finding, Violation } from '../contracts/result-contract.generated.ts';
import { findingsText } from './findings-text.ts';
import type { View } from './view.ts';
import { violationText } from './violation-text.ts';

interface Found {
  readonly findings: readonly Finding[];
  readonly violations: readonly Violation[];
}

/** What was found in events, a paragraph each, under a title: findings, or every violation; nothing where there is none. */
export function* foundText({ findings, violations }: Found, { paint, occurrences }: View): Generator<string> {
  if (violations.length === 0) return;
  if (occurrences === true) {
    yield paint('bold', `Violations: ${violations.length}`);
    for (const violation of violations) yield violationText(violation, paint);
    return;
  }
  yield paint('bold', `Findings: ${findings.length}`);
  yield* findingsText(findings, { paint, withTimes: true });
}
