import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { MalformedSubmissionError } from '../../shared/submission/errors.ts';
import { parseSubmission } from '../../shared/submission/parse-submission.ts';
import { submission } from '../support/evaluation/subjects.ts';
import { caught } from '../support/hostile/caught.ts';
import { placesIn, replaced } from '../support/hostile/mutated.ts';

const role = 'arn:aws:iam::123456789012:role/redshift-stage';
const digest = `sha256:${'ab'.repeat(32)}`;

/** A submission that has every member that the contract knows but those for what nobody could read. */
const fullSubmission = patched(compliantSubmission, {
  submissionId: 'nightly/orders:2026-10-01@1',
  submittedAt: '2026-10-01T07:59:00Z',
  submittedBy: 'scheduler',
  task: {
    id: '0100000B00000000000A',
    folder: 'Nightly',
    taskflows: ['all'],
    mode: 'advanced',
    parameterFile: true,
  },
  connections: {
    redshift: {
      name: 'Redshift stage',
      externalId: 'x-1',
      useEc2RoleToAssumeRole: true,
      customerMasterKeyId: 'alias/stage',
      runtimeEnvironment: 'agents-eu',
      database: {
        iamRoleArn: `${role}-database`,
        accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
        principalArn: 'arn:aws:iam::123456789012:role/agent',
        useEc2RoleToAssumeRole: true,
      },
      secretsDigest: digest,
    },
  },
  sources: [
    {
      readMode: 'staging',
      encryptionType: 'sse-kms',
      unloadOptions: `AWS_IAM_ROLE=${role}`,
      temporaryCredentialDuration: 3600,
      overridable: true,
    },
  ],
  targets: [
    {
      encryptionType: 'sse-s3',
      copyOptions: 'TRUNCATECOLUMNS=ON',
      temporaryCredentialDuration: 1800,
      overridable: false,
    },
  ],
});

function faultsOf(value: unknown) {
  const error = caught<MalformedSubmissionError>(() => parseSubmission(value));
  expect(error).toBeInstanceOf(MalformedSubmissionError);
  return error.faults;
}

function connectionsNamed(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, { type: 'other' }]));
}

describe('a submission', () => {
  it('is read flat, with the defaults filled in', () => {
    const read = submission();
    const connection = {
      id: 'redshift',
      name: 'redshift',
      pointer: '/connections/redshift',
      type: 'amazon-redshift-v2',
      authentication: 'assume-role-user',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
      principal: {
        arn: 'arn:aws:iam::123456789012:user/mapping-requester',
        kind: 'user',
        accountId: '123456789012',
        key: '123456789012:user/mapping-requester',
      },
      iamRoleArn: role,
      externalId: undefined,
      useEc2RoleToAssumeRole: undefined,
      customerMasterKeyId: undefined,
      region: 'eu-central-1',
      regionCode: 'eu-central-1',
      runtimeEnvironment: undefined,
      secretsDigest: undefined,
      database: undefined,
      unresolved: new Set(),
    };
    const task = { id: undefined, name: 'orders-daily', mode: 'standard', expectedRunSeconds: 600 };
    const endpoint = {
      task,
      connection,
      readsDirectly: false,
      namesBucket: true,
      bucket: 'mapping-stage',
      encryption: 'none',
      statesEncryption: false,
      options: expect.any(Function),
      durationSeconds: 900,
      overridable: false,
      unresolved: new Set(),
    };
    const source = { ...endpoint, side: 'source', pointer: '/sources/0', name: 'Orders' };
    const target = { ...endpoint, side: 'target', pointer: '/targets/0', name: 'Orders copy' };
    const { accessKeyId, principal, iamRoleArn } = connection;
    expect({ ...read, digest: read.digest }).toEqual({
      id: read.id,
      isIdDerived: true,
      digest: read.digest,
      task,
      endpoints: [source, target],
      hops: [
        { kind: 'staging', connection, accessKeyId, principal, iamRoleArn, useEc2RoleToAssumeRole: false },
      ],
      pairs: [{ source, target }],
    });
    expect(read.endpoints.map(({ options }) => options())).toEqual([new Map(), new Map()]);
  });

  it('is read with every member that the contract knows', () => {
    const read = parseSubmission(fullSubmission);
    expect(read).toMatchObject({
      id: 'nightly/orders:2026-10-01@1',
      task: { id: '0100000B00000000000A', mode: 'advanced' },
      hops: [
        {
          kind: 'staging',
          useEc2RoleToAssumeRole: true,
          connection: {
            name: 'Redshift stage',
            externalId: 'x-1',
            useEc2RoleToAssumeRole: true,
            customerMasterKeyId: 'alias/stage',
            runtimeEnvironment: 'agents-eu',
            secretsDigest: digest,
          },
        },
        {
          kind: 'database',
          iamRoleArn: `${role}-database`,
          accessKeyId: 'AKIAEXAMPLEEXAMPLE02',
          principal: { kind: 'role' },
          useEc2RoleToAssumeRole: true,
        },
      ],
      pairs: [
        {
          source: { encryption: 'sse-kms', durationSeconds: 3600, overridable: true },
          target: { encryption: 'sse-s3', durationSeconds: 1800, overridable: true },
        },
      ],
    });
    expect(read.endpoints.map(({ options }) => options())).toEqual([
      new Map([['AWS_IAM_ROLE', [role]]]),
      new Map([['TRUNCATECOLUMNS', ['ON']]]),
    ]);
  });

  it('knows which of its properties nobody could read', () => {
    const { endpoints } = submission({
      connections: { redshift: { region: null, unresolved: ['region', 'database'] } },
      sources: [{ unresolved: ['readMode'] }],
      targets: [{ unresolved: ['copyOptions'] }],
    });
    expect(endpoints).toMatchObject([
      { connection: { unresolved: new Set(['region', 'database']) }, unresolved: new Set(['readMode']) },
      { unresolved: new Set(['copyOptions']) },
    ]);
  });

  it.each([
    ['unloadOptions', { sources: [{ unresolved: ['unloadOptions'] }] }, 0],
    ['copyOptions', { targets: [{ unresolved: ['copyOptions'] }] }, 1],
    ['unclosed quotes', { sources: [{ unloadOptions: "NULL='" }] }, 0],
  ])('has no options where they cannot be read: %s', (_, delta, index) => {
    const options = submission(delta).endpoints.map((endpoint) => endpoint.options());
    expect(options[index]).toBeUndefined();
    expect(options[1 - index]).toEqual(new Map());
  });

  it.each([
    ['a bucket', { s3BucketName: 'lake' }, true, 'lake'],
    ['a folder path', { s3BucketName: 's3://lake/in/2026' }, true, 'lake'],
    ['a parameter', { s3BucketName: '$lake' }, true, undefined],
    ['what nobody could read', { s3BucketName: null, unresolved: ['s3BucketName'] }, true, undefined],
    ['nothing', { s3BucketName: null }, false, undefined],
  ])('names a bucket by %s', (_, delta, namesBucket, bucket) => {
    for (const side of ['sources', 'targets'])
      expect(
        submission({ [side]: [delta] }).endpoints.find(({ pointer }) => pointer === `/${side}/0`),
      ).toMatchObject({ namesBucket, bucket });
  });

  it.each([
    ['each by its own flag', { sources: [{ overridable: true }] }, [true, false]],
    ['all by the task’s', { task: { parameterFile: true } }, [true, true]],
    [
      'all by the task’s, whatever an endpoint says',
      { task: { parameterFile: true }, targets: [{ overridable: false }] },
      [true, true],
    ],
    [
      'none where both say no',
      { task: { parameterFile: false }, targets: [{ overridable: false }] },
      [false, false],
    ],
  ])('has overridable endpoints: %s', (_, delta, expected) => {
    expect(submission(delta).endpoints.map(({ overridable }) => overridable)).toEqual(expected);
  });

  it('has nothing of a connection whose definition is not at hand, whatever it says of it', () => {
    const { endpoints } = submission({
      connections: { redshift: { type: 'unknown', name: 'Redshift stage', secretsDigest: digest } },
    });
    const { unresolved, ...connection } = endpoints[0]?.connection ?? {};
    expect(connection).toEqual({
      id: 'redshift',
      name: 'Redshift stage',
      pointer: '/connections/redshift',
      type: 'unknown',
    });
    expect([...(unresolved ?? [])].sort()).toEqual([
      'accessKeyId',
      'authentication',
      'customerMasterKeyId',
      'database',
      'externalId',
      'iamRoleArn',
      'region',
      'type',
      'useEc2RoleToAssumeRole',
    ]);
  });

  it.each([
    ['its name', 'Redshift stage', 'Redshift stage'],
    ['its key, where the name is empty', '', 'redshift'],
  ])('calls a connection by %s', (_, name, expected) => {
    expect(submission({ connections: { redshift: { name } } }).endpoints[0]?.connection).toMatchObject({
      id: 'redshift',
      name: expected,
    });
  });

  it.each(['externalId', 'customerMasterKeyId', 'region', 'runtimeEnvironment'] as const)(
    'takes an empty %s for none',
    (property) => {
      const [endpoint] = submission({ connections: { redshift: { [property]: '' } } }).endpoints;
      expect(endpoint?.connection[property]).toBeUndefined();
    },
  );

  it.each([
    ['advanced', 'advanced'],
    ['elastic', 'advanced'],
    ['standard', 'standard'],
    [null, 'standard'],
  ])('in mode %s is one in mode %s', (mode, expected) => {
    expect(submission({ task: { mode } }).task.mode).toBe(expected);
  });

  it.each([
    ['direct', true],
    ['staging', false],
    [null, false],
  ])('with read mode %s reads directly: %j', (readMode, expected) => {
    expect(submission({ sources: [{ readMode }] }).endpoints[0]?.readsDirectly).toBe(expected);
  });

  it('keeps a duration of 0, which is not absent', () => {
    expect(submission({ sources: [{ temporaryCredentialDuration: 0 }] }).endpoints[0]?.durationSeconds).toBe(
      0,
    );
  });

  it.each([
    ['__proto__', '/connections/__proto__'],
    ['constructor', '/connections/constructor'],
    ['hasOwnProperty', '/connections/hasOwnProperty'],
    ['a/b~c', '/connections/a~1b~0c'],
    ['ü 😀', '/connections/ü 😀'],
  ])('may call a connection `%s`', (id, pointer) => {
    const text = JSON.stringify(compliantSubmission).replaceAll('"redshift"', JSON.stringify(id));
    const read = parseSubmission(JSON.parse(text));
    expect(read.hops).toMatchObject([{ connection: { id, pointer, iamRoleArn: role } }]);
    for (const { connection } of read.endpoints) expect(connection).toBe(read.hops[0]?.connection);
  });

  it('tells connections apart whose names differ in what a display leaves out', () => {
    const ids = ['a\u0001', 'a\u0002', 'a�', 'a/b', 'a~1b'];
    const connection = { type: 'other', iamRoleArn: role };
    const read = parseSubmission({
      ...compliantSubmission,
      connections: Object.fromEntries(ids.map((id) => [id, connection])),
      sources: ids.map((id) => ({ name: 'Orders', connection: id })),
      targets: [{ name: 'Orders copy', connection: ids[0] }],
    });
    expect(new Set(read.hops.map(({ connection }) => connection.pointer)).size).toBe(ids.length);
  });

  it('pairs every source with every target, 64 by 64', () => {
    const endpoints = Array.from({ length: 64 }, (_, index) => ({
      name: `e${index}`,
      connection: 'redshift',
    }));
    const { pairs } = parseSubmission({ ...compliantSubmission, sources: endpoints, targets: endpoints });
    const places = new Set(pairs.map(({ source, target }) => `${source.pointer} ${target.pointer}`));
    expect(places.size).toBe(64 * 64);
    expect(places).toContain('/sources/63 /targets/0');
  });
});

describe('the digest of a submission', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (random) => {
        const reordered = shuffledMembers(fullSubmission, () => random.next().value);
        expect(parseSubmission(reordered).digest).toBe(parseSubmission(fullSubmission).digest);
      }),
    );
  });

  it.each([
    ['a task’s name', { task: { name: 'orders-weekly' } }],
    ['a duration', { targets: [{ temporaryCredentialDuration: 901 }] }],
    ['an endpoint that says what is the default', { targets: [{ temporaryCredentialDuration: 900 }] }],
    ['who requests', { connections: { redshift: { principalArn: 'arn:aws:iam::123456789012:user/x' } } }],
  ])('depends on %s', (_, delta) => {
    expect(submission(delta).digest).not.toBe(submission().digest);
  });

  it.each([
    ['its id', { submissionId: 'x' }],
    ['its time', { submittedAt: '2026-10-01T07:59:00Z' }],
    ['who sends it', { submittedBy: 'scheduler' }],
    ['what tells an editor its schema', { $schema: 'submission.schema.json' }],
  ])('does not depend on %s: sent again, a task is the same task', (_, delta) => {
    expect(submission(delta).digest).toBe(submission().digest);
  });

  it('is that of the canonical form (RFC 8785) of what is to run', () => {
    const { submissionId: _id, submittedAt: _time, submittedBy: _sender, ...meant } = fullSubmission;
    const canonical = createHash('sha256')
      .update(canonicalize(meant) ?? '')
      .digest('hex');
    expect(parseSubmission(fullSubmission).digest).toBe(`sha256:${canonical}`);
  });

  it('gives a submission without an id its id', () => {
    const { id, digest: whole } = submission();
    expect(id).toBe(`submission-${whole.slice('sha256:'.length, 'sha256:'.length + 32)}`);
    expect(submission({ submissionId: id }).id).toBe(id);
  });
});

describe('a submission is refused', () => {
  it.each([
    ['text', 'text'],
    ['a list', [compliantSubmission]],
    ['null', null],
    ['nothing', undefined],
  ])('where it is %s', (_, value) => {
    expect(faultsOf(value)).toEqual([{ pointer: '', detail: 'must be object' }]);
  });

  it.each([
    ['/schemaVersion', 'expected "1"', { schemaVersion: '2' }],
    ['/schemaVersion', 'expected "1"', { schemaVersion: 1 }],
    ['', 'lacks the required property `task`', { task: null }],
    ['', 'lacks the required property `connections`', { connections: null }],
    ['', 'lacks the required property `sources`', { sources: null }],
    ['', 'lacks the required property `targets`', { targets: null }],
    ['/colour', 'is not a known property', { colour: 'red' }],
    ['/submissionId', 'must NOT have fewer than 1 characters', { submissionId: '' }],
    ['/submissionId', 'must NOT have more than 128 characters', { submissionId: 'x'.repeat(129) }],
    ['/submissionId', 'must match pattern "^[A-Za-z0-9._:/@-]+$"', { submissionId: 'a b' }],
    ['/submittedAt', 'must match format "date-time"', { submittedAt: 'yesterday' }],
    ['/submittedBy', 'must NOT have more than 256 characters', { submittedBy: 'x'.repeat(257) }],
    ['/task', 'lacks the required property `name`', { task: { name: null } }],
    ['/task/name', 'must NOT have fewer than 1 characters', { task: { name: '' } }],
    ['/task/name', 'must NOT have more than 256 characters', { task: { name: 'x'.repeat(257) } }],
    ['/task/name', 'must be string', { task: { name: 7 } }],
    ['/task/id', 'must NOT have more than 128 characters', { task: { id: 'x'.repeat(129) } }],
    ['/task/mode', 'expected one of ["standard","advanced","elastic"]', { task: { mode: 'Advanced' } }],
    ['/task/expectedRunSeconds', 'must be >= 0', { task: { expectedRunSeconds: -1 } }],
    ['/task/expectedRunSeconds', 'must be <= 2592000', { task: { expectedRunSeconds: 2_592_001 } }],
    ['/task/expectedRunSeconds', 'must be integer', { task: { expectedRunSeconds: 0.5 } }],
    ['/task/expectedRunSeconds', 'must be integer', { task: { expectedRunSeconds: '600' } }],
    ['/task/parameterFile', 'must be boolean', { task: { parameterFile: 'true' } }],
    ['/connections', 'must NOT have more than 64 properties', { connections: connectionsNamed(64) }],
    ['/connections', 'must NOT have fewer than 1 characters', { connections: { '': { type: 'other' } } }],
    [
      '/connections',
      'must NOT have more than 128 characters',
      { connections: { ['x'.repeat(129)]: { type: 'other' } } },
    ],
    [
      '/connections/redshift/type',
      'expected one of ["amazon-redshift-v2","amazon-redshift","amazon-s3-v2","other","unknown"]',
      { connections: { redshift: { type: 'oracle' } } },
    ],
    [
      '/connections/redshift',
      'lacks the required property `type`',
      { connections: { redshift: { type: null } } },
    ],
    [
      '/connections/redshift/accessKeyId',
      'must match pattern "^[A-Z0-9]{16,128}$"',
      { connections: { redshift: { accessKeyId: 'akia' } } },
    ],
    [
      '/connections/redshift/principalArn',
      'must match pattern "^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:.+$"',
      { connections: { redshift: { principalArn: 'mapping-requester' } } },
    ],
    [
      '/connections/redshift/iamRoleArn',
      'must match pattern "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$"',
      { connections: { redshift: { iamRoleArn: 'arn:aws:iam::123456789012:user/x' } } },
    ],
    [
      '/connections/redshift/iamRoleArn',
      'must NOT have more than 2048 characters',
      { connections: { redshift: { iamRoleArn: `${role}${'x'.repeat(2048)}` } } },
    ],
    [
      '/connections/redshift/useEc2RoleToAssumeRole',
      'must be boolean',
      { connections: { redshift: { useEc2RoleToAssumeRole: 'yes' } } },
    ],
    [
      '/connections/redshift/secretsDigest',
      'must match pattern "^sha256:[0-9a-f]{64}$"',
      { connections: { redshift: { secretsDigest: 'sha256:ab' } } },
    ],
    [
      '/sources',
      'must NOT have more than 64 items',
      { sources: Array(65).fill({ name: 'x', connection: 'redshift' }) },
    ],
    ['/sources/0/readMode', 'expected one of ["staging","direct"]', { sources: [{ readMode: 'Direct' }] }],
    ['/sources/0/s3BucketName', 'must NOT have fewer than 1 characters', { sources: [{ s3BucketName: '' }] }],
    [
      '/sources/0/encryptionType',
      'expected one of ["none","sse-s3","sse-kms","cse-smk","cse-kms","informatica-encryption"]',
      { sources: [{ encryptionType: 'SSE-KMS' }] },
    ],
    [
      '/sources/0/unloadOptions',
      'must NOT have more than 8192 characters',
      { sources: [{ unloadOptions: 'x'.repeat(8193) }] },
    ],
    [
      '/sources/0/temporaryCredentialDuration',
      'must be <= 2592000',
      { sources: [{ temporaryCredentialDuration: 2_592_001 }] },
    ],
    ['/sources/0', 'lacks the required property `connection`', { sources: [{ connection: null }] }],
    ['/targets/0', 'lacks the required property `name`', { targets: [{ name: null }] }],
    ['/targets/0/unloadOptions', 'is not a known property', { targets: [{ unloadOptions: 'PARALLEL=ON' }] }],
    ['/targets/0/readMode', 'is not a known property', { targets: [{ readMode: 'direct' }] }],
    [
      '/callerIdentityProof',
      'is not a known property',
      { callerIdentityProof: { connection: 'redshift', url: 'https://sts.amazonaws.com/' } },
    ],
    [
      '/connections/redshift/database',
      'lacks the required property `iamRoleArn`',
      { connections: { redshift: { database: { accessKeyId: 'AKIAEXAMPLEEXAMPLE02' } } } },
    ],
    [
      '/connections/redshift/database/iamRoleArn',
      'must match pattern "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$"',
      { connections: { redshift: { database: { iamRoleArn: 'redshift-database' } } } },
    ],
    [
      '/connections/redshift/database/externalId',
      'is not a known property',
      { connections: { redshift: { database: { iamRoleArn: role, externalId: 'x-1' } } } },
    ],
    ['/sources/0/overridable', 'must be boolean', { sources: [{ overridable: 'yes' }] }],
    [
      '/sources/0/s3BucketName',
      'must NOT have more than 1024 characters',
      { sources: [{ s3BucketName: 'x'.repeat(1025) }] },
    ],
    ['/targets/0/s3BucketName', 'must NOT have fewer than 1 characters', { targets: [{ s3BucketName: '' }] }],
    ['/task/taskflows/0', 'must be string', { task: { taskflows: [7] } }],
  ])('for %s: %s', (pointer, detail, delta) => {
    expect(faultsOf(patched(compliantSubmission, delta))).toContainEqual({ pointer, detail });
  });

  it.each(['sources', 'targets', 'connections'])('for no %s at all', (name) => {
    const empty = name === 'connections' ? {} : [];
    expect(faultsOf({ ...compliantSubmission, [name]: empty })).toContainEqual({
      pointer: `/${name}`,
      detail: expect.stringMatching(/^must NOT have fewer than 1 /),
    });
  });

  it.each([
    ['/connections/redshift/secretAccessKey', { connections: { redshift: { secretAccessKey: 'x' } } }],
    ['/connections/redshift/masterSymmetricKey', { connections: { redshift: { masterSymmetricKey: 'x' } } }],
    ['/task/session_token', { task: { session_token: 'x' } }],
    ['/sources/0/Password', { sources: [{ Password: 'x' }] }],
    ['/token', { token: 'x' }],
  ])('for the property %s, by name, since it looks like a secret', (pointer, delta) => {
    const detail = 'is refused: it looks like a secret, and a submission never holds one';
    expect(faultsOf(patched(compliantSubmission, delta))).toEqual([{ pointer, detail }]);
  });

  it('for endpoints that name an unknown connection, each by its place', () => {
    const detail = 'names none of the submission’s connections';
    const delta = { sources: [{ connection: 'constructor' }], targets: [{ connection: '__proto__' }] };
    expect(faultsOf(patched(compliantSubmission, delta))).toEqual([
      { pointer: '/sources/0/connection', detail },
      { pointer: '/targets/0/connection', detail },
    ]);
  });

  it('for half a surrogate pair, of which there is no canonical form', () => {
    const delta = { task: { name: 'orders\ud800' }, targets: [{ name: '\udc00' }] };
    expect(faultsOf(patched(compliantSubmission, delta)).map(({ pointer }) => pointer)).toEqual([
      '/task/name',
      '/targets/0/name',
    ]);
  });

  it('with all its faults in the message, the document’s own at `/`', () => {
    const error = caught(() => parseSubmission({ schemaVersion: '1', colour: 'red' }));
    expect(error.message).toMatch(
      /^malformed submission: \/ lacks the required property `task`; .*\/colour is not/,
    );
  });

  it('without echoing any part of a value, wherever it stands', () => {
    const places = placesIn(fullSubmission);
    const secret = fc.string({ unit: fc.constantFrom(...'ZXQVJKzxqvjk'), minLength: 8, maxLength: 64 });
    const wrapped = secret.chain((text) =>
      fc.constantFrom<[string, unknown]>(
        [text, text],
        [text, [text]],
        [text, { password: text }],
        [text, { text }],
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), wrapped, (place, [text, value]) => {
        const faults = faultsOf(replaced({ ...fullSubmission, unknown: text }, place, value));
        const said = JSON.stringify(faults);
        for (let at = 0; at + 4 <= text.length; at++) expect(said).not.toContain(text.slice(at, at + 4));
      }),
    );
  });
});

function shuffledMembers(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffledMembers(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => ({ name, member, at: random() }));
  members.sort((a, b) => a.at - b.at);
  return Object.fromEntries(members.map(({ name, member }) => [name, shuffledMembers(member, random)]));
}
