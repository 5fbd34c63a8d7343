import { cloudStandIn } from '../test/support/informatica/cloud.ts';
import { canaries, credentials, organizationOf } from '../test/support/informatica/example-organization.ts';
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const { username, password } = canaries;
/** In place of Informatica Cloud: nobody has to wait for its export jobs. */
const cloud = await cloudStandIn(organizationOf(), { username, password, polls: 0 });
const terminal = {
  ...processTerminal,
  environment: { ...processTerminal.environment, ...credentials },
  wait: async () => undefined,
};

/** What the demo runs, and the exit code that each command must end with. */
const steps: readonly (readonly [title: string, code: number, ...words: string[]])[] = [
  ['An archive of CloudTrail is audited', 1, 'audit', '--sessions', 'docs/demo/AWSLogs'],
  ['A submission that keeps the guidelines is allowed', 0, 'check', 'docs/demo/orders-daily.json'],
  ['A submission that breaks them is blocked', 1, 'check', 'docs/demo/lake-export.json'],
  [
    'So is a task whose earlier runs died of expired credentials',
    1,
    'check',
    '--runs',
    'docs/demo/runs.jsonl',
    'docs/demo/nightly-load.json',
  ],
  ['All mapping tasks of an organization of Informatica are swept', 1, 'sweep', '--login-url', cloud.url],
];

for (const [title, expected, ...words] of steps) {
  process.stdout.write(`\n── ${title} ──\n$ npx sts-warden ${words.join(' ')}\n\n`);
  const code = await run(words, terminal);
  process.stdout.write(`→ exit code ${code}\n`);
  if (code !== expected) {
    process.stderr.write(`demo: expected exit code ${expected}, got ${code}\n`);
    process.exitCode = 1;
  }
}
await cloud.close();
