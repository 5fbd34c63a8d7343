import { type QueueWorkerOptions, queueWorker } from '../../shared/aws/lambda/queue-worker.ts';
import { type GateOptions, passGate } from '../../shared/gate/gate.ts';
import { ConflictingSubmissionError } from '../../shared/http/errors.ts';
import { redactSecrets } from '../../shared/json/redact-secrets.ts';
import { noProofs } from '../../shared/proof/proven-requesters.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { type HandedEvent, readHandedEvent } from './read-handed-event.ts';
import { unreadableAnswer } from './unreadable-answer.ts';

/** Seconds for which a queue may hand over an event again: as long as it keeps messages. */
const redelivered = 14 * 24 * 3600;

export interface ReviewDependencies
  extends GateOptions,
    Pick<QueueWorkerOptions<unknown>, 'setAside' | 'log' | 'meter'> {}

/**
 * Decides the submissions that arrive as events on a queue and answers with decision events, once for each event however
 * often it is handed over. One that cannot be read is answered too, and set aside without the secrets that it may hold.
 */
export function reviewSubmission(dependencies: ReviewDependencies) {
  const { currentBook, publish, setAside, now } = dependencies;

  async function work({ submission, envelope: { id, source } }: HandedEvent): Promise<void> {
    const ids = id === undefined ? [] : [{ id: `event#${id}`, seconds: redelivered }];
    const caller = source;
    const handed = { submission, caller, claimant: source ?? '', ids, proofs: async () => noProofs };
    try {
      await passGate({ ...handed, hasTime: () => true }, dependencies);
    } catch (error) {
      if (!(error instanceof ConflictingSubmissionError)) throw error;
      throw new MalformedSubmissionError([{ pointer: '/submissionId', detail: error.message }]);
    }
  }

  return queueWorker({
    ...dependencies,
    read: readHandedEvent,
    hopeless: MalformedSubmissionError,
    work,
    setAside: async (message, reason) => {
      if (reason instanceof MalformedSubmissionError) {
        const { revision: policyRevision } = (await currentBook()).policy;
        await publish([unreadableAnswer(message.body, reason.faults, { policyRevision, now })]);
      }
      await setAside({ ...message, body: redactSecrets(message.body) }, reason);
    },
  });
}
