import { describe, expect, it } from 'vitest';
import { command } from '../support/cli/command.ts';
import { swept } from '../support/cli/sweep-command.ts';
import { cloudStandIn } from '../support/informatica/cloud.ts';
import { exampleCloud } from '../support/informatica/example-cloud.ts';
import { canaries, credentials, organizationOf } from '../support/informatica/example-organization.ts';
import {
  answer,
  cutJson,
  type Fault,
  half,
  html,
  huge,
  promised,
  redirect,
  refusal,
  refusalOfVersion2,
  tooMany,
} from '../support/informatica/faults.ts';

const gigabyte = 1024 ** 3;
const [login, objects, exports, state, download, log] = [
  /v3\/login/,
  /v3\/objects/,
  /POST .*v3\/export$/,
  /GET .*v3\/export\/[^/]+$/,
  /\/package$/,
  /activityLog/,
];

describe('the sweep ends with exit code 2 and the reason', () => {
  it.each<[string, RegExp, Fault, string]>([
    [
      'wrong credentials',
      login,
      refusal(401, 'IDS_085'),
      'login: Informatica answered 401 (IDS_085): user or password is wrong, or the login is not allowed from here',
    ],
    [
      'a login that version 2 refuses',
      login,
      refusalOfVersion2(403),
      'login: Informatica answered 403 (UI_10000)',
    ],
    ['a login that is not found', login, refusal(404), 'login: Informatica answered 404 (AUTH_01)'],
    ['a login that fails', login, refusal(500, 'X_1'), 'login: Informatica answered 500 (X_1)'],
    ['a login page', login, html, 'login: expected JSON, got HTML or XML'],
    [
      'a login without products',
      login,
      answer({ products: [], userInfo: {} }),
      'answer of the login: expected a product, got none',
    ],
    [
      'a login without a session',
      login,
      answer({ products: [{ name: 'x', baseApiUrl: 'https://x.example.com' }] }),
      'answer of the login, `userInfo`: expected an object, got nothing',
    ],
    [
      'a session that is no header',
      login,
      answer({ products: [{ baseApiUrl: 'https://x.example.com' }], userInfo: { sessionId: 'CANARY\nx' } }),
      'session id: expected visible ASCII characters without blanks',
    ],
    [
      'a login that leads away from https',
      login,
      answer({ products: [{ baseApiUrl: 'http://x.example.com' }], userInfo: { sessionId: 'CANARY' } }),
      'address in the answer of the login: expected https, which alone hides credentials on the way',
    ],
    [
      'a login that redirects to another host',
      login,
      redirect('https://evil.example.com/login', 307),
      'login: redirected to another host, which is refused',
    ],
    [
      'a login that redirects a POST',
      login,
      redirect('/saas/other'),
      'login: redirected, which only GET follows',
    ],
    ['a list that is refused', objects, refusal(403, 'FRS_12'), 'objects: Informatica answered 403 (FRS_12)'],
    [
      'a list that is not found',
      objects,
      refusal(404, 'FRS_12'),
      'objects: Informatica answered 404 (FRS_12)',
    ],
    ['a list that fails', objects, refusal(503, 'FRS_12'), 'objects: Informatica answered 503 (FRS_12)'],
    ['a list in HTML', objects, html, 'objects: expected JSON, got HTML or XML'],
    ['half of a list', objects, half, 'objects: the answer ended too early: UND_ERR_SOCKET'],
    ['a list that is cut', objects, cutJson, 'objects: not JSON: the text ends too early'],
    ['nothing', objects, (response) => response.end(), 'objects: not JSON: the text is empty'],
    ['an array', objects, answer([]), 'answer of objects: expected an object, got an array'],
    [
      'no count',
      objects,
      answer({ objects: [] }),
      'answer of objects: expected `count` to be a whole number',
    ],
    [
      'no objects',
      objects,
      answer({ count: 1, objects: null }),
      'answer of objects: expected `objects` to be an array, got null',
    ],
    [
      'an error with status 200',
      objects,
      answer({ error: { code: 'FRS_13', message: 'CANARY' } }),
      'objects: Informatica answered 200 (FRS_13)',
    ],
    [
      'a redirect to another host',
      objects,
      redirect('https://evil.example.com/x'),
      'objects: redirected to another host, which is refused',
    ],
    [
      'a redirect to another port',
      objects,
      redirect('http://127.0.0.1:9/x'),
      'objects: redirected to another host, which is refused',
    ],
    [
      'a redirect without end',
      objects,
      redirect('/saas/public/core/v3/objects'),
      'objects: redirected more than 3 times',
    ],
    [
      'an answer that says it has 1 GB',
      objects,
      promised(gigabyte),
      'objects: the answer has more than 33554432 bytes',
    ],
    ['an answer of 1 GB', objects, huge(gigabyte), 'objects: the answer has more than 33554432 bytes'],
    ['a wait of an hour', objects, tooMany('3600'), 'objects: Informatica asks to wait 3600 s'],
    ['too many requests without end', objects, tooMany(), 'objects: Informatica answered 429'],
  ])('for %s', async (_, match, fault, reason) => {
    const cloud = await exampleCloud();
    cloud.fail(match, fault, Number.POSITIVE_INFINITY);
    const { code, stdout, stderr } = await swept(cloud);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`sts-warden: ${reason}`);
    expect(stderr).not.toMatch(/CANARY/);
  });

  it('where nobody answers', async () => {
    const cloud = await cloudStandIn(organizationOf(), { username: '', password: '' });
    await cloud.close();
    const { code, stderr } = await swept(cloud);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'sts-warden: login: no answer: ECONNREFUSED\n' });
  });
});

describe('a fault of an export is the reason of each of its tasks', () => {
  it.each<[string, RegExp, Fault, string]>([
    ['refused', exports, refusal(403, 'MigrationSvc_7'), 'export: Informatica answered 403 (MigrationSvc_7)'],
    ['of HTML', exports, html, 'export: expected JSON, got HTML or XML'],
    [
      'without a state',
      state,
      answer({ id: 'job1' }),
      'answer of export, `status`: expected an object, got nothing',
    ],
    [
      'without end',
      state,
      answer({ id: 'job1', status: { state: 'IN_PROGRESS' } }),
      'export: the job has not ended after 60 minutes',
    ],
    [
      'of a package that is not found',
      download,
      refusal(404, 'MigrationSvc_8'),
      'package of the export: Informatica answered 404 (MigrationSvc_8)',
    ],
    [
      'of a package that is HTML',
      download,
      html,
      'package of the export: is no zip archive, or a truncated one',
    ],
    [
      'of half a package',
      download,
      half,
      'package of the export: the answer ended too early: UND_ERR_SOCKET',
    ],
    [
      'of a package of 1 GB',
      download,
      huge(gigabyte),
      'package of the export: the answer has more than 268435456 bytes',
    ],
    [
      'of a package elsewhere',
      download,
      redirect('https://evil.example.com/p.zip'),
      'package of the export: redirected to another host, which is refused',
    ],
  ])('%s', async (_, match, fault, reason) => {
    const cloud = await exampleCloud();
    cloud.fail(match, fault, Number.POSITIVE_INFINITY);
    const { code, report } = await swept(cloud);
    expect(code).toBe(2);
    expect(report.tasks.map(({ task, unreadable }) => [task.name, unreadable])).toEqual([
      ['orders', reason],
      ['events', reason],
      ['köpfe', reason],
    ]);
  });

  it('in words that repeat a secret is told without them', async () => {
    const endOfExport = () => ({ state: 'FAILED', message: `user ${canaries.password} is busy` });
    const { report } = await swept(await exampleCloud({ endOfExport }));
    expect(report.tasks[0]?.unreadable).toBe('export: the job failed, in words that repeat a secret');
  });
});

describe('waits and goes on', () => {
  it.each<[string, RegExp, Fault, number]>([
    ['too many requests', objects, tooMany(), 3],
    ['too many requests at the login', login, tooMany(), 3],
    ['too many requests, in words of version 3', exports, refusal(400, 'X', 'Too many requests'), 3],
    ['too many requests, in words of version 2', log, refusalOfVersion2(403, 'X', 'too many requests'), 3],
    [
      'an error with status 200 of too many requests',
      state,
      answer({ error: { code: 'X', message: 'Too Many Requests.' } }),
      3,
    ],
    ['an answer that fails', objects, refusal(500), 3],
    ['a gateway that fails, in HTML', objects, (response) => void response.writeHead(502).end('<html>'), 2],
    ['half an answer', objects, half, 2],
    ['half a package', download, half, 1],
    ['a connection that is cut', log, (response) => void response.destroy(), 2],
    [
      'a redirect on the same host',
      objects,
      redirect('/saas/public/core/v3/objects?q=type%3D%3D%27MTT%27&limit=2&skip=0'),
      1,
    ],
  ])('after %s', async (_, match, fault, times) => {
    const whole = await swept(await exampleCloud());
    const cloud = await exampleCloud();
    cloud.fail(match, fault, times);
    const { code, report } = await swept(cloud);
    expect({ code, report }).toEqual({ code: 1, report: whole.report });
  });

  it.each<[string, string, number]>([
    ['as many seconds as Informatica asks for', '7', 7000],
    ['until the time that Informatica asks for', 'Thu, 01 Oct 2026 12:01:00 GMT', 60_000],
    ['no time where that has passed', 'Thu, 01 Oct 2026 11:00:00 GMT', 0],
  ])('%s', async (_, retryAfter, expected) => {
    const cloud = await exampleCloud();
    cloud.fail(objects, tooMany(retryAfter));
    expect((await swept(cloud)).waited[0]).toBe(expected);
  });

  it('longer each time where Informatica says nothing, or nothing that is understood', async () => {
    const cloud = await exampleCloud();
    cloud.fail(objects, tooMany('soon'), 7);
    const { waited } = await swept(cloud);
    const seconds = [2, 4, 8, 16, 32, 60, 60];
    for (const [index, most] of seconds.entries()) {
      expect(waited[index]).toBeGreaterThanOrEqual(most * 500);
      expect(waited[index]).toBeLessThanOrEqual(most * 1000);
    }
  });

  it('with a job that failed for too many requests', async () => {
    let jobs = 0;
    const endOfExport = () =>
      ++jobs < 3 ? { state: 'FAILED', message: 'Too many requests.' } : { state: 'SUCCESSFUL', message: '' };
    const { code, report } = await swept(await exampleCloud({ endOfExport }));
    expect({ code, tasks: report.tasks.length, jobs }).toEqual({ code: 1, tasks: 3, jobs: 3 });
  });
});

describe('a session that ends half-way', () => {
  it('is renewed, and the work goes on', async () => {
    const whole = await swept(await exampleCloud());
    const cloud = await exampleCloud({ callsOfSession: 3 });
    const { code, report } = await swept(cloud);
    expect({ code, report }).toEqual({ code: 1, report: whole.report });
    expect(cloud.sessions.length).toBeGreaterThan(2);
  });

  it('is renewed once for calls that meet its end together', async () => {
    const cloud = await exampleCloud();
    cloud.fail(log, refusalOfVersion2(401, 'AUTH_01'), 3);
    const { code } = await swept(cloud);
    expect({ code, logins: cloud.sessions.length }).toEqual({ code: 1, logins: 2 });
  });

  it('is not renewed for ever', async () => {
    const cloud = await exampleCloud({ callsOfSession: 0 });
    const { code, stderr } = await swept(cloud);
    expect({ code, logins: cloud.sessions.length }).toEqual({ code: 2, logins: 3 });
    expect(stderr).toBe('sts-warden: objects: Informatica answered 401 (AUTH_01), with a new session too\n');
  });

  it('at each call is given up after ten times', async () => {
    const cloud = await exampleCloud({ callsOfSession: 1, pageSize: 1, polls: 9 });
    const { code, report } = await swept(cloud);
    expect({ code, logins: cloud.sessions.length }).toEqual({ code: 2, logins: 11 });
    expect(report.tasks[0]?.unreadable).toBe('the session has ended more than 10 times');
  });

  it('is none that a given session could renew', async () => {
    const cloud = await exampleCloud();
    await swept(cloud);
    const environment = { INFORMATICA_SESSION_ID: cloud.sessions[0] };
    const words = ['sweep', '--format', 'json', '--base-url', cloud.url];
    expect((await command(words, { environment })).code).toBe(1);
    cloud.endSessions();
    const { code, stderr } = await command(words, { environment });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'sts-warden: the session has ended, and without user and password nobody can renew it\n',
    });
  });

  it('is renewed by a login where both are given', async () => {
    const cloud = await exampleCloud();
    const environment = { ...credentials, INFORMATICA_SESSION_ID: 'ended' };
    const { code } = await swept(cloud, ['--base-url', cloud.url], { environment });
    expect({ code, logins: cloud.sessions.length }).toEqual({ code: 1, logins: 1 });
  });
});

it('an organization of which nothing can be seen is no organization in which all is well', async () => {
  const { code, report } = await swept(await exampleCloud({}, organizationOf([], [])));
  expect({ code, troubles: report.troubles }).toEqual({
    code: 2,
    troubles: ['objects: there is no mapping task that this user can see'],
  });
});

it('a list that ends too early is told, and what is listed is decided', async () => {
  const cloud = await exampleCloud({ pageSize: 2 });
  cloud.fail(/objects.*skip=2/, answer({ count: 3, objects: [] }));
  const { code, report } = await swept(cloud);
  expect(report.tasks).toHaveLength(2);
  expect({ code, troubles: report.troubles }).toEqual({
    code: 2,
    troubles: ['objects: the list names 2 tasks, and counts 3'],
  });
});

it('a server that answers one page for ever is not asked for ever', async () => {
  const cloud = await exampleCloud();
  const page = { count: 1_000_000, objects: [{ id: 'task-short', path: 'Sales/orders' }, { id: null }] };
  cloud.fail(objects, answer(page), Number.POSITIVE_INFINITY);
  const { code, report } = await swept(cloud);
  expect(report.tasks).toHaveLength(1);
  expect(code).toBe(2);
});

it('a server that always knows more tasks is not asked for ever', async () => {
  const cloud = await exampleCloud();
  let id = 0;
  const more: Fault = (response) => {
    const objects = Array.from({ length: 20_000 }, () => ({ id: `t${id++}`, path: 'Sales/other' }));
    answer({ count: 9_000_000, objects })(response);
  };
  cloud.fail(objects, more, Number.POSITIVE_INFINITY);
  const { code, stderr } = await swept(cloud, ['--task', 'nobody']);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: 'sts-warden: --task and --folder match none of 100000 tasks\n',
  });
});

it('a log that answers one page for ever is not asked for ever', async () => {
  const cloud = await exampleCloud();
  const entry = { objectId: '01CO2Z-task-short', state: 0 };
  cloud.fail(log, answer([entry]), Number.POSITIVE_INFINITY);
  await swept(cloud, ['--task', 'orders']);
  expect(cloud.received.filter(({ call }) => log.test(call)).length).toBeLessThanOrEqual(20);
});

it('the session is sent to the organization alone, and the password in the login alone', async () => {
  const cloud = await exampleCloud();
  await swept(cloud);
  for (const { call, headers, body } of cloud.received) {
    const sent = JSON.stringify(headers) + call;
    expect(sent).not.toMatch(/CANARY-PASSWORD|CANARY-USER/);
    if (!login.test(call)) expect(body).not.toMatch(/CANARY/);
    expect(call).not.toMatch(/CANARY/);
  }
});

describe('a list of tasks that changes between its pages', () => {
  const object = (id: string) => ({ id, path: `Explore/Sales/${id}`, type: 'MTT' });
  it.each<[string, object]>([
    ['one comes twice, and another one not', { count: 3, objects: [object('task-short')] }],
    ['one is gone, and what moved up is not seen', { count: 2, objects: [] }],
    ['it holds more than it says', { count: 2, objects: [object('task-kms'), object('a')] }],
  ])('is not taken for whole: %s', async (_, second) => {
    const cloud = await exampleCloud({ pageSize: 2 });
    cloud.fail(objects, answer({ count: 3, objects: [object('task-short'), object('task-dies')] }));
    cloud.fail(/objects.*skip=2/, answer(second));
    const { code, report } = await swept(cloud);
    expect(code).toBe(2);
    expect(report.troubles).toContainEqual(expect.stringMatching(/^objects: the list /));
  });
});

it('a task whose runs cannot be read is not taken for one that is never due', async () => {
  const cloud = await exampleCloud();
  cloud.fail(/activityLog/, refusal(403), Number.POSITIVE_INFINITY);
  const { report } = await swept(cloud, ['--due', '12']);
  expect(report.tasks.map(({ task }) => [task.name, task.due])).toEqual([
    ['orders', '2026-10-01T22:00:00.000Z'],
    ['köpfe', 'unknown'],
  ]);
});
