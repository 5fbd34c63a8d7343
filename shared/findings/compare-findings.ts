import type { Finding } from '../contracts/result-contract.generated.ts';

/** What a finding has to have to be compared and told. */
export interface ComparedFinding
  extends Pick<Finding, 'id' | 'ruleId' | 'severity' | 'status' | 'message' | 'cause'> {
  /** The task or file on which it was decided. */
  readonly place?: string;
}

/** What became of findings since an earlier report, exempted ones left aside. */
export interface Since {
  /** The earlier report. */
  readonly baseline: string;
  /** Findings of now that were there before. */
  readonly known: number;
  readonly gone: readonly ComparedFinding[];
  /** Findings of which nobody knows whether they are still there: that was not looked at, or is undecided. */
  readonly notKnown: readonly ComparedFinding[];
}

/** The findings now against those of before. `isAnswered`: whether what is looked at now would show one that is there. */
export function compareFindings(
  now: readonly ComparedFinding[],
  before: readonly ComparedFinding[],
  isAnswered: (finding: ComparedFinding) => boolean,
): Omit<Since, 'baseline'> & { readonly isKnown: (id: string) => boolean } {
  const earlier = before.filter(isInForce);
  const knownIds = new Set(earlier.map(({ id }) => id));
  const causes = new Set(now.map(causeKey));
  const missing = earlier.filter((finding) => !causes.has(causeKey(finding)));
  return {
    isKnown: (id) => knownIds.has(id),
    known: now.filter((finding) => isInForce(finding) && knownIds.has(finding.id)).length,
    gone: missing.filter(isAnswered),
    notKnown: missing.filter((finding) => !isAnswered(finding)),
  };
}

function isInForce({ status }: ComparedFinding): boolean {
  return status !== 'exempted';
}

/** What is exempted now, or was only tried, is not gone. */
function causeKey({ ruleId, cause }: ComparedFinding): string {
  return JSON.stringify([ruleId, Object.entries(cause).sort()]);
}
