import { describe, expect, it } from 'vitest';
import {
  type EndpointParts,
  packageOf,
  plainConnection,
  plainEndpoints,
  roleArn,
} from '../support/informatica/package-builder.ts';
import { built, documentOf, readContent, withSource } from '../support/informatica/read-built.ts';

const [orders, copy] = plainEndpoints as [EndpointParts, EndpointParts];

describe('a mapping task', () => {
  it('becomes a submission', async () => {
    const { tasks, notUnderstood, troubles } = await built({});
    expect(documentOf(tasks[0])).toEqual({
      schemaVersion: '1',
      task: { id: 'task-1', name: 'mt_1', folder: '/Explore/Sales' },
      connections: {
        redshift: {
          type: 'amazon-redshift-v2',
          name: 'redshift',
          accessKeyId: 'AKIAEXAMPLEEXAMPLE01',
          iamRoleArn: roleArn,
        },
      },
      sources: [
        { name: 'Orders', connection: 'redshift', s3BucketName: 'stage', temporaryCredentialDuration: 3600 },
      ],
      targets: [{ name: 'Copy', connection: 'redshift', s3BucketName: 'stage' }],
    });
    expect([notUnderstood, troubles]).toEqual([[], []]);
  });

  it('has the id that the activity log knows it by, its schedule and its place in the package', async () => {
    const tasks = [{ id: 'b', more: { scheduleId: '@schedule-1' } }, { id: 'a' }];
    const found = await built({ tasks });
    expect(found.tasks.map(({ id, handle, scheduleId }) => [id, handle, scheduleId])).toEqual([
      ['b', '01CO2Z-b', 'schedule-1'],
      ['a', '01CO2Z-a', undefined],
    ]);
  });

  it('of two with one name in two folders, each is itself', async () => {
    const found = await built({
      tasks: [
        { id: 'a', name: 'same', folder: 'Explore/A' },
        { id: 'b', name: 'same', folder: 'Explore/B', endpoints: [orders, { ...copy, name: 'Other' }] },
      ],
    });
    expect(found.tasks.map((task) => [task.id, task.folder, documentOf(task).targets[0]?.name])).toEqual([
      ['a', '/Explore/A', 'Copy'],
      ['b', '/Explore/B', 'Other'],
    ]);
  });

  it('may have a name that is not of ASCII, also where macOS has unpacked its file', async () => {
    const name = 'Umsätze 売上';
    const content = Object.entries(packageOf({ tasks: [{ name }] }));
    const unpacked = content.map(([path, file]) => [path.normalize('NFD'), file]);
    for (const files of [content, unpacked]) {
      const { tasks } = await readContent(Object.fromEntries(files));
      expect(tasks.map((task) => documentOf(task).task.name)).toEqual([name]);
    }
  });

  it('names the taskflows that run it, by id or by what the package lists', async () => {
    const step = (guid: string) =>
      `<serviceName>ICSExecuteDataTask</serviceName><parameter name="GUID">${guid}</parameter>`;
    const { tasks, taskflows } = await built({
      tasks: [{ id: 'taskone' }, { id: 'tasktwo' }],
      taskflows: [
        {
          name: 'nightly',
          xml: `<?xml version="1.0"?><flow>${step('taskone')}<!-- ${step('tasktwo')} --></flow>`,
        },
        { name: 'weekly', xml: '<flow><p><![CDATA[ tasktwo ]]></p></flow>', uses: ['taskone', 'something'] },
      ],
    });
    expect(taskflows.map(({ name, taskIds }) => [name, ...taskIds])).toEqual([
      ['nightly', 'taskone'],
      ['weekly', 'tasktwo', 'taskone'],
    ]);
    expect(tasks.map(({ taskflows: names }) => names)).toEqual([['nightly', 'weekly'], ['weekly']]);
    expect(documentOf(tasks[0]).task.taskflows).toEqual(['nightly', 'weekly']);
  });

  it('runs in the runtime environment of its own, whose name the package has', async () => {
    const found = await built({
      runtimeEnvironments: { group: 'Agents of Sales' },
      tasks: [{ more: { runtimeEnvironmentId: '@group' } }],
    });
    expect(documentOf(found.tasks[0]).connections.redshift).toMatchObject({
      runtimeEnvironment: 'Agents of Sales',
    });
  });
});

describe('advanced properties', () => {
  it.each<[string, Partial<EndpointParts>, object]>([
    [
      'by labels, whatever their case and blanks',
      { labelled: { ' temporary CREDENTIAL duration:': '1800' } },
      { temporaryCredentialDuration: 1800 },
    ],
    [
      'by internal names where no label is set',
      { labelled: {}, internal: { temporaryCredentialDuration: '1800' } },
      { temporaryCredentialDuration: 1800 },
    ],
    [
      'by labels before internal names',
      { labelled: { 'Encryption Type': 'SSE-S3' }, internal: { encryptionType: 'None' } },
      { encryptionType: 'sse-s3' },
    ],
    ['empty ones are unset', { labelled: { 'Temporary Credential Duration': ' ', 'Read Mode': '' } }, {}],
    [
      'a number',
      { labelled: { 'Temporary Credential Duration': 1800 } },
      { temporaryCredentialDuration: 1800 },
    ],
    [
      'a parameter is unresolved',
      { labelled: { 'Temporary Credential Duration': '$$Duration' } },
      { unresolved: ['temporaryCredentialDuration'] },
    ],
    [
      'a parameter within a text too',
      { labelled: { 'S3 Bucket Name': 'stage-$$Env/x' } },
      { unresolved: ['s3BucketName'] },
    ],
    [
      'a label of a list that nobody knows',
      { labelled: { 'Encryption Type': 'Quantum' } },
      { unresolved: ['encryptionType'] },
    ],
    [
      'what is no number of seconds',
      { labelled: { 'Temporary Credential Duration': '1h' } },
      { unresolved: ['temporaryCredentialDuration'] },
    ],
    [
      'more seconds than the contract has',
      { labelled: { 'Temporary Credential Duration': '9999999999' } },
      { unresolved: ['temporaryCredentialDuration'] },
    ],
    [
      'a list in place of a text',
      { labelled: { 'S3 Bucket Name': ['stage'] } },
      { unresolved: ['s3BucketName'] },
    ],
    [
      'two values of one property',
      { labelled: { 'S3 Bucket Name': 'a', 's3 bucket name': 'b' } },
      { unresolved: ['s3BucketName'] },
    ],
    [
      'more text than the contract has',
      { labelled: { 'Unload Options': 'x'.repeat(8193) } },
      { unresolved: ['unloadOptions'] },
    ],
    [
      'options with what is no parameter',
      { labelled: { 'Unload Options': 'DELIMITER=$;NULL=$1' } },
      { unloadOptions: 'DELIMITER=$;NULL=$1' },
    ],
    ['a direct read', { labelled: { 'Read Mode': 'DIRECT' } }, { readMode: 'direct' }],
    [
      'the task’s own override the mapping’s',
      {
        labelled: { 'S3 Bucket Name': 'a', 'Encryption Type': 'None' },
        parameter: { runtimeAttrs: { 'S3 Bucket Name': 'b' } },
      },
      { s3BucketName: 'b', encryptionType: 'none' },
    ],
    [
      'the task’s own by internal names too',
      {
        labelled: { 'S3 Bucket Name': 'a' },
        parameter: { oprRuntimeAttrs: { s3BucketName: 'b', encryptionType: '' } },
      },
      { s3BucketName: 'b' },
    ],
  ])('%s', async (_, source, expected) => {
    const { source: read } = await withSource(source);
    expect(read).toEqual({ name: 'Orders', connection: 'redshift', ...expected });
  });

  it.each([
    ['None', 'none'],
    ['Server Side Encryption', 'sse-s3'],
    ['Server Side Encryption with KMS', 'sse-kms'],
    ['Client Side Encryption', 'cse-smk'],
    ['Informatica Encryption', 'informatica-encryption'],
    ['SSE-KMS', 'sse-kms'],
    ['CSE-KMS', 'cse-kms'],
  ])('encryption %s is %s', async (label, encryptionType) => {
    expect((await withSource({ labelled: { 'Encryption Type': label } })).source).toMatchObject({
      encryptionType,
    });
  });
});

describe('connections', () => {
  it.each<[string, object, object]>([
    [
      'by keys where there is no form',
      { labels: undefined, params: { iamroleARN: roleArn, useEC2RoletoAssumeRole: 'YES' } },
      { iamRoleArn: roleArn, useEc2RoleToAssumeRole: true },
    ],
    [
      'by labels, whatever the keys',
      { labels: { x1: 'IAM Role ARN:', x2: 'Cluster Region' }, params: { x1: roleArn, x2: 'us-east-1' } },
      { iamRoleArn: roleArn, region: 'us-east-1' },
    ],
    [
      'by keys where the label is in another language',
      { labels: { accessKey: 'Zugriffsschlüssel' }, params: { accessKey: 'AKIAEXAMPLEEXAMPLE01' } },
      { accessKeyId: 'AKIAEXAMPLEEXAMPLE01' },
    ],
    ['truths', { params: { useEC2RoletoAssumeRole: 1 } }, { useEc2RoleToAssumeRole: true }],
    ['untruths', { params: { useEC2RoletoAssumeRole: 'No' } }, { useEc2RoleToAssumeRole: false }],
    ['neither', { params: { useEC2RoletoAssumeRole: 'maybe' } }, { unresolved: ['useEc2RoleToAssumeRole'] }],
    ['a parameter', { params: { iamroleARN: '$Role' } }, { unresolved: ['iamRoleArn'] }],
    ['what is no ARN', { params: { iamroleARN: 'role/stage' } }, { unresolved: ['iamRoleArn'] }],
    [
      'what is masked',
      { params: { accessKey: '********', externalID: '********' } },
      { unresolved: ['accessKeyId', 'externalId'] },
    ],
    [
      'what a vault has',
      {
        params: { iamroleARN: roleArn },
        more: { vaultEnabled: true, vaultEnabledParams: ['iamroleARN', 'accessKey'] },
      },
      { unresolved: ['iamRoleArn', 'accessKeyId'] },
    ],
    ...['True', 'YES', 1, 'perhaps'].map((vaultEnabled): [string, object, object] => [
      `what a vault has, where it is enabled by ${vaultEnabled}`,
      { params: {}, more: { vaultEnabled, vaultEnabledParams: ['iamroleARN'] } },
      { unresolved: ['iamRoleArn'] },
    ]),
    [
      'what a vault that is not enabled has not',
      { params: { iamroleARN: roleArn }, more: { vaultEnabled: 'No', vaultEnabledParams: ['iamroleARN'] } },
      { iamRoleArn: roleArn },
    ],
    [
      'two names of one property',
      { params: { accessKey: 'AKIAEXAMPLEEXAMPLE01', s3AccessKeyId: 'AKIAEXAMPLEEXAMPLE02' } },
      { unresolved: ['accessKeyId'] },
    ],
    ['blanks around a value', { params: { iamroleARN: ` ${roleArn}\n` } }, { iamRoleArn: roleArn }],
    [
      'a form that is no JSON',
      { labels: undefined, params: { CCM_CONN_PRESENTATION: '{', iamroleARN: roleArn } },
      { iamRoleArn: roleArn },
    ],
    [
      'the way to the database',
      {
        labels: { a: 'Redshift IAM Role ARN', b: 'Redshift Access Key ID' },
        params: { a: roleArn, b: 'AKIAEXAMPLEEXAMPLE02' },
      },
      { database: { iamRoleArn: roleArn, accessKeyId: 'AKIAEXAMPLEEXAMPLE02' } },
    ],
    [
      'a way to the database that cannot be read',
      { labels: { a: 'Redshift IAM Role ARN' }, params: { a: '$Role' } },
      { unresolved: ['database'] },
    ],
    [
      'a kind of authentication',
      { params: { authentication: 'AssumeRole via EC2 Role' } },
      { authentication: 'assume-role-ec2' },
    ],
    ['a kind that says nothing of S3', { params: { authentication: 'Default' } }, {}],
    ['a kind that nobody knows', { params: { authentication: 'Magic' } }, { unresolved: ['authentication'] }],
  ])('%s', async (_, parts, expected) => {
    const { connection } = await withSource({}, {}, parts);
    expect(connection).toEqual({ type: 'amazon-redshift-v2', name: 'redshift', ...expected });
  });

  it.each([
    ['Amazon Redshift V2', 'amazon-redshift-v2'],
    ['Amazon S3 v2', 'amazon-s3-v2'],
    ['Amazon Redshift', 'amazon-redshift'],
    ['Oracle', 'other'],
  ])('of %s are %s', async (connector, type) => {
    expect((await withSource({}, {}, { connector })).connection).toMatchObject({ type });
  });

  it('of other connectors say nothing of themselves, nor do their endpoints', async () => {
    const { connection, source, notUnderstood } = await withSource(
      { labelled: { 'S3 Bucket Name': 'x', Odd: 'y' } },
      {},
      { connector: 'Oracle', params: { iamroleARN: roleArn, odd: 'z' } },
    );
    expect([connection, source]).toEqual([
      { type: 'other', name: 'redshift' },
      { name: 'Orders', connection: 'redshift' },
    ]);
    expect(notUnderstood).toEqual([]);
  });

  it('that are not in the package are unknown; what the endpoint says is read', async () => {
    const { tasks, troubles } = await built({ connections: [], tasks: [{}] });
    const { connections, sources } = documentOf(tasks[0]);
    expect(connections).toEqual({ redshift: { type: 'unknown' } });
    expect(sources[0]).toMatchObject({ s3BucketName: 'stage', temporaryCredentialDuration: 3600 });
    expect(troubles).toEqual([]);
  });

  it('that nothing names are unknown', async () => {
    const { document } = await withSource({ connection: '', parameter: { sourceConnectionId: '' } });
    expect(document.connections).toMatchObject({ 'the connection of Orders': { type: 'unknown' } });
  });

  it('of the task override those of the mapping', async () => {
    const { tasks } = await built({
      connections: [plainConnection, { id: 'own', connector: 'Amazon S3 V2' }],
      tasks: [{ endpoints: [{ ...orders, parameter: { sourceConnectionId: '@own' } }, copy] }],
    });
    expect(documentOf(tasks[0]).sources[0]?.connection).toBe('own');
  });

  it.each(['SOURCE_V2', 'source', '', undefined])(
    'and properties of the task override those of the mapping, of whatever type it says they are: %j',
    async (type) => {
      const { tasks } = await built({
        connections: [plainConnection, { ...plainConnection, id: 'own' }],
        tasks: [
          {
            endpoints: [
              { ...orders, parameter: { type, sourceConnectionId: '@own' } },
              {
                ...copy,
                parameter: { type, targetConnectionId: '', runtimeAttrs: { 'S3 Bucket Name': 'own' } },
              },
            ],
          },
        ],
      });
      const { sources, targets } = documentOf(tasks[0]);
      expect([sources[0]?.connection, targets[0]?.s3BucketName]).toEqual(['own', 'own']);
    },
  );

  it('of S3 give their folder as the bucket, unless the endpoint has its own', async () => {
    const connection = { connector: 'Amazon S3 V2', params: { folderPath: 'lake/in' } };
    const bucketOf = async (labelled: object) =>
      (await withSource({ labelled: { ...labelled } }, {}, connection)).source;
    expect(await bucketOf({})).toMatchObject({ s3BucketName: 'lake/in' });
    expect(await bucketOf({ 'Folder Path': 'other/x' })).toMatchObject({ s3BucketName: 'other/x' });
    expect(await bucketOf({ 'Folder Path': '$$Path' })).toMatchObject({ unresolved: ['s3BucketName'] });
  });

  it('by federated single sign-on assume the role that stands beside it', async () => {
    const params = { authentication: 'Federated User SSO', roleARN: roleArn };
    const { connection } = await withSource({}, {}, { connector: 'Amazon S3 V2', params });
    expect(connection).toMatchObject({ authentication: 'federated-sso', iamRoleArn: roleArn });
  });
});

describe('endpoints', () => {
  it('lookups are sources', async () => {
    const { tasks } = await built({
      tasks: [{ endpoints: [{ name: 'Rates', kind: 'Lookup' }, orders, copy] }],
    });
    expect(documentOf(tasks[0]).sources.map(({ name }) => name)).toEqual(['Rates', 'Orders']);
  });

  it.each<[string, object, boolean | undefined]>([
    ['its connection', { isConnectionRuntimeParameter: true, isObjectRuntimeParameter: false }, true],
    [
      'its object, said as text',
      { isConnectionRuntimeParameter: 'false', isObjectRuntimeParameter: 'true' },
      true,
    ],
    ['neither', { isConnectionRuntimeParameter: false, isObjectRuntimeParameter: false }, undefined],
  ])('are overridable where %s may be replaced at run time', async (_, runtimeParameterData, overridable) => {
    const { source, document } = await withSource(
      { parameter: { runtimeParameterData } },
      { more: { taskProperties: [{ name: 'parameterFileName', currentValue: 'params.txt' }] } },
    );
    expect([source?.overridable, document.task.parameterFile]).toEqual([overridable, undefined]);
  });

  it.each<[string, object | null]>([
    ['no data', { runtimeParameterData: undefined }],
    ['one of two answers', { runtimeParameterData: { isConnectionRuntimeParameter: false } }],
    ['no parameter', null],
  ])('a parameter file may replace all of a task where one has %s', async (_, parameter) => {
    const fileOf = async (more: object) =>
      (await withSource({ parameter }, { more })).document.task.parameterFile;
    expect(await fileOf({ parameterFileName: 'params.txt' })).toBe(true);
    expect(await fileOf({ sessionPropertiesList: [{ name: 'Parameter File Name', value: 'x' }] })).toBe(true);
    expect(await fileOf({ parameterFileName: ' ' })).toBe(undefined);
  });

  it('that the task alone names have nothing that could be read', async () => {
    const parameter = { type: 'SOURCE', label: 'Within a mapplet', sourceConnectionId: '@redshift' };
    const { document } = await withSource({}, { more: { parameters: [parameter] } });
    expect(document.sources[1]).toEqual({
      name: 'Within a mapplet',
      connection: 'redshift',
      unresolved: [
        'encryptionType',
        'temporaryCredentialDuration',
        'readMode',
        's3BucketName',
        'unloadOptions',
      ],
    });
  });
});

describe('what is set and not understood', () => {
  const connector = 'Amazon Redshift V2';

  it('is listed once, by its label, with the first place and without its value', async () => {
    const endpoints = [
      { ...orders, labelled: { 'Tea Time': 'canary', 'Pre SQL': 'select', Unset: '' } },
      copy,
    ];
    const found = await built({
      connections: [
        {
          ...plainConnection,
          params: { teapot: 'canary', password: 'canary', unset: '' },
          labels: { teapot: 'Tea Pot:' },
        },
      ],
      tasks: [{ endpoints }, { endpoints }],
    });
    expect(found.notUnderstood).toEqual([
      { connector, name: 'Tea Pot:', where: 'connection redshift' },
      { connector, name: 'Tea Time', where: 'mapping /Explore/Sales/mt_1_mapping, Orders' },
    ]);
    expect(JSON.stringify(found)).not.toContain('canary');
  });

  it('is named by its internal name only where labels are missing', async () => {
    const internal = { teatime: 'x' };
    const named = async (labelled: EndpointParts['labelled']) =>
      (await withSource({ ...(labelled && { labelled }), internal })).notUnderstood.map(({ name }) => name);
    expect(await named({ 'Tea Time': 'x' })).toEqual(['Tea Time']);
    expect(await named({})).toEqual(['teatime']);
  });

  it('may be a whole connector of AWS', async () => {
    const { notUnderstood, connection } = await withSource({}, {}, { connector: 'Amazon S3 V9' });
    expect(connection).toMatchObject({ type: 'other' });
    expect(notUnderstood).toEqual([
      { connector: 'Amazon S3 V9', name: 'the connector', where: 'connection redshift' },
    ]);
  });

  it('are properties of another connector too', async () => {
    const { notUnderstood } = await withSource(
      { labelled: { 'Folder Path': 'x' } },
      {},
      { params: { folderPath: 'y' } },
    );
    expect(notUnderstood.map(({ name }) => name)).toEqual(['folderPath', 'Folder Path']);
  });
});
