import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { PageOf } from '../../shared/aws/records/violation-store.ts';
import { queryCases } from '../../shared/examples/query-cases.ts';
import { cursorOf } from '../../shared/http/listing-query.ts';
import type { ProxyResponse } from '../../shared/http/problem.ts';
import { rules } from '../../shared/rules/index.ts';
import { queryPaths } from '../../tools/template/chapters/query-paths.ts';
import { bookOf } from '../support/evaluation/rule-books.ts';
import { violationOf } from '../support/findings/violations.ts';
import { type InvokeOptions, invoke } from '../support/functions/invoke.ts';
import { decisionRecord, later } from '../support/records/decision-record.ts';

const account = '123456789012';
const gate = `arn:aws:sts::${account}:assumed-role/gate/build-7`;
const other = `arn:aws:iam::${account}:user/other`;
const auditor = `arn:aws:sts::${account}:assumed-role/Auditor/somebody`;
const readers = [`arn:aws:iam::${account}:role/security/Audit*`];
const mine = decisionRecord({ caller: `${account}:role/gate` });
const theirs = decisionRecord({ decisionId: 'd-2', caller: `${account}:user/other`, decidedAt: later });

interface Asked {
  readonly resource: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly userArn?: string | null;
}

async function ask({ resource, id, query = {}, userArn = gate }: Asked, options: InvokeOptions = {}) {
  const lists = Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]);
  const request = {
    resource,
    pathParameters: id === undefined ? null : { id: encodeURIComponent(id) },
    multiValueQueryStringParameters: lists.length === 0 ? null : Object.fromEntries(lists),
    requestContext: {
      identity: { userArn },
      domainName: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      stage: 'live',
    },
  };
  const invocation = await invoke('answer-queries', request, {
    ...options,
    records: { readers, ...options.records },
  });
  const { statusCode, headers, body } = invocation.response as ProxyResponse;
  return { ...invocation, status: statusCode, headers, body: JSON.parse(body), text: body };
}

/** A store with lists that remembers what it was asked for. */
function listing(next?: string) {
  const asked: PageOf[] = [];
  const page = async (sought: PageOf) => {
    asked.push(sought);
    return { documents: [violationOf('a')] as never[], next };
  };
  const violations = {
    violation: async (id: string) => (id === violationOf('a').id ? violationOf('a') : undefined),
    finding: async () => undefined,
    violations: page,
    findings: page,
  };
  return { asked, options: { records: { violations } } };
}

it.each(queryCases)('events/$name is answered with $status', async ({ name, status }) => {
  const event = JSON.parse(await readFile(`events/${name}`, 'utf8'));
  const { response, counted, logged } = await invoke(name, event);
  expect((response as ProxyResponse).statusCode).toBe(status);
  expect(counted).toEqual({ flushes: 1 });
  expect(logged).toEqual([]);
});

describe('a decision', () => {
  const decisions = {
    get: async (id: string) => [mine, theirs].find(({ decisionId }) => decisionId === id),
    ofSubmission: async (id: string) => (id === 's-1' ? [theirs, mine] : []),
  };
  const options = { records: { decisions } };

  it.each<[string, string, string | null, object | undefined]>([
    ['of the caller’s own', 'd-1', gate, mine],
    [
      'of the caller’s own, from another session of its role',
      'd-1',
      gate.replace('build-7', 'build-8'),
      mine,
    ],
    ['of the caller’s own, by the submission’s id', 's-1', gate, mine],
    ['of somebody else', 'd-2', gate, undefined],
    ['of somebody else, asked by a reader', 'd-1', auditor, mine],
    ['by the submission’s id, the newest, asked by a reader', 's-1', auditor, theirs],
    ['that there is not', 'd-3', auditor, undefined],
    ['asked by nobody', 'd-1', null, undefined],
    ['asked by a role of the same name elsewhere', 'd-1', gate.replace(account, '999999999999'), undefined],
    ['asked by a user of the role’s name', 'd-1', `arn:aws:iam::${account}:user/gate`, undefined],
  ])('%s', async (_, id, userArn, expected) => {
    const { status, body } = await ask({ resource: '/v1/submissions/{id}', id, userArn }, options);
    if (expected === undefined) {
      expect([status, body.type]).toEqual([404, 'urn:sts-warden:problem:not-found']);
      expect(body).not.toHaveProperty('decision');
    } else {
      expect([status, body]).toEqual([200, { schemaVersion: '1', ...expected }]);
    }
  });

  it('tells its caller no more than the hook did of others, and a reader everything', async () => {
    const requesters = [
      { connection: 'redshift', hop: 'staging', principal: auditor, evidence: 'resolved' } as const,
    ];
    const record = { ...mine, decision: { ...mine.decision, requesters } };
    const records = { decisions: { get: async () => record, ofSubmission: async () => [] } };
    const told = async (userArn: string) =>
      (await ask({ resource: '/v1/submissions/{id}', id: 'd-1', userArn }, { records })).body.decision
        .requesters;
    expect(await told(gate)).toEqual([{ connection: 'redshift', hop: 'staging', evidence: 'resolved' }]);
    expect(await told(auditor)).toEqual(requesters);
  });

  it('is asked for by an id with a slash, as submissions may have', async () => {
    const asked: string[] = [];
    const ofSubmission = async (id: string) => {
      asked.push(id);
      return [];
    };
    const records = { decisions: { ...decisions, ofSubmission } };
    await ask({ resource: '/v1/submissions/{id}', id: 'nightly/orders@1' }, { records });
    expect(asked).toEqual(['nightly/orders@1']);
  });
});

describe('violations and findings are for readers', () => {
  const paths = ['/v1/violations', '/v1/findings', '/v1/violations/{id}', '/v1/findings/{id}'];
  const callers: readonly [string, string | null][] = [
    ['the requester', gate],
    ['another user', other],
    ['the root user', `arn:aws:iam::${account}:root`],
    ['the reader’s name elsewhere', auditor.replace(account, '999999999999')],
    ['a user of the reader’s name', `arn:aws:iam::${account}:user/Auditor`],
    ['nobody', null],
  ];

  it.each(paths.flatMap((resource) => callers.map(([who, arn]) => [resource, who, arn] as const)))(
    '%s is refused to %s',
    async (resource, _, userArn) => {
      const { options, asked } = listing();
      const { status, body } = await ask({ resource, id: 'x', userArn }, options);
      expect([status, body.type]).toEqual([403, 'urn:sts-warden:problem:not-a-reader']);
      expect(asked).toEqual([]);
    },
  );

  it.each(['/v1/violations', '/v1/findings'])(
    '%s is refused to everybody where there are no readers',
    async (resource) => {
      const { status } = await ask({ resource, userArn: auditor }, { records: { readers: [] } });
      expect(status).toBe(403);
    },
  );

  it('a reader gets one by its id, or 404', async () => {
    const { options } = listing();
    const { id } = violationOf('a');
    const found = await ask({ resource: '/v1/violations/{id}', id, userArn: auditor }, options);
    expect([found.status, found.body]).toEqual([200, violationOf('a')]);
    const missing = await ask({ resource: '/v1/findings/{id}', id, userArn: auditor }, options);
    expect([missing.status, missing.body.type]).toEqual([404, 'urn:sts-warden:problem:not-found']);
  });
});

describe('a list', () => {
  const place = `2026-10-01T08:00:05.000Z#${violationOf('a').id}`;
  const askList = (query: Asked['query'], options: InvokeOptions, resource = '/v1/violations') =>
    ask({ resource, ...(query && { query }), userArn: auditor }, options);

  it('has what was found, and where the next page begins', async () => {
    const { options } = listing(place);
    const { body } = await askList(undefined, options);
    expect(body).toEqual({ schemaVersion: '1', violations: [violationOf('a')], next: cursorOf(place) });
  });

  it('has no next on the last page', async () => {
    const { options } = listing();
    expect((await askList(undefined, options, '/v1/findings')).body).toEqual({
      schemaVersion: '1',
      findings: [violationOf('a')],
    });
  });

  it('is asked for as the parameters say', async () => {
    const { options, asked } = listing();
    await askList(
      {
        rule: 'no-root-credentials',
        severity: 'high',
        status: 'attempt',
        account,
        requester: other,
        task: 'orders-daily',
        from: '2026-10-01T00:00:00Z',
        to: '2026-10-02',
        limit: '7',
        cursor: cursorOf(place),
      },
      options,
    );
    expect(asked).toEqual([
      {
        sought: {
          ruleId: 'no-root-credentials',
          severity: 'high',
          status: 'attempt',
          accountId: account,
          requester: other,
          task: 'orders-daily',
          from: '2026-10-01T00:00:00.000Z',
          to: '2026-10-02T00:00:00.000Z',
        },
        limit: 7,
        after: place,
      },
    ]);
  });

  it('has fifty on a page where nobody says', async () => {
    const { options, asked } = listing();
    await askList(undefined, options);
    expect(asked).toMatchObject([{ sought: {}, limit: 50, after: undefined }]);
  });

  it.each<[string, string, string | readonly string[]]>([
    ['a rule', 'rule', 'MUST-NEVER-LEAVE'],
    ['a severity', 'severity', 'Critical'],
    ['a status', 'status', 'blocked'],
    ['an account', 'account', '12345678901'],
    ['a requester', 'requester', ''],
    ['a requester', 'requester', 'x'.repeat(2049)],
    ['a time', 'from', 'yesterday'],
    ['a time', 'to', '2026-13-01'],
    ['a limit', 'limit', '0'],
    ['a limit', 'limit', '101'],
    ['a limit', 'limit', '1e1'],
    ['a cursor', 'cursor', '!'],
    ['a cursor', 'cursor', cursorOf('MUST-NEVER-LEAVE')],
    ['a cursor', 'cursor', `${cursorOf(place)}=`],
    ['a cursor of violations', 'cursor', cursorOf(place.replace('#v1', '#f1'))],
    ['known', 'rules', 'no-root-credentials'],
    ['known', '__proto__', 'x'],
    ['given once', 'severity', ['high', 'low']],
  ])('is refused where what has to be %s is none: %s', async (_, name, value) => {
    const { options, asked } = listing();
    const query = Object.fromEntries([[name, value]]);
    const { status, body, text } = await askList(query, options);
    expect([status, body.type]).toEqual([400, 'urn:sts-warden:problem:malformed-query']);
    expect(body.errors).toEqual([{ parameter: name, detail: expect.stringMatching(/^(expected |is no )/) }]);
    expect(text).not.toContain('MUST-NEVER-LEAVE');
    expect(asked).toEqual([]);
  });

  it('of findings takes no cursor of violations', async () => {
    const { options } = listing();
    expect((await askList({ cursor: cursorOf(place) }, options, '/v1/findings')).status).toBe(400);
  });

  it('takes a cursor between two months, as a page without violations has', async () => {
    const { options, asked } = listing();
    await askList({ cursor: cursorOf('2026-09') }, options);
    expect(asked).toMatchObject([{ after: '2026-09' }]);
  });
});

it('the rules are told with what the policy in force makes of them, those that are off too', async () => {
  const book = bookOf({
    rules: { 'no-root-credentials': { mode: 'off' }, 'duration-covers-run': { severity: 'low' } },
  });
  const { status, body } = await ask({ resource: '/v1/rules' }, { book });
  expect(status).toBe(200);
  expect(body.policyRevision).toBe(book.policy.revision);
  expect(body.rules.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ meta }) => meta.id));
  const of = (id: string) => body.rules.find((rule: { id: string }) => rule.id === id);
  expect(of('no-root-credentials')).toMatchObject({ mode: 'off', severity: 'critical', guideline: 'G6' });
  expect(of('duration-covers-run')).toMatchObject({
    mode: 'enforce',
    severity: 'low',
    judgedOn: expect.any(Array),
  });
});

describe('the health', () => {
  const broken = async () => {
    throw new Error('MUST-NEVER-LEAVE');
  };
  const sound = { get: async () => undefined, ofSubmission: async () => [] };

  it.each<[string, InvokeOptions['records'], object, number]>([
    ['is good where there is a policy and the table answers', {}, { policy: 'pass', table: 'pass' }, 200],
    ['is bad without a policy', { currentBook: broken }, { policy: 'fail', table: 'pass' }, 503],
    [
      'is bad without the table',
      { decisions: { ...sound, get: broken } },
      { policy: 'pass', table: 'fail' },
      503,
    ],
  ])('%s', async (_, records = {}, checks, expected) => {
    const { status, headers, body, text, logged } = await ask({ resource: '/v1/health' }, { records });
    expect([status, body.checks]).toEqual([expected, checks]);
    expect(text).not.toContain('MUST-NEVER-LEAVE');
    expect(logged).toHaveLength(expected === 200 ? 0 : 1);
    expect(headers['Retry-After']).toEqual(expected === 200 ? undefined : expect.stringMatching(/^\d+$/));
  });
});

it('what fails is 503, says nothing of the inside, and is logged', async () => {
  const decisions = {
    get: async () => {
      throw new Error('MUST-NEVER-LEAVE');
    },
    ofSubmission: async () => [],
  };
  const asked = ask({ resource: '/v1/submissions/{id}', id: 'd-1' }, { records: { decisions } });
  const { status, headers, body, text, logged, counted } = await asked;
  expect([status, body.type]).toEqual([503, 'urn:sts-warden:problem:not-answered']);
  expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'Retry-After': '5' });
  expect(text).not.toContain('MUST-NEVER-LEAVE');
  expect(logged).toHaveLength(1);
  expect(counted).toEqual({ flushes: 1 });
});

it.each(['/v1/other', '/v1/submissions', '__proto__', 'toString'])('%s is not found', async (resource) => {
  expect((await ask({ resource })).status).toBe(404);
});

it('every path of the template is answered, by something else than that it is not there', async () => {
  for (const resource of Object.values(queryPaths)) {
    const { body } = await ask({ resource, id: 'x', userArn: auditor });
    expect(body.detail, resource).not.toBe('there is no such path');
  }
});

it('nobody may keep an answer for others', async () => {
  const { headers } = await ask({ resource: '/v1/rules' });
  expect(headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
});
