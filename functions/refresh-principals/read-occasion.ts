import { type IamChange, readIamChange } from '../../shared/cloudtrail/iam-change.ts';
import { unwrapEvent } from '../../shared/json/event-envelope.ts';
import { NotJsonError, parseJson } from '../../shared/json/parse.ts';

/** Why the principals are looked at. */
export interface Occasion {
  /** What the messages say was changed in IAM, each once, in the order of its time. */
  readonly changes: readonly IamChange[];
  /** Whether all access keys are to be listed: by the clock, or because somebody asks for one that nobody knows. */
  readonly wantsAllKeys: boolean;
}

/** Reads the messages of a batch. One of any other content than a change in IAM asks for everything. */
export function readOccasion(messages: readonly { readonly body: string }[]): Occasion {
  const read = messages.map(({ body }) => changeIn(body));
  const changes = read.filter((change) => change !== undefined);
  const byId = new Map(changes.map((change) => [change.eventId, change]));
  return {
    changes: [...byId.values()].sort((one, other) => (one.eventTime < other.eventTime ? -1 : 1)),
    wantsAllKeys: changes.length < read.length || read.length === 0,
  };
}

function changeIn(body: string): IamChange | undefined {
  try {
    return readIamChange(unwrapEvent(parseJson(body)));
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
