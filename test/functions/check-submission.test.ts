import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import {
  type CheckDependencies,
  checkSubmission,
} from '../../functions/check-submission/check-submission.ts';
import type { BusEvent } from '../../shared/aws/publishing/events.ts';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import type { ProxyRequest } from '../../shared/http/json-body.ts';
import { counted } from '../../shared/json/counted.ts';
import { noFacts } from '../../shared/rules/facts.ts';
import { bookOf, ruleWith } from '../support/evaluation/rule-books.ts';
import { countingMeter } from '../support/functions/counting-meter.ts';
import { evaluatedAt } from '../support/functions/invoke.ts';
import { memoryDecisions } from '../support/functions/memory-decisions.ts';

const secret = 'SECRET-THAT-MUST-NEVER-LEAVE';
const mostBytes = 256 * 1024;
const json = { 'Content-Type': 'application/json' };
const sound = JSON.stringify(compliantSubmission);
const latin1 = Buffer.from('{"é":1}', 'latin1').toString('base64');
const blocked = patched(compliantSubmission, { sources: [{ encryptionType: 'sse-kms', unloadOptions: '' }] });

const context = { getRemainingTimeInMillis: () => 20_000 } as Context;

/** Sends a request to the hook; what it answered, published and logged. */
async function send(request: ProxyRequest, dependencies: Partial<CheckDependencies> = {}) {
  const published: BusEvent[] = [];
  const logged: unknown[] = [];
  const handler = checkSubmission({
    currentBook: async () => bookOf(),
    meter: countingMeter(),
    factsOf: async () => noFacts,
    verifyProofs: async () => [],
    store: memoryDecisions(),
    validSeconds: 900,
    newId: () => 'a'.repeat(32),
    countCall: async () => undefined,
    readers: ['arn:aws:iam::*:*'],
    publish: async (events) => void published.push(...events),
    now: () => new Date(evaluatedAt),
    log: async (...words) => void logged.push(words),
    ...dependencies,
  });
  const response = await handler(request, context);
  return { ...response, answer: JSON.parse(response.body), published, logged };
}

const post = (document: unknown, more: ProxyRequest = {}, dependencies?: Partial<CheckDependencies>) =>
  send(
    { headers: json, body: typeof document === 'string' ? document : JSON.stringify(document), ...more },
    dependencies,
  );

describe('a decided submission', () => {
  it('that is allowed is 200 with the decision', async () => {
    const { statusCode, headers, answer, published } = await post(compliantSubmission);
    expect(statusCode).toBe(200);
    expect(headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(answer).toMatchObject({ schemaVersion: '1', decision: 'allow', evaluatedAt });
    expect(published).toEqual([{ detailType: 'Mapping Submission Allowed', detail: answer }]);
  });

  it('that is blocked is 403, a problem document with the decision’s members', async () => {
    const { statusCode, headers, answer, published } = await post(blocked);
    expect(statusCode).toBe(403);
    expect(headers).toEqual({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
    const { type, title, status, detail, ...decision } = answer;
    expect({ type, title, status }).toEqual({
      type: 'urn:sts-warden:problem:submission-blocked',
      title: 'Mapping submission blocked',
      status: 403,
    });
    expect(detail).toBe(decision.violations[0].message);
    // The caller is nobody that may read everything; the bus is told the same of what it has sent itself.
    const [{ detail: told } = { detail: {} }] = published;
    expect(published).toMatchObject([{ detailType: 'Mapping Submission Blocked' }]);
    expect({ ...decision, violations: [] }).toEqual({ ...told, violations: [] });
  });

  it.each<[string, object, object, RegExp]>([
    [
      'several findings',
      { task: { expectedRunSeconds: 5400 } },
      {},
      /^credentials of Orders .*; and 1 more$/,
    ],
    [
      'nothing but what is undecided',
      {},
      { whenUndecided: 'block' },
      /^not passed: requester-has-no-access$/,
    ],
  ])('is explained by %s', async (_, delta, policy, detail) => {
    const { answer } = await post(
      patched(compliantSubmission, delta),
      {},
      { currentBook: async () => bookOf(policy) },
    );
    expect(answer.detail).toMatch(detail);
  });

  it('is blocked where a rule throws, and says nothing of the inside', async () => {
    const faulty = ruleWith({
      endpoint: () => {
        throw new Error(secret);
      },
    });
    const { statusCode, answer, body } = await post(
      compliantSubmission,
      {},
      { currentBook: async () => bookOf({}, [faulty]) },
    );
    expect(statusCode).toBe(403);
    expect(answer).toMatchObject({ decision: 'block', results: [{ outcome: 'fault' }] });
    expect(body).not.toContain(secret);
  });

  it.each<[string, Record<string, string> | null, number]>([
    ['dryRun=true', { dryRun: 'true' }, 0],
    ['dryRun=false', { dryRun: 'false' }, 1],
    ['dryRun without a value', { dryRun: '' }, 1],
    ['no parameters', null, 1],
  ])('is published unless it is a dry run: %s', async (_, queryStringParameters, count) => {
    for (const [document, statusCode] of [
      [compliantSubmission, 200],
      [blocked, 403],
    ] as const) {
      const result = await post(document, { queryStringParameters });
      expect(result.statusCode).toBe(statusCode);
      expect(result.published).toHaveLength(count);
    }
  });

  it.each<[string, string, string]>([
    ['in one bucket', 'shared', 'same-bucket-same-connection'],
    ['in two buckets', 'other', 'cross-bucket-ec2-role-same-duration'],
  ])(
    'with 64 times 64 findings about pairs %s still fits into response and event',
    async (_, bucket, ruleId) => {
      const endpoints = (connection: string, s3BucketName: string) =>
        Array.from({ length: 64 }, (_, index) => ({
          name: `${'ü'.repeat(100)}${index}`,
          connection,
          s3BucketName,
        }));
      const document = patched(compliantSubmission, {
        connections: { other: { type: 'amazon-s3-v2', iamRoleArn: 'arn:aws:iam::123456789012:role/other' } },
        sources: endpoints('redshift', 'shared'),
        targets: endpoints('other', bucket),
      });
      const { statusCode, body, answer, published } = await post(document);
      expect(statusCode).toBe(403);
      expect(answer.violations.length).toBeGreaterThan(10);
      expect(answer.violations.length + answer.violationsOmitted).toBe(64 * 64);
      expect(answer.results).toContainEqual({ ruleId, outcome: 'violation', mode: 'enforce' });
      expect(answer.detail).toMatch(/; and 4095 more$/);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(mostBytes);
      expect(Buffer.byteLength(JSON.stringify(published[0]?.detail))).toBeLessThanOrEqual(240_000);
    },
  );
});

describe('a request that is refused', () => {
  const faults = (errors: unknown) =>
    (errors as { pointer: string; detail: string }[]).map(({ pointer, detail }) => `${pointer} ${detail}`);

  it.each<[string, unknown, readonly (string | RegExp)[]]>([
    [
      'an empty object',
      {},
      ['schemaVersion', 'task', 'connections', 'sources', 'targets'].map(
        (name) => ` lacks the required property \`${name}\``,
      ),
    ],
    ['no object', [secret], [' must be object']],
    [
      'another version',
      patched(compliantSubmission, { schemaVersion: secret }),
      ['/schemaVersion expected "1"'],
    ],
    [
      'a secret',
      patched(compliantSubmission, { connections: { redshift: { secretAccessKey: secret } } }),
      [
        '/connections/redshift/secretAccessKey is refused: it looks like a secret, and a submission never holds one',
      ],
    ],
    [
      'secrets everywhere',
      patched(compliantSubmission, {
        password: secret,
        task: { sessionToken: secret },
        sources: [{ privateKey: secret }],
      }),
      [/^\/password is refused/, /^\/sources\/0\/privateKey is refused/, /^\/task\/sessionToken is refused/],
    ],
    [
      'an unknown property with a name that a pointer escapes',
      patched(compliantSubmission, { 'a/b~c\u001b': secret }),
      ['/a~1b~0c� is not a known property'],
    ],
    [
      'values of wrong types',
      patched(compliantSubmission, { task: { expectedRunSeconds: secret, parameterFile: secret } }),
      ['/task/expectedRunSeconds must be integer', '/task/parameterFile must be boolean'],
    ],
    [
      'a value that its contract does not list',
      patched(compliantSubmission, { task: { mode: secret } }),
      [/^\/task\/mode expected one of \["standard"/],
    ],
    [
      'unknown connections',
      patched(compliantSubmission, { sources: [{ connection: secret }], targets: [{ connection: secret }] }),
      [/^\/sources\/0\/connection names none/, /^\/targets\/0\/connection names none/],
    ],
    [
      'a connection that only every object has',
      patched(compliantSubmission, { sources: [{ connection: 'constructor' }] }),
      [/^\/sources\/0\/connection names none/],
    ],
    [
      'a proof of identity, which no submission has',
      patched(compliantSubmission, {
        callerIdentityProof: { connection: 'redshift', url: `https://${secret}/` },
      }),
      ['/callerIdentityProof is not a known property'],
    ],
    [
      'an unpaired surrogate',
      patched(compliantSubmission, { submittedBy: '\ud800' }),
      ['/submittedBy holds an unpaired surrogate'],
    ],
  ])('is 400 for %s, each fault named by JSON Pointer', async (_, document, expected) => {
    const { statusCode, headers, body, answer, published, logged } = await post(document);
    expect(statusCode).toBe(400);
    expect(headers['Content-Type']).toBe('application/problem+json');
    expect(answer).toMatchObject({
      type: 'urn:sts-warden:problem:malformed-submission',
      status: 400,
      detail: `the submission has ${counted(expected.length, 'fault')}`,
    });
    const found = faults(answer.errors).sort();
    expect(found).toHaveLength(expected.length);
    for (const one of expected) {
      expect(found).toContainEqual(typeof one === 'string' ? one : expect.stringMatching(one));
    }
    expect(body).not.toContain(secret);
    expect({ published, logged }).toEqual({ published: [], logged: [] });
  });

  it('is 400 for a name that stands there twice, of whatever value', async () => {
    const body = sound.replace('"connections":', `"connections":{"${secret}":{}},"connections":`);
    const { statusCode, answer, body: said } = await send({ headers: json, body });
    expect(statusCode).toBe(400);
    expect(answer.errors).toEqual([{ pointer: '/connections', detail: 'is there more than once' }]);
    expect(said).not.toContain(secret);
  });

  it('is 400 with at most 50 faults named, and how many there are', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`p${index}`, secret]));
    const { answer } = await post(patched(compliantSubmission, unknown));
    expect(answer.errors).toHaveLength(51);
    expect(answer.errors.at(-1)).toEqual({ pointer: '', detail: 'has 80 faults, 50 are listed' });
  });

  it.each<[string, ProxyRequest, string]>([
    ['no body', { body: null }, 'the text is empty'],
    ['a body that was left out', {}, 'the text is empty'],
    ['an empty body', { body: '' }, 'the text is empty'],
    ['blanks', { body: ' \n' }, 'the text is empty'],
    ['a body that ends too early', { body: '{"task":' }, 'the text ends too early'],
    ['a secret that is no JSON', { body: `{"password": ${secret}}` }, 'unexpected character'],
    ['a short secret that is no JSON', { body: secret.slice(0, 6) }, 'unexpected character'],
    ['a form', { body: `a=1&password=${secret}` }, 'unexpected character'],
    ['base64 that is none', { body: '!!!', isBase64Encoded: true }, 'expected the Base64 of UTF-8 text'],
    ['base64 with junk', { body: `${base64(sound)}!`, isBase64Encoded: true }, 'expected the Base64'],
    [
      'base64 with a line break',
      { body: `\n${base64(sound)}`, isBase64Encoded: true },
      'expected the Base64',
    ],
    ['base64 without its padding', { body: base64('{} ').slice(0, -1), isBase64Encoded: true }, ''],
    ['base64 of Latin-1', { body: latin1, isBase64Encoded: true }, 'expected the Base64 of UTF-8 text'],
    ['base64 of no JSON', { body: Buffer.from('{').toString('base64'), isBase64Encoded: true }, ''],
    ['JSON that is said to be base64', { body: '{}', isBase64Encoded: true }, ''],
  ])('is 400 for %s', async (_, request, detail) => {
    const { statusCode, headers, body, answer, published } = await send({ headers: json, ...request });
    expect(statusCode).toBe(400);
    expect(headers['Content-Type']).toBe('application/problem+json');
    expect(answer.type).toBe('urn:sts-warden:problem:not-json');
    expect(answer.detail).toContain(detail);
    expect(answer.errors).toEqual([{ pointer: '', detail: answer.detail }]);
    expect(body).not.toMatch(/SECRET/);
    expect(published).toEqual([]);
  });

  it.each<[string, ProxyRequest['headers']]>([
    ['no headers', null],
    ['no content type', {}],
    ['an empty content type', { 'Content-Type': '' }],
    ['a content type without a value', { 'Content-Type': undefined }],
    ['text', { 'Content-Type': 'text/plain' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['a type that only begins like JSON', { 'Content-Type': 'application/jsonp' }],
    ['JSON of another kind', { 'Content-Type': 'application/problem+json' }],
    ['JSON in a parameter', { 'Content-Type': 'text/plain; x=application/json' }],
    ['two types', { 'Content-Type': 'application/json, text/plain' }],
    ['UTF-16', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['Latin-1 in quotes', { 'Content-Type': 'application/json; x=y; Charset="ISO-8859-1"' }],
  ])('is 415 for %s', async (_, headers) => {
    const { statusCode, answer, published } = await post(compliantSubmission, { headers: headers ?? null });
    expect(statusCode).toBe(415);
    expect(answer).toMatchObject({ type: 'urn:sts-warden:problem:media-type', status: 415 });
    expect(published).toEqual([]);
  });

  it.each<[string, ProxyRequest['headers']]>([
    ['in small letters', { 'content-type': 'application/json' }],
    ['in capitals', { 'CONTENT-TYPE': 'APPLICATION/JSON' }],
    ['with a charset', { 'Content-Type': 'application/json; charset=utf-8' }],
    ['with a charset right behind it', { 'Content-Type': 'application/json;charset=UTF-8' }],
    ['with a charset in quotes', { 'Content-Type': 'application/json; charset="UTF-8"' }],
    ['with a charset by its older name', { 'Content-Type': 'application/json; charset=utf8' }],
    ['with a tab before its parameter', { 'Content-Type': 'application/json\t;charset=utf-8' }],
    ['with another parameter', { 'Content-Type': 'application/json; profile="x; charset=utf-16"' }],
    ['with a blank behind it', { 'Content-Type': 'application/json ' }],
    ['among other headers', { Host: 'hook.example.com', 'content-type': 'application/json', Accept: '*/*' }],
  ])('is none where the media type is JSON %s', async (_, headers) => {
    expect((await post(compliantSubmission, { headers: headers ?? null })).statusCode).toBe(200);
  });

  const padded = (bytes: number) => {
    const text = JSON.stringify(compliantSubmission);
    return text + ' '.repeat(bytes - Buffer.byteLength(text));
  };
  const wide = JSON.stringify(
    patched(compliantSubmission, {
      sources: Array.from({ length: 12 }, (_, index) => ({
        name: `s${index}`,
        connection: 'redshift',
        unloadOptions: '€'.repeat(8000),
      })),
    }),
  );

  it.each<[string, ProxyRequest, number]>([
    ['exactly 256 KiB', { body: padded(mostBytes) }, 200],
    ['one byte more', { body: padded(mostBytes + 1) }, 413],
    ['exactly 256 KiB in base64', { body: base64(padded(mostBytes)), isBase64Encoded: true }, 200],
    ['one byte more in base64', { body: base64(padded(mostBytes + 1)), isBase64Encoded: true }, 413],
    ['fewer characters than bytes', { body: wide }, 413],
    ['a large body that is no JSON', { body: secret.repeat(20_000) }, 413],
  ])('has a limit by bytes: %s', async (_, request, status) => {
    const { statusCode, answer, body, published } = await send({ headers: json, ...request });
    expect(statusCode).toBe(status);
    if (status !== 413) return;
    expect(answer).toMatchObject({ type: 'urn:sts-warden:problem:too-large', status: 413 });
    expect(answer.detail).toMatch(/^expected at most 262144 bytes, got \d+$/);
    expect(body.length).toBeLessThan(500);
    expect(published).toEqual([]);
  });
});

describe('a hook that fails', () => {
  const failing: Partial<CheckDependencies>[] = [
    { publish: async () => Promise.reject(new Error(secret)) },
    { factsOf: async () => Promise.reject(new Error(secret)) },
    {
      now: () => {
        throw new Error(secret);
      },
    },
  ];

  it.each(failing.map((dependencies) => [Object.keys(dependencies)[0], dependencies] as const))(
    'is 503 with Retry-After and nothing of the inside: %s',
    async (_, dependencies) => {
      const { statusCode, headers, answer, body, logged } = await post(compliantSubmission, {}, dependencies);
      expect(statusCode).toBe(503);
      expect(headers).toMatchObject({
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
      });
      expect(Number(headers['Retry-After'])).toBeGreaterThan(0);
      expect(answer).toEqual({
        type: 'urn:sts-warden:problem:hook-failed',
        title: 'The submission could not be checked',
        status: 503,
        detail: 'nothing was decided; a task must not start without a decision',
      });
      expect(body).not.toContain(secret);
      expect(logged).toEqual([
        ['error', 'submission not checked', { error: expect.objectContaining({ message: secret }) }],
      ]);
    },
  );

  it('still answers a dry run where nothing can be published', async () => {
    const [unpublished] = failing;
    const query = { queryStringParameters: { dryRun: 'true' } };
    expect((await post(compliantSubmission, query, unpublished)).statusCode).toBe(200);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
