import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { audit, record } from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const digest = { awsAccountId: '123456789012', digestStartTime: '2026-10-01T08:00:00Z', logFiles: [] };
const insight = { eventType: 'AwsCloudTrailInsight', insightDetails: {}, eventTime: '2026-10-01T08:00:00Z' };
const config = { fileVersion: '1.0', configSnapshotId: 'x', configurationItems: [] };
const notification = {
  Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: {}, object: {} } }],
};
const account = { RoleDetailList: [], UserDetailList: [], Policies: [] };

/** What the command says of a file: beside a log file in a folder, and named alone. */
async function saidOf(name: string, content: unknown) {
  const folder = await temporaryFolder();
  await folder.write('trail/log.json', record('a'));
  const path = await folder.write(`trail/${name}`, content);
  const inFolder = await audit([folder.at('trail')]);
  const named = await audit([path]);
  const said = ({ code, report }: typeof named) => [
    code,
    report.coverage.filesSkipped[0]?.reason ?? report.coverage.withoutRecords.map(({ kind }) => kind).join(),
  ];
  return [said(inFolder), said(named)];
}

const none = 'holds no CloudTrail records';

describe('a file of another kind, in a folder and named', () => {
  it.each<[string, string, unknown, [number, unknown], [number, unknown]]>([
    [
      'a digest',
      'd.json.gz',
      gzipSync(JSON.stringify(digest)),
      [0, 'CloudTrail digest'],
      [0, 'CloudTrail digest'],
    ],
    [
      'an Insights file',
      'i.json.gz',
      gzipSync(JSON.stringify({ Records: [insight] })),
      [0, 'CloudTrail Insights event'],
      [0, 'CloudTrail Insights event'],
    ],
    [
      'an AWS Config file',
      'c.json.gz',
      gzipSync(JSON.stringify(config)),
      [0, 'AWS Config file'],
      [0, 'AWS Config file'],
    ],
    [
      'an account file',
      'iam.json',
      account,
      [0, 'IAM account file'],
      [2, `${none} (IAM account file): give it with --iam`],
    ],
    [
      'a notification',
      'n.json',
      notification,
      [2, expect.stringContaining('S3 notification')],
      [2, expect.stringContaining('S3 notification')],
    ],
    ['a picture', 'a.png', png, [0, 'picture'], [2, expect.stringContaining(none)]],
    [
      'text',
      'readme.txt',
      'Some text.\nAnd more.\n',
      [0, 'text without records'],
      [2, expect.stringMatching(/not JSON|^holds/)],
    ],
    [
      'a page, which may be the answer to a download that failed',
      'index.html',
      '<!doctype html>\n<p>Some text',
      [0, expect.stringContaining('HTML')],
      [2, expect.stringContaining('HTML')],
    ],
    ['a folder marker', 'AWSLogs_$folder$', '', [0, 'empty file'], [2, 'the file is empty']],
    ['an empty log file', 'a.json.gz', '', [2, 'the file is empty'], [2, 'the file is empty']],
    ['JSON of another kind', 'a.json', { a: 1 }, [2, none], [2, none]],
    ['the same with another name', 'a.conf', { a: 1 }, [0, expect.any(String)], [2, none]],
  ])('%s', async (_, name, content, inFolder, named) => {
    expect(await saidOf(name, content)).toEqual([inFolder, named]);
  });

  const policy = 'docs/examples/policy.yaml';

  it.each([
    ['an audit', ['audit', '--format', 'json', 'docs/demo/AWSLogs']],
    ['a difference of policies', ['policy', 'diff', '--format', 'json', policy, policy, 'docs/demo/AWSLogs']],
    ['cases', ['policy', 'test', '--format', 'json', 'docs/examples/policy-cases.yaml']],
  ])('a report of the program itself, of %s', async (_, words) => {
    const { stdout } = await command(words);
    const kind = 'report of sts-warden';
    expect(await saidOf('report.json', stdout)).toEqual([
      [0, kind],
      [2, `${none} (${kind})`],
    ]);
  });

  it('a policy that was proposed beside the trail', async () => {
    const { stdout } = await command(['policy', 'init', 'docs/demo/AWSLogs']);
    const [inFolder] = await saidOf('sts-warden.yaml', stdout);
    expect(inFolder).toEqual([0, 'text without records']);
  });
});

it.each([
  ['text and account files', { 'a.txt': 'text', 'iam.json': account }, 2],
  ['digests', { 'a.json': digest, 'b.txt': 'text' }, 0],
])('a folder of %s alone', async (_, contents, expected) => {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(contents)) await folder.write(`trail/${name}`, content);
  const { code, report } = await audit([folder.at('trail')]);
  expect(report.coverage.filesSkipped).toEqual(
    expected === 0 ? [] : [{ path: folder.at('trail'), reason: none }],
  );
  expect(code).toBe(expected);
});
