import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { submission } from '../support/evaluation/subjects.ts';
import { caught } from '../support/hostile/caught.ts';

const role = 'arn:aws:iam::123456789012:role/redshift-database';
const database = { iamRoleArn: role };

/** A value for each property of a connection that may be unresolved. */
const ofConnection = {
  authentication: 'iam',
  accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
  iamRoleArn: role,
  externalId: 'x-1',
  useEc2RoleToAssumeRole: false,
  customerMasterKeyId: 'alias/stage',
  region: 'eu-central-1',
  database,
};

/** A value for each property of a source that may be unresolved. */
const ofSource = {
  readMode: 'staging',
  s3BucketName: 'mapping-stage',
  encryptionType: 'none',
  unloadOptions: '',
  temporaryCredentialDuration: 900,
};

const { readMode: _r, unloadOptions: _u, ...shared } = ofSource;
const ofTarget = { ...shared, copyOptions: '' };

function faultsOf(delta: object) {
  const error = caught<MalformedSubmissionError>(() => parseSubmission(patched(compliantSubmission, delta)));
  expect(error).toBeInstanceOf(MalformedSubmissionError);
  return error.faults;
}

/** The compliant submission, whose connection has nothing but what is given. */
function withConnection(connection: object) {
  return { ...compliantSubmission, connections: { redshift: { type: 'amazon-redshift-v2', ...connection } } };
}

describe('a property that nobody could read', () => {
  it.each(Object.entries(ofConnection))('may be %s of a connection', (name, value) => {
    expect(() => parseSubmission(withConnection({ unresolved: [name] }))).not.toThrow();
    const error = caught<MalformedSubmissionError>(() =>
      parseSubmission(withConnection({ [name]: value, unresolved: [name] })),
    );
    expect(error.faults).toEqual([
      { pointer: '/connections/redshift/unresolved/0', detail: `names \`${name}\`, which is set` },
    ]);
  });

  it.each([
    ...Object.entries(ofSource).map(([name, value]) => ['sources', name, value] as const),
    ...Object.entries(ofTarget).map(([name, value]) => ['targets', name, value] as const),
  ])('may be that of one of the %s: %s', (side, name, value) => {
    expect(() => submission({ [side]: [{ [name]: null, unresolved: [name] }] })).not.toThrow();
    expect(faultsOf({ [side]: [{ [name]: value, unresolved: [name] }] })).toEqual([
      { pointer: `/${side}/0/unresolved/0`, detail: `names \`${name}\`, which is set` },
    ]);
  });

  it('may be the type of a connection, which always has one', () => {
    expect(() => parseSubmission(withConnection({ type: 'other', unresolved: ['type'] }))).not.toThrow();
  });

  it('is refused by its place in the list, each by its own', () => {
    const unresolved = ['externalId', 'region', 'accessKeyId'];
    const delta = {
      connections: { redshift: { unresolved } },
      targets: [{ unresolved: ['encryptionType', 's3BucketName'] }],
    };
    expect(faultsOf(delta).map(({ pointer }) => pointer)).toEqual([
      '/targets/0/unresolved/1',
      '/connections/redshift/unresolved/1',
      '/connections/redshift/unresolved/2',
    ]);
  });

  it('is refused by a pointer that escapes the name of the connection', () => {
    const connection = { type: 'other', region: 'eu-central-1', unresolved: ['region'] };
    expect(faultsOf({ connections: { 'a/b~c': connection } })).toEqual([
      { pointer: '/connections/a~1b~0c/unresolved/0', detail: 'names `region`, which is set' },
    ]);
  });

  it.each([
    [
      'an unknown name',
      '/connections/redshift/unresolved/0',
      { connections: { redshift: { unresolved: ['colour'] } } },
    ],
    [
      'a property of every object',
      '/connections/redshift/unresolved/0',
      { connections: { redshift: { unresolved: ['constructor'] } } },
    ],
    [
      'a property of the other side',
      '/sources/0/unresolved/0',
      { sources: [{ unresolved: ['copyOptions'] }] },
    ],
    ['a read mode of a target', '/targets/0/unresolved/0', { targets: [{ unresolved: ['readMode'] }] }],
    ['another case', '/sources/0/unresolved/0', { sources: [{ unresolved: ['ReadMode'] }] }],
    ['no text', '/targets/0/unresolved/0', { targets: [{ unresolved: [7] }] }],
  ])('is refused for %s', (_, pointer, delta) => {
    expect(faultsOf(delta)).toContainEqual({ pointer, detail: expect.stringMatching(/^expected one of \[/) });
  });

  it('is refused where it is named twice', () => {
    expect(faultsOf({ sources: [{ unresolved: ['readMode', 'readMode'] }] })).toEqual([
      { pointer: '/sources/0/unresolved', detail: expect.stringMatching(/duplicate/) },
    ]);
  });
});

describe('a second hop', () => {
  const fault = {
    pointer: '/connections/redshift/database',
    detail: 'expected `type` to be "amazon-redshift-v2": no other connection reaches a database this way',
  };

  it.each(['amazon-redshift', 'amazon-s3-v2', 'other', 'unknown'])('is refused on type %s', (type) => {
    expect(faultsOf({ connections: { redshift: { type, database } } })).toEqual([fault]);
  });

  it('is none’s but that of Amazon Redshift V2', () => {
    expect(submission({ connections: { redshift: { database } } }).hops).toHaveLength(2);
    const open = { type: 'other', database, unresolved: ['type'] };
    expect(submission({ connections: { redshift: open } }).hops).toHaveLength(2);
  });
});

it('all faults are named together, those of what nothing names too', () => {
  const spare = { type: 'other', database, region: 'eu-central-1', unresolved: ['region'] };
  const delta = { connections: { spare }, sources: [{ connection: 'nobody', unresolved: ['s3BucketName'] }] };
  expect(faultsOf(delta).map(({ pointer }) => pointer)).toEqual([
    '/sources/0/connection',
    '/sources/0/unresolved/0',
    '/connections/spare/unresolved/0',
    '/connections/spare/database',
  ]);
});

it('is refused among twenty thousand that are no properties without comparing each with each', () => {
  const unresolved = Array.from({ length: 20_000 }, (_, index) => index);
  const before = process.threadCpuUsage().user;
  expect(faultsOf({ sources: [{ unresolved }] })).toHaveLength(51);
  // Comparing takes more than a second.
  expect(process.threadCpuUsage().user - before).toBeLessThan(400_000);
});

describe('the access keys of a submission', () => {
  /** So many connections, each with a key, and the first with one for its database. */
  const withKeys = (count: number, keyOf: (index: number) => string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `c${index}`,
        {
          type: 'amazon-redshift-v2',
          accessKeyId: keyOf(index),
          ...(index === 0 && { database: { ...database, accessKeyId: keyOf(count) } }),
        },
      ]),
    );
  const numbered = (index: number) => `AKIAEXAMPLEEXAMP${String(index).padStart(4, '0')}`;

  const using = (count: number) => ({
    connections: { redshift: { accessKeyId: null }, ...withKeys(count, numbered) },
    targets: Array.from({ length: count }, (_, index) => ({ name: `t${index}`, connection: `c${index}` })),
  });

  it('are at most eight different ones, those of databases among them', () => {
    expect(() => parseSubmission(patched(compliantSubmission, using(7)))).not.toThrow();
    expect(faultsOf(using(8))).toEqual([
      { pointer: '/connections', detail: 'has 9 access keys that endpoints use, expected at most 8' },
    ]);
  });

  it('of connections that nothing names are as many as there may be', () => {
    const delta = { connections: withKeys(60, numbered) };
    expect(() => parseSubmission(patched(compliantSubmission, delta))).not.toThrow();
  });

  it('may be one of sixty connections', () => {
    const delta = { connections: withKeys(60, () => numbered(0)) };
    expect(() => parseSubmission(patched(compliantSubmission, delta))).not.toThrow();
  });
});

describe('the ARN of a principal', () => {
  it.each([
    'arn:aws:iam::123456789012:root/',
    'arn:aws:iam::123456789012:user/',
    'arn:aws:sts::123456789012:/x',
  ])('is refused where it can be nobody’s: %s', (principalArn) => {
    expect(faultsOf({ connections: { redshift: { principalArn } } })).toEqual([
      { pointer: '/connections/redshift/principalArn', detail: 'expected the ARN of a principal' },
    ]);
    expect(faultsOf({ connections: { redshift: { database: { ...database, principalArn } } } })).toEqual([
      { pointer: '/connections/redshift/database/principalArn', detail: 'expected the ARN of a principal' },
    ]);
  });

  it('is nobody’s concern of a connection that nothing names', () => {
    const spare = { type: 'other', principalArn: 'arn:aws:iam::123456789012:root/' };
    expect(() => parseSubmission(patched(compliantSubmission, { connections: { spare } }))).not.toThrow();
  });
});

describe('a name that stands twice in the text of a submission', () => {
  const text = JSON.stringify(compliantSubmission);
  const twice = text.replace('"name":"orders-daily"', '"name":"other","name":"orders-daily"');

  it('is refused by its place', () => {
    const error = caught<MalformedSubmissionError>(() => parseSubmission(JSON.parse(twice), twice));
    expect(error.faults).toEqual([{ pointer: '/task/name', detail: 'is there more than once' }]);
    expect(error.message).not.toContain('other');
  });

  it('is refused by its place in what the submission came in', () => {
    const event = `{"detail":${twice}}`;
    expect(() => parseSubmission(JSON.parse(event).detail, event)).toThrow(
      '/detail/task/name is there more than once',
    );
  });

  it('is refused however the text is written, and nothing else is', () => {
    const pretty = JSON.stringify(compliantSubmission, null, 2);
    expect(() => parseSubmission(compliantSubmission, text)).not.toThrow();
    expect(() => parseSubmission(compliantSubmission, pretty)).not.toThrow();
    const both = pretty.replace('"name": "orders-daily"', '"n\\u0061me" : "x", "name": "orders-daily"');
    expect(() => parseSubmission(JSON.parse(both), both)).toThrow('/task/name');
  });
});
