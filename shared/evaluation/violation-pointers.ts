import type { Violation } from '../contracts/result-contract.generated.ts';
import type { Submission } from '../submission/submission.ts';
import { endpointPart, hopPart, pairPart, type SubmissionPart } from './submission-part.ts';
import { violationId } from './violation-id.ts';

/** JSON Pointers, from the top of a submission, to what a violation on it is about; to its task where nothing says. */
export function violationPointers(
  { id, ruleId, subject }: Pick<Violation, 'id' | 'ruleId' | 'subject'>,
  submission: Submission,
): readonly string[] {
  const parts = partsLike(subject, submission);
  const isMeant = ({ pointers }: SubmissionPart) =>
    violationId(ruleId, submission.digest, ...pointers) === id;
  const part = parts.length > 1 ? parts.find(isMeant) : parts[0];
  return part?.pointers ?? ['/task'];
}

/** The parts whose names a subject has: several endpoints may share one. */
function partsLike(
  { hop, connection, endpoints: [first, second] = [] }: Violation['subject'],
  { hops, pairs, endpoints }: Submission,
): SubmissionPart[] {
  if (hop !== undefined)
    return hops.filter((one) => one.kind === hop && one.connection.id === connection).map(hopPart);
  if (second === undefined) return endpoints.filter(({ name }) => name === first).map(endpointPart);
  return pairs.filter(({ source, target }) => source.name === first && target.name === second).map(pairPart);
}
