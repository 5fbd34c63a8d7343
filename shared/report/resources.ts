import { parsePrincipal } from '../access/principal.ts';
import type { Violation } from '../contracts/result-contract.generated.ts';

/** Something of AWS’s or Informatica’s that a violation is about. */
export interface Resource {
  readonly kind: 'user' | 'role' | 'other';
  /** An ARN where it has one, else what it is called. */
  readonly id: string;
}

/** What a violation is about, each once: the requester, the role and the task, as far as it names them. */
export function resourcesOf({ subject, id }: Pick<Violation, 'subject' | 'id'>): Resource[] {
  const { requester, roleArn, task, taskId, submissionId } = subject;
  const named = [requester, roleArn, task ?? taskId ?? submissionId].filter((one) => one !== undefined);
  const ids = [...new Set(named)];
  return ids.length === 0 ? [{ kind: 'other', id }] : ids.map((one) => ({ kind: kindOf(one), id: one }));
}

function kindOf(id: string): Resource['kind'] {
  const kind = parsePrincipal(id)?.kind;
  return kind === 'user' || kind === 'role' ? kind : 'other';
}
