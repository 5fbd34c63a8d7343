import { describe, expect, it } from 'vitest';
import { compliantSubmission } from '../../shared/examples/compliant.ts';
import { command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';
import {
  type PackageParts,
  packageOf,
  plainConnection,
  plainEndpoints,
} from '../support/informatica/package-builder.ts';
import { expanded, type PackageContent, zipped } from '../support/informatica/package-content.ts';

/** 7,200 s with the EC2 role, which STS refuses. */
const blockedEndpoints = plainEndpoints.map((one) => ({
  ...one,
  labelled: { ...one.labelled, 'Temporary Credential Duration': '7200' },
}));
const ec2Connection = {
  ...plainConnection,
  params: { iamroleARN: 'arn:aws:iam::123456789012:role/stage', useEC2RoletoAssumeRole: 'true' },
};
const parts: PackageParts = {
  connections: [ec2Connection],
  tasks: [
    { id: 'one', name: 'nightly' },
    { id: 'two', name: 'hourly', endpoints: blockedEndpoints },
    { id: 'three', name: 'broken', more: { mappingId: '@elsewhere' } },
    { id: 'four', name: 'monthly', folder: 'Explore/Finance' },
  ],
  taskflows: [{ name: 'night', xml: '<a><GUID>two</GUID></a>' }],
};

async function checkPackage(words: readonly string[], content: PackageContent = packageOf(parts)) {
  const folder = await temporaryFolder();
  const path = await folder.write('export.zip', zipped(content));
  const result = await command(['check', ...words, path]);
  return { ...result, path, lines: result.stdout.split('\n') };
}
const json = async (words: readonly string[] = [], content?: PackageContent) => {
  const { stdout, ...result } = await checkPackage(['--format', 'json', ...words], content);
  return { ...result, results: JSON.parse(stdout) };
};
const names = (results: { task: { name: string } }[]) => results.map(({ task }) => task.name);

describe('check of an export package', () => {
  it('begins no line with a name: one could be a command to whoever reads the log', async () => {
    const content = packageOf({ tasks: [{ name: 'one', folder: '::add-mask::x' }, { name: 'two' }] });
    const metadata = JSON.parse(String(content['exportMetadata.v2.json']));
    for (const object of metadata.exportedObjects) object.path = object.path.replace(/^\//, '');
    const { stdout, code } = await checkPackage([], {
      ...content,
      '::warning::x.MTT.zip': { 'mtTask.json': '[]' },
      'exportMetadata.v2.json': JSON.stringify(metadata),
    });
    expect(code).toBe(2);
    expect(stdout).toMatch(/^\/::add-mask::x +one +allowed/m);
    expect(stdout).toMatch(/^\/Explore\/Sales +two +allowed/m);
    expect(stdout).not.toMatch(/^\s*::/m);
  });

  it('prints a line a task in the package’s order, what is wrong with which, and what could not be read', async () => {
    const { code, lines, stderr, path } = await checkPackage([]);
    expect(lines.slice(0, 5)).toEqual([
      'Folder            Task     Decision    Gravest rule                         Expected s  Shortest s',
      '/Explore/Sales    nightly  allowed     requester-has-no-access (undecided)                     900',
      '/Explore/Sales    hourly   BLOCKED     duration-is-grantable                                  7200',
      '/Explore/Sales    broken   UNREADABLE',
      '/Explore/Finance  monthly  allowed     requester-has-no-access (undecided)                     900',
    ]);
    expect(lines).toContain('/Explore/Sales/hourly, run by night');
    expect(lines).toContain('  could not be read: its mapping is not in the package');
    expect(lines.at(-2)).toBe('2 findings, 2 high, in 3 tasks; 1 blocked; 1 could not be read');
    expect(stderr).toBe(`sts-warden: /Explore/Sales/broken (${path}): its mapping is not in the package\n`);
    expect(code).toBe(2);
  });

  it('has decisions that name their task, and the tasks without one in their places', async () => {
    const { results, code } = await json();
    expect(names(results)).toEqual(['nightly', 'hourly', 'broken', 'monthly']);
    expect(results[1]).toMatchObject({
      decision: 'block',
      task: { id: 'two', name: 'hourly', folder: '/Explore/Sales', taskflows: ['night'] },
    });
    expect(results[2]).toMatchObject({
      schemaVersion: '1',
      task: { id: 'three', name: 'broken', folder: '/Explore/Sales', taskflows: [] },
      unreadable: 'its mapping is not in the package',
    });
    expect(code).toBe(2);
  });

  it('gives an array for one task too, and in JSONL a line each', async () => {
    expect((await json(['--task', 'nightly'])).results).toHaveLength(1);
    const { stdout } = await checkPackage(['--format', 'jsonl']);
    expect(
      names(
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
    ).toEqual(['nightly', 'hourly', 'broken', 'monthly']);
  });

  it.each<[string, string[], string[], number]>([
    ['by task', ['--task', '*ly'], ['nightly', 'hourly', 'monthly'], 1],
    ['by tasks', ['--task', 'night*', '--task', 'month*'], ['nightly', 'monthly'], 0],
    ['by folder', ['--folder', '/Explore/Fin*'], ['monthly'], 0],
    ['by folder without its first slash', ['--folder', 'Explore/Sales'], ['nightly', 'hourly', 'broken'], 2],
    ['by both', ['--folder', '*/Sales', '--task', '*ly'], ['nightly', 'hourly'], 1],
  ])('is of some tasks %s', async (_, words, expected, code) => {
    const result = await json(words);
    expect([names(result.results), result.code]).toEqual([expected, code]);
  });

  it('of no task at all is wrong usage', async () => {
    const { code, stderr } = await checkPackage(['--task', 'dayly']);
    expect([code, stderr]).toEqual([3, 'sts-warden: --task and --folder match none of 4 tasks\n']);
  });

  it('is the same expanded in a folder', async () => {
    const folder = await temporaryFolder();
    const path = await expanded(packageOf(parts), folder.path);
    const zip = await json();
    const { stdout } = await command(['check', '--format', 'json', path]);
    const untimed = (results: object[]) =>
      results.map((one) => ({ ...one, evaluatedAt: undefined, source: undefined }));
    expect(untimed(JSON.parse(stdout))).toEqual(untimed(zip.results));
  });

  it('stands among submissions and other packages, in their order', async () => {
    const folder = await temporaryFolder();
    const [first, second] = [
      await folder.write('a.zip', zipped(packageOf({ tasks: [{ name: 'a' }] }))),
      await folder.write('b.zip', zipped(packageOf({ tasks: [{ name: 'b' }] }))),
    ];
    const submission = await folder.write('s.json', { ...compliantSubmission, submissionId: 'mine' });
    const { stdout } = await command(['check', '--format', 'jsonl', second, submission, first]);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results.map(({ task, submissionId }) => task?.name ?? submissionId)).toEqual(['b', 'mine', 'a']);
  });
});

describe('check --runs of a package', () => {
  const run = (objectId: string, runId: number) => ({
    '@type': 'activityLogEntry',
    objectId,
    runId,
    state: 1,
    startTimeUtc: '2026-09-30T08:00:00Z',
    endTimeUtc: '2026-09-30T08:10:00Z',
  });
  const runsOf = (id: string) => [1, 2, 3].map((number) => run(id, number));

  it.each([
    ['the id of the activity log', '01CO2Z-one'],
    ['its federated id', 'one'],
  ])('joins a task by %s', async (_, id) => {
    const folder = await temporaryFolder();
    const runs = await folder.write('runs.json', runsOf(id));
    const { lines, stderr } = await checkPackage(['--runs', runs, '--task', 'nightly']);
    expect(lines[1]).toMatch(/ 600 +900$/);
    expect(stderr).toBe('');
  });

  it('says where no task has any', async () => {
    const folder = await temporaryFolder();
    const runs = await folder.write('runs.json', runsOf('elsewhere'));
    const { stderr } = await checkPackage(['--runs', runs, '--task', 'nightly']);
    expect(stderr).toContain('--runs: has runs of 1 task, and none of what is checked');
  });
});

describe('check of what is no sound package', () => {
  const at = async (write: (folder: TemporaryFolder) => Promise<string>) => {
    const folder = await temporaryFolder();
    const [path, good] = [
      await write(folder),
      await folder.write('good.json', { ...compliantSubmission, submissionId: 'good' }),
    ];
    const { code, stdout, stderr } = await command(['check', '--format', 'jsonl', path, good]);
    expect(stdout).toContain('"submissionId":"good"');
    return [code, stderr.replace(path, 'PATH')];
  };

  it.each<[string, (folder: TemporaryFolder) => Promise<string>, string]>([
    [
      'a foreign zip',
      (folder) => folder.write('a.docx', zipped({ 'word/document.xml': '<w/>' })),
      'is no export package of Informatica: it has no exportMetadata.v2.json',
    ],
    [
      'a truncated zip',
      (folder) => folder.write('a.zip', zipped(packageOf()).subarray(0, -5)),
      'is no zip archive, or a truncated one',
    ],
    [
      'a folder of something else',
      async (folder) => expanded({ 'a.json': '{}' }, folder.at('x')),
      'is no export package of Informatica: it has no exportMetadata.v2.json',
    ],
    [
      'a package without tasks',
      (folder) => folder.write('a.zip', zipped(packageOf({ tasks: [] }))),
      'holds no mapping task',
    ],
  ])('%s is told, and hides nothing', async (_, write, reason) => {
    expect(await at(write)).toEqual([2, `sts-warden: PATH: ${reason}\n`]);
  });

  it('a connection that cannot be read makes the exit code 2', async () => {
    const content = { ...packageOf(), 'SYS/redshift.Connection.zip': 'text' };
    const { code, stderr } = await checkPackage([], content);
    expect(stderr).toMatch(/: connection \/SYS\/redshift: is no zip archive/);
    expect(code).toBe(2);
  });
});

describe('what is not understood', () => {
  const odd = packageOf({
    connections: [
      {
        ...plainConnection,
        params: { odd: 'CANARY', password: 'CANARY', secretKey: 'CANARY', iamroleARN: 'CANARY' },
      },
    ],
  });

  it('is a table of its own, and beside JSON a line on standard error; it changes no exit code', async () => {
    const { lines, stderr, code } = await checkPackage([], odd);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Set, and not understood:',
        'Amazon Redshift V2  odd        connection redshift',
      ]),
    );
    expect([stderr, code]).toEqual(['', 0]);
    const told = 'sts-warden: set, and not understood: Amazon Redshift V2: odd (connection redshift)\n';
    expect(await json([], odd)).toMatchObject({ stderr: told, code: 0 });
    expect(await json(['--quiet'], odd)).toMatchObject({ stderr: '' });
  });

  it.each(['table', 'json', 'jsonl'])('has no canary as %s', async (format) => {
    const { stdout, stderr } = await checkPackage(['--format', format], odd);
    expect(stdout + stderr).not.toContain('CANARY');
  });
});

it('names that came with a package cannot move the cursor', async () => {
  const { stdout } = await checkPackage([], packageOf({ tasks: [{ name: 'a\u001b[2Jb' }] }));
  expect(stdout).not.toContain('\u001b');
});
