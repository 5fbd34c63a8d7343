import { principalKey } from '../access/principal.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';
import type { RequesterEvidence } from '../evaluation/bound-decision.ts';
import type { GradedResult } from '../evaluation/decide.ts';

/** Who is told of a decision. */
export interface Reader {
  /** Whether the operator lets it read everything. */
  readonly readsAll: boolean;
  /** Its ARN; `undefined` where nobody was authenticated. */
  readonly principal: string | undefined;
}

/** What of a decision tells more than the submission that was sent. */
interface Telling {
  readonly results: readonly GradedResult[];
  readonly violations: readonly Violation[];
  readonly requesters: readonly RequesterEvidence[];
}

/** Members of a violation's subject that were found out, and not sent. */
type Subject = Violation['subject'];

/**
 * Leaves out of a decision what its reader need not know: what was found out about principals other than itself. Rules,
 * outcomes and ids stay, and so does what the reader has sent itself. The hook may read IAM's and AWS STS's answers; its
 * callers, who need no permission to call it, may not.
 */
export function needToKnow<Decision extends Telling>(decision: Decision, reader: Reader): Decision {
  if (reader.readsAll) return decision;
  const self = nameOf(reader.principal);
  const isSelf = (arn: string | undefined) => self !== undefined && nameOf(arn) === self;
  const isOthers = ({ evidence, principal }: RequesterEvidence) =>
    evidence !== 'declared' && !isSelf(principal);
  const hidden = new Set(
    decision.requesters.filter(isOthers).map(({ connection, hop }) => placeOf(connection, hop)),
  );
  return {
    ...decision,
    results: decision.results.map((result) => withoutPolicyNames(result)),
    violations: decision.violations.map((violation) =>
      isSelf(violation.subject.requester) ? violation : withoutFindings(violation, hidden),
    ),
    requesters: decision.requesters.map((requester) =>
      isOthers(requester) ? withoutPrincipal(requester) : requester,
    ),
  };
}

/** What is missing is a word, or the ARN of a policy that somebody has. */
function withoutPolicyNames(result: GradedResult): GradedResult {
  if (result.missing === undefined) return result;
  const words = result.missing.map((missing) => (/^[\w-]+$/.test(missing) ? missing : 'iam-policies'));
  return { ...result, missing: [...new Set(words)] };
}

/** A violation on a hop tells of the principal behind it, all others of what was sent. */
function withoutFindings(violation: Violation, hidden: ReadonlySet<string>): Violation {
  const { hop, connection = '', requester, accountId, ...sent } = violation.subject;
  const { accessKeyAccountId: _, ...evidence } = violation.evidence as Record<string, unknown>;
  const isHidden = hidden.has(placeOf(connection, hop ?? 'staging'));
  const subject: Subject = {
    ...sent,
    ...(hop && { hop }),
    ...(violation.subject.connection !== undefined && { connection }),
    ...(!isHidden && requester !== undefined && { requester }),
  };
  if (hop === undefined) return { ...violation, subject, evidence };
  return { ...violation, message: violation.title, subject, evidence: {} };
}

function withoutPrincipal({ connection, hop, evidence }: RequesterEvidence): RequesterEvidence {
  return { connection, hop, ...(evidence && { evidence }) };
}

/** One name for all ARNs of a principal: a session is its role. */
function nameOf(arn: string | undefined): string | undefined {
  return principalKey(arn) ?? arn;
}

function placeOf(connection: string, hop: RequesterEvidence['hop']): string {
  return JSON.stringify([connection, hop]);
}
