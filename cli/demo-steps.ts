import { type CloudStandIn, cloudStandIn } from '../test/support/informatica/cloud.ts';
import { canaries, credentials, organizationOf } from '../test/support/informatica/example-organization.ts';
import type { Terminal } from './terminal.ts';

/** A command that the demo runs, and the exit code that it must end with. */
export interface DemoStep {
  readonly title: string;
  readonly code: number;
  readonly words: readonly string[];
}

/** What the demo runs, in this order. `cloudUrl`: where Informatica Cloud is asked. */
export function demoSteps(cloudUrl: string): DemoStep[] {
  return [
    {
      title: 'An archive of CloudTrail is audited, and runs over the sessions that they lived on',
      code: 1,
      words: ['audit', '--sessions', '--runs', 'docs/demo/hour.jsonl', 'docs/demo/AWSLogs'],
    },
    {
      title: 'A submission that keeps the guidelines is allowed',
      code: 0,
      words: ['check', 'docs/demo/orders-daily.json'],
    },
    {
      title: 'A submission that breaks them is blocked',
      code: 1,
      words: ['check', 'docs/demo/lake-export.json'],
    },
    {
      title: 'So is a task whose earlier runs died of expired credentials',
      code: 1,
      words: ['check', '--runs', 'docs/demo/runs.jsonl', 'docs/demo/nightly-load.json'],
    },
    {
      title: 'All mapping tasks of an organization of Informatica are swept',
      code: 1,
      words: ['sweep', '--login-url', cloudUrl],
    },
    {
      title: 'Users and roles that may do more than they should are named',
      code: 1,
      words: ['access', '--iam', 'events/authorization-details.json'],
    },
  ];
}

/** In place of Informatica Cloud: nobody has to wait for its export jobs. */
export function demoCloud(): Promise<CloudStandIn> {
  const { username, password } = canaries;
  return cloudStandIn(organizationOf(), { username, password, polls: 0 });
}

/** A terminal that knows how the demo logs in to its stand-in, and that waits for nothing. */
export function demoTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    environment: { ...terminal.environment, ...credentials },
    wait: async () => undefined,
  };
}
