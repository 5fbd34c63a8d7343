import type { Violation } from '../contracts/result-contract.generated.ts';

type Subject = Violation['subject'];

/** What people act on (docs/guidelines.md, "Findings"). What a subject does not name is not in its cause. */
export interface Cause {
  readonly account?: string | undefined;
  /** Of a credential request, refused call or session, as a chain names it (G4). */
  readonly requester?: string | undefined;
  /** ARN; of a request for credentials without one, as in a chain (G4), the name of its event. */
  readonly role?: string | undefined;
  /** A task's id, else its name. */
  readonly task?: string | undefined;
  /** Their names: of a pair the source first. */
  readonly endpoints?: readonly string[] | undefined;
  readonly connection?: string | undefined;
  readonly hop?: Subject['hop'] | undefined;
  /** ARN of an IAM user or role whose access changed. */
  readonly principal?: string | undefined;
}

const ofSession = ({ accountId: account, requester, roleArn, eventName }: Subject): Cause => ({
  account,
  requester,
  role: roleArn ?? eventName,
});

/** The cause of each kind of subject; the order of its members is part of a finding's id. */
const causes: Readonly<Record<Subject['kind'], (subject: Subject) => Cause>> = {
  'credential-request': ofSession,
  session: ofSession,
  // It may be any call: by its name, one session that has expired would be many causes.
  'refused-call': (subject) => ({ ...ofSession(subject), role: subject.roleArn }),
  submission: ({ taskId, task, endpoints, connection, hop }) => ({
    task: taskId ?? task,
    endpoints,
    connection,
    hop,
  }),
  run: ({ taskId, task, roleArn }) => ({ task: taskId ?? task, role: roleArn }),
  principal: ({ requester }) => ({ principal: requester }),
};

/** The cause of a violation, from its subject. */
export function causeOf(subject: Subject): Cause {
  const named = Object.entries(causes[subject.kind](subject)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(named);
}
