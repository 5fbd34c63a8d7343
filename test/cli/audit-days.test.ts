import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveredRun, patched } from '../../shared/examples/compliant.ts';
import {
  audit,
  expiredRecord,
  type Json,
  record,
  rootRecord,
  session,
} from '../support/cli/audit-command.ts';
import { command } from '../support/cli/command.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/cli/temporary-folder.ts';

const accounts = ['123456789012', '210987654321'];
const regions = ['eu-central-1', 'us-east-1'];
const start = Date.parse('2026-10-01T00:00:00Z') / 1000;
const hours = (count: number) => count * 3600;
const timeText = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

/** A record, and how long after its event CloudTrail delivered it. */
interface Delivery {
  readonly content: Json;
  readonly lateSeconds: number;
  readonly account: string;
}

function dayOf(delivery: Delivery): string {
  const at = Date.parse(String(delivery.content.eventTime)) / 1000 + delivery.lateSeconds;
  const day = new Date(at * 1000).toISOString().slice(0, 10).replaceAll('-', '/');
  return `AWSLogs/${delivery.account}/CloudTrail/${delivery.content.awsRegion}/${day}`;
}

/** Writes each as a file, where CloudTrail puts it, and once more in one folder of no dates. */
async function written(deliveries: readonly Delivery[]): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  for (const [index, delivery] of deliveries.entries()) {
    await folder.write(`trail/${dayOf(delivery)}/${index}.json`, { Records: [delivery.content] });
    await folder.write(`flat/${String(index).padStart(3, '0')}.json`, { Records: [delivery.content] });
  }
  return folder;
}

/** What an audit found, and how it judged what is selected: not what it read for that. */
async function judged(words: readonly string[]) {
  const { report, code } = await audit(['--fail-level', 'never', ...words]);
  const { rules, undecided, requesters, exemptions, leftOutByDate } = report.coverage;
  const { violations, findings, runs } = report;
  return {
    leftOutByDate,
    found: { code, rules, undecided, requesters, exemptions, violations, findings, runs },
  };
}

const longest = hours(36);
const anyDelivery = fc
  .record({
    kind: fc.constantFrom('session', 'session', 'expired', 'refused', 'root'),
    at: fc.integer({ min: 0, max: hours(24 * 9) }),
    lives: fc.integer({ min: 900, max: longest }),
    usedAfter: fc.integer({ min: 0, max: longest }),
    late: fc.oneof(fc.constant(300), fc.integer({ min: 0, max: hours(24) })),
    account: fc.constantFrom(...accounts),
    region: fc.constantFrom(...regions),
    name: fc.constantFrom('orders', 'customers'),
  })
  .map((drawn) => (index: number): Delivery[] => {
    const { kind, at, lives, usedAfter, late, account, region, name } = drawn;
    const [issued, key] = [start + at, `ASIAEXAMPLEEXAMPLE${String(index).padStart(2, '0')}`];
    const place = { awsRegion: region, recipientAccountId: account };
    const issue = patched(session(`issue-${index}`, '00:00:00', '00:00:00', place), {
      eventTime: timeText(issued),
      requestParameters: { roleSessionName: name },
      responseElements: { credentials: { accessKeyId: key, expiration: timeText(issued + lives) } },
    });
    const use = expiredRecord(`use-${index}`, {
      ...place,
      eventTime: timeText(issued + usedAfter),
      ...(kind === 'refused' && { errorCode: 'RequestExpired' }),
      userIdentity: { accessKeyId: key },
    });
    const root = rootRecord(`root-${index}`, { ...place, eventTime: timeText(issued) });
    const contents = kind === 'root' ? [root] : kind === 'session' ? [issue] : [issue, use];
    return contents.map((content) => ({ content, lateSeconds: late, account }));
  });
const archives = fc
  .array(anyDelivery, { minLength: 3, maxLength: 12 })
  .map((makers) => makers.flatMap((make, index) => make(index)));
const filters = fc.record({
  from: fc.option(fc.integer({ min: 0, max: hours(24 * 9) })),
  length: fc.option(fc.integer({ min: 1, max: hours(24 * 4) })),
  account: fc.option(fc.constantFrom(...accounts)),
  region: fc.option(fc.constantFrom(...regions)),
  run: fc.option(
    fc.record({ at: fc.integer({ min: 0, max: 24 * 9 }), hours: fc.integer({ min: 1, max: 60 }) }),
  ),
});
type Filters = typeof filters extends fc.Arbitrary<infer Drawn> ? Drawn : never;

async function wordsOf({ from, length, account, region, run }: Filters, folder: TemporaryFolder) {
  const begin = from === null ? undefined : start + from;
  const end = length === null ? undefined : (begin ?? start) + length;
  const died = run && {
    startedAt: timeText(start + hours(run.at)),
    endedAt: timeText(start + hours(run.at + run.hours)),
    outcome: 'failed',
  };
  return [
    ...(begin === undefined ? [] : ['--from', timeText(begin)]),
    ...(end === undefined ? [] : ['--to', timeText(end)]),
    ...(account === null ? [] : ['--account', account]),
    ...(region === null ? [] : ['--region', region]),
    ...(died === null ? [] : ['--runs', await folder.write('runs.jsonl', patched(coveredRun, died))]),
  ];
}

/** A session, and where one chain goes on. */
function issued(id: string, from: string, to: string, more: object = {}): Delivery {
  const content = patched(session(id, '00:00:00', '00:00:00'), {
    eventTime: from,
    awsRegion: 'eu-central-1',
    responseElements: { credentials: { accessKeyId: null, expiration: to } },
    ...more,
  });
  return { content, lateSeconds: 0, account: '123456789012' };
}

describe('audit leaves out files of other days, and', () => {
  it('finds what it finds when it reads them all', async () => {
    let leftOut = 0;
    await fc.assert(
      fc.asyncProperty(archives, filters, async (deliveries, drawn) => {
        const folder = await written(deliveries);
        const words = await wordsOf(drawn, folder);
        const pruned = await judged([...words, folder.at('trail')]);
        const whole = await judged([...words, folder.at('flat')]);
        expect(whole.leftOutByDate).toBeUndefined();
        // That nothing was judged, and why, is another matter.
        expect({ ...pruned.found, code: 0 }).toEqual({ ...whole.found, code: 0 });
        leftOut += pruned.leftOutByDate?.files ?? 0;
      }),
      { numRuns: 150 },
    );
    expect(leftOut).toBeGreaterThan(100);
  }, 60_000);

  it('says how many, and why', async () => {
    const days = ['01', '02', '05', '09'].map((day) =>
      issued(day, `2026-10-${day}T12:00:00Z`, `2026-10-${day}T13:00:00Z`),
    );
    const folder = await written(days);
    const words = ['--from', '2026-10-04T12:00:00Z', '--to', '2026-10-06', folder.at('trail')];
    const { report } = await audit(words);
    expect(report.coverage).toMatchObject({
      filesRead: 2,
      recordsRead: 2,
      leftOutByDate: { files: 2, folders: 0, from: '2026-10-02T23:45:00Z', to: '2026-10-06T00:00:00Z' },
    });
    expect((await command(['audit', ...words])).stdout).toMatch(
      /^Files: {4}2 read, 0 skipped, 2 files left out by date$/m,
    );
  });

  it('reads the sessions that lived on, or ended just before', async () => {
    const night = issued('night', '2026-10-01T23:59:00Z', '2026-10-03T11:59:00Z');
    const next = issued('next', '2026-10-03T12:10:00Z', '2026-10-03T13:10:00Z');
    const folder = await written([night, next]);
    const { report } = await audit(['--from', '2026-10-03T12:00:00Z', folder.at('trail')]);
    expect(report.coverage.undecided).toMatchObject([{ missing: 'iam-policies' }, { missing: 'run' }]);
    expect(report.coverage.recordsRead).toBe(2);
  });

  it('reads what was delivered up to a day after its event', async () => {
    const late = {
      ...issued('late', '2026-10-03T11:00:00Z', '2026-10-03T12:00:00Z'),
      lateSeconds: hours(24),
    };
    const folder = await written([late]);
    const { report } = await audit(['--to', '2026-10-03T11:30:00Z', folder.at('trail')]);
    expect(report.coverage).toMatchObject({ recordsRead: 1, credentialRequests: 1 });
  });

  it('reads on to the end of the runs that began in time, and knows that the archive does', async () => {
    const first = issued('first', '2026-10-02T08:00:30Z', '2026-10-02T08:15:30Z');
    const later = issued('later', '2026-10-20T08:00:00Z', '2026-10-20T09:00:00Z');
    const folder = await written([first, later]);
    const died = { startedAt: '2026-10-02T08:00:00Z', endedAt: '2026-10-04T08:00:00Z', outcome: 'failed' };
    const runs = await folder.write('runs.jsonl', patched(coveredRun, died));
    const { report } = await audit(['--to', '2026-10-02T09:00:00Z', '--runs', runs, folder.at('trail')]);
    expect(report.coverage.leftOutByDate).toMatchObject({ files: 1, to: '2026-10-04T08:00:01Z' });
    expect(report.violations).toMatchObject([{ ruleId: 'renew-before-expiry', subject: { kind: 'run' } }]);
  });

  it('reads other accounts’ files with --account: the requester’s own copy says who called', async () => {
    const [owner = '', caller = ''] = accounts;
    const call = issued('own', '2026-10-03T11:00:00Z', '2026-10-03T12:00:00Z', { sharedEventID: 'shared' });
    const root = { type: 'Root', arn: `arn:aws:iam::${caller}:root`, accountId: caller, userName: null };
    const own = patched(call.content, { recipientAccountId: caller, userIdentity: root });
    const copy = patched(call.content, {
      eventID: 'copy',
      recipientAccountId: owner,
      userIdentity: {
        type: 'AWSAccount',
        principalId: 'AROAEXAMPLEEXAMPLE01:x',
        accountId: caller,
        arn: null,
        userName: null,
      },
    });
    const folder = await written([
      { content: own, lateSeconds: 0, account: caller },
      { content: copy, lateSeconds: 0, account: owner },
    ]);
    const { report } = await audit(['--account', owner, folder.at('trail')]);
    expect(report.violations).toMatchObject([{ ruleId: 'no-root-credentials' }]);
  });

  it('does so where a file was named, and where nothing is left', async () => {
    const folder = await written([issued('old', '2026-10-01T12:00:00Z', '2026-10-01T13:00:00Z')]);
    const path = folder.at('trail/AWSLogs/123456789012/CloudTrail/eu-central-1/2026/10/01/0.json');
    for (const named of [path, await folder.link('link', path)]) {
      const { code, stderr, report } = await audit(['--from', '2026-10-05', named]);
      expect(report.coverage).toMatchObject({ filesRead: 0, filesSkipped: [], leftOutByDate: { files: 1 } });
      expect({ code, stderr }).toEqual({
        code: 3,
        stderr:
          'sts-warden: scope and filters leave out 1 file by date, and nothing else was there to judge\n',
      });
    }
  });
});

describe('audit --region', () => {
  it('judges requests of one Region, and knows the sessions of others', async () => {
    const first = issued('first', '2026-10-03T11:00:00Z', '2026-10-03T12:00:00Z', { awsRegion: 'us-east-1' });
    const next = issued('next', '2026-10-03T12:10:00Z', '2026-10-03T13:10:00Z');
    const folder = await written([first, next]);
    const { report } = await audit(['--region', 'eu-*', folder.at('trail')]);
    expect(report.coverage).toMatchObject({ recordsLeftOut: 1, isLimited: true });
    expect(report.coverage.undecided).toMatchObject([{ count: 1 }, { missing: 'run', count: 1 }]);
  });
});

describe('--from and --to', () => {
  // The tests' time is 2026-10-01T12:00:00Z.
  it.each([
    ['24h', '2026-09-30T12:00:00Z'],
    ['7d', '2026-09-24T12:00:00Z'],
    ['90m', '2026-10-01T10:30:00Z'],
    ['2w', '2026-09-17T12:00:00Z'],
  ])('take the age %s', async (age, time) => {
    const folder = await temporaryFolder();
    const before = timeText(Date.parse(time) / 1000 - 1);
    const path = await folder.write('log.json', [
      record('before', { eventTime: before }),
      record('at', { eventTime: time }),
    ]);
    const { report } = await audit(['--from', age, path]);
    expect(report.coverage).toMatchObject({ credentialRequests: 2, recordsLeftOut: 1 });
    const { report: older } = await audit(['--to', age, path]);
    expect(older.coverage).toMatchObject({ credentialRequests: 2, recordsLeftOut: 1 });
  });

  it.each(['24', 'h', '1.5h', '-1d', '7 days', '24H', 'today'])('refuse `%s`', async (age) => {
    const { code, stderr } = await command(['audit', '--from', age, 'trail']);
    expect(code).toBe(3);
    expect(stderr).toContain('or an age, like 24h or 7d');
  });
});
