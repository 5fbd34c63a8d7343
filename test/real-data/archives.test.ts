import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { ArchiveAuditReport } from '../../shared/audit/audit-report.ts';
import type { Decision } from '../../shared/contracts/result-contract.generated.ts';
import { checked } from '../support/cli/check-command.ts';
import { command } from '../support/cli/command.ts';
import { findingsOf, invoke, unique } from '../support/functions/invoke.ts';

const data = process.env.REAL_DATA ?? '';
if (data === '') process.stderr.write('REAL_DATA is not set: the tests on real data are skipped\n');

describe.skipIf(data === '')('real CloudTrail archives', () => {
  const folder = join(data, 'cloudtrail');
  const audit = async (...words: string[]) => {
    const { code, stdout } = await command(['audit', '--format', 'json', ...words]);
    return { code, report: JSON.parse(stdout) as ArchiveAuditReport };
  };

  it('are read whole: nothing skipped, nothing malformed, duplicates once', async () => {
    const { code, report } = await audit(folder);
    expect(report.coverage).toMatchObject({
      filesSkipped: [],
      recordsMalformed: 0,
      recordsRead: 3395,
      duplicatesRemoved: 5,
      // Samples of documentation and hand-made tests share ids.
      idCollisions: 0,
      credentialRequests: 63,
    });
    expect(code).toBe(1);
  });

  it('have three requesters that are no IAM principals, and no root', async () => {
    const { report } = await audit(folder);
    expect(report.violations.map(({ ruleId }) => ruleId)).toEqual(
      Array(3).fill('requester-is-iam-principal'),
    );
  });

  it('show a user that requests temporary credentials and has itself access, where that is asked for', async () => {
    const { report } = await audit('--observed', folder);
    const found = report.violations.filter(({ ruleId }) => ruleId === 'requester-has-no-access');
    expect(report.coverage.rules['requester-has-no-access']).toMatchObject({
      violation: 23,
      undecided: 8,
      pass: 0,
    });
    for (const { evidence } of found)
      expect(evidence).toEqual({
        principal: 'arn:aws:iam::123837392027:user/bert-jan',
        calledServices: ['ec2.amazonaws.com', 'iam.amazonaws.com'],
        observed: [
          '2023-07-10T11:54:33Z us-east-1 ec2.amazonaws.com DescribeAccountAttributes f8e608fd-8465-48e2-b65d-0ad849244ead',
          '2023-07-10T11:54:38Z us-east-1 iam.amazonaws.com GetUser 41194825-7a68-4662-a133-b269f9ff5c5c',
          '2023-07-10T11:54:39Z us-east-1 iam.amazonaws.com PutRolePolicy 6c1eed73-00ee-4810-8009-c9ce5990c100',
          '2023-07-10T11:54:39Z us-east-1 iam.amazonaws.com CreateRole ff709962-49b6-494d-8198-cdf0f7e8e666',
          '2023-07-10T11:54:40Z us-east-1 iam.amazonaws.com GetRole 9011254b-8332-4db6-863f-61ac1e946b98',
        ],
      });
  });

  it('look as docs/audit.md shows one', async () => {
    const page = readFileSync('docs/audit.md', 'utf8');
    const block =
      /<!-- real data: .* -->\n```console\n\$ npx sts-warden (.*)\n([^$]*)\$ echo \$\?\n(\d)\n```/;
    const [, words = '', shown, ended] = block.exec(page) ?? [];
    const { code, stdout } = await command(words.replace('invictus', join(folder, 'invictus')).split(' '));
    expect(stdout).toBe(shown);
    expect(String(code)).toBe(ended);
  });

  it('give the same findings in any order of the files', async () => {
    const files = readdirSync(folder).map((name) => join(folder, name));
    const forth = await audit('--observed', ...files);
    const back = await audit('--observed', ...files.reverse());
    expect(back.report.violations).toEqual(forth.report.violations);
    expect(back.report.coverage.rules).toEqual(forth.report.coverage.rules);
  });

  it.each(data === '' ? [] : readdirSync(folder))(
    '%s: each record has the same verdict through the Lambda',
    async (name) => {
      const records = keptOnce(join(folder, name));
      const Records = records.map(
        (detail, index): Partial<SQSRecord> => ({
          messageId: String(index),
          body: JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail }),
        }),
      );
      const invocation = await invoke('audit-credential-requests', { Records } as SQSEvent);
      const { report } = await audit(join(folder, name));
      expect(invocation.response).toEqual({ batchItemFailures: [] });
      expect(invocation.setAside).toEqual([]);
      expect(findingsOf(invocation)).toEqual(unique(report.violations));
    },
  );
});

/** Of records with one id, source and name an archive's audit judges the first. */
function keptOnce(path: string): unknown[] {
  const seen = new Set<string>();
  const text = gunzipSync(readFileSync(path)).toString();
  const lines = path.includes('.jsonl') ? text.trim().split('\n') : [text];
  const records: Record<string, string | undefined>[] = lines
    .map((line) => JSON.parse(line))
    .flatMap((value) => value.Records ?? value);
  return records.filter(({ sharedEventID, eventID, eventSource, eventName }) => {
    const id = sharedEventID ?? eventID;
    const event = `${id} ${eventSource} ${eventName}`;
    const isNew = id === undefined || !seen.has(event);
    seen.add(event);
    return isNew;
  });
}

/** What was agreed on for a task. Rules that came later are not in it. */
interface AgreedOutcome {
  readonly results: Record<string, string>;
}

/** A decision in the form of the outcomes that were agreed on. What came later is told only where it finds fault. */
function summaryOf({ results, violations, decision }: Decision, agreed: AgreedOutcome) {
  const counts: Record<string, number> = {};
  for (const { ruleId } of violations) counts[ruleId] = (counts[ruleId] ?? 0) + 1;
  const told = results.filter(({ ruleId, outcome }) => ruleId in agreed.results || outcome === 'violation');
  const outcomes = told.map(({ ruleId, outcome }) => [ruleId, outcome]);
  return { task: undefined, results: Object.fromEntries(outcomes), violations: counts, decision };
}

describe.skipIf(data === '')('real submissions', () => {
  const folder = join(data, 'informatica', 'exports');
  const files = data === '' ? [] : readdirSync(folder).filter((name) => name.endsWith('.submissions.json'));

  it.each(files)('%s: every task has the outcomes that were agreed on', async (name) => {
    const path = join(folder, name);
    const expected: AgreedOutcome[] = JSON.parse(
      readFileSync(path.replace('submissions', 'outcomes'), 'utf8'),
    );
    const { decisions } = await checked([path]);
    expect(decisions).toHaveLength(expected.length);
    for (const [index, outcome] of expected.entries())
      expect(summaryOf(decisions[index] as Decision, outcome)).toEqual({ ...outcome, task: undefined });
  });
});
