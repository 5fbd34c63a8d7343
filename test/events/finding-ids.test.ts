import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Violation } from '../../shared/contracts/result-contract.generated.ts';
import { eventCases } from '../../shared/examples/event-cases.ts';
import { command } from '../support/cli/command.ts';

/** Input → the ids of its findings, as they were when each first left the system. People keep them in tickets. */
const kept: Readonly<Record<string, readonly string[]>> = JSON.parse(
  await readFile(new URL('finding-ids.json', import.meta.url), 'utf8'),
);
const facts = ['--policy', 'events/policy.yaml', '--iam', 'events/authorization-details.json'];
const inputs = [
  ['docs/demo/AWSLogs', []],
  ['docs/demo/orders-daily.json', []],
  ['docs/demo/lake-export.json', []],
  ['docs/demo/nightly-load.json', ['--runs', 'docs/demo/runs.jsonl']],
  ...eventCases.map(({ name, withFacts }) => [`events/${name}`, withFacts ? facts : []] as const),
] as const;

describe('an id of a finding stays what it is', () => {
  it.each(inputs)('%s', async (path, options) => {
    const verb = /AWSLogs|\/audit-/.test(path) ? 'audit' : 'check';
    const { stdout } = await command([verb, '--format', 'jsonl', ...options, path]);
    const results: object[] = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    const ids = results.flatMap(violationsIn).map(({ ruleId, id }) => `${ruleId} ${id}`);
    expect([...new Set(ids)].sort()).toEqual(kept[path]);
  });
});

function violationsIn(result: object): Violation[] {
  if ('ruleId' in result) return [result as Violation];
  return (result as { violations?: Violation[] }).violations ?? [];
}
