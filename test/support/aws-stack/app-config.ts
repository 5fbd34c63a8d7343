import type { Answer } from './exchange.ts';
import type { Fault, FaultyEndpoint } from './faulty-endpoint.ts';

const opening = 'POST /configurationsessions';
const getting = 'GET /configuration';

/** AWS AppConfig's data plane, which moto has none of: one policy, whoever asks. */
export interface AppConfig {
  /** From now on this is the policy. */
  readonly holds: (policy: string | object) => void;
  /** From now on nobody gets a session. */
  readonly fails: (fault: Fault) => void;
  /** From now on nobody gets a policy in a session. */
  readonly failsInSession: (fault: Fault) => void;
}

export function appConfig(endpoint: FaultyEndpoint): AppConfig {
  const answers = new Map<string, Fault>();

  /** What nobody asks for is no fault that a test misses. */
  function answer(operation: string, fault: Fault): void {
    if (!answers.has(operation)) endpoint.fail(operation, (call) => current(operation)(call), Infinity);
    answers.set(operation, fault);
  }

  function current(operation: string): Fault {
    return answers.get(operation) ?? (async () => 'reset');
  }

  return {
    holds: (policy) => {
      answer(opening, session);
      answer(getting, async () =>
        configuration(typeof policy === 'string' ? policy : JSON.stringify(policy)),
      );
    },
    fails: (fault) => answer(opening, fault),
    failsInSession: (fault) => {
      answer(opening, session);
      answer(getting, fault);
    },
  };
}

const session: Fault = async () => ({
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"InitialConfigurationToken":"first"}'),
});

function configuration(policy: string): Answer {
  const next = { 'next-poll-configuration-token': 'next', 'next-poll-interval-in-seconds': '60' };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', ...next },
    body: Buffer.from(policy),
  };
}
