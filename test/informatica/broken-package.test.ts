import { describe, expect, it } from 'vitest';
import { openZip } from '../../shared/archive/open-zip.ts';
import { readPackage } from '../../shared/informatica/read-package.ts';
import { zipOf } from '../support/archive/zip-writer.ts';
import {
  classInfo,
  packageOf,
  plainConnection,
  plainEndpoints,
} from '../support/informatica/package-builder.ts';
import type { PackageContent } from '../support/informatica/package-content.ts';
import { built, documentOf, readContent, reasonOf } from '../support/informatica/read-built.ts';

const two = packageOf({ tasks: [{ id: 'bad' }, { id: 'good' }] });
const taskPath = 'Explore/Sales/mt_1.MTT.zip';
const mappingPath = 'Explore/Sales/mt_1_mapping.DTEMPLATE.zip';
const filesOf = (path: string) => two[path] as Record<string, string>;
/** The package of two tasks, in which something of the first is replaced. */
const within = (path: string, files: object): PackageContent => ({
  ...two,
  [path]: { ...filesOf(path), ...files },
});
const taskWith = (delta: object) => {
  const [task] = JSON.parse(filesOf(taskPath)['mtTask.json'] ?? '');
  return within(taskPath, { 'mtTask.json': JSON.stringify([{ ...task, ...delta }]) });
};
const mappingWith = (change: (template: ReturnType<typeof JSON.parse>) => void) => {
  const template = JSON.parse(filesOf(mappingPath)['bin/@3.bin'] ?? '');
  change(template);
  return within(mappingPath, { 'bin/@3.bin': JSON.stringify(template) });
};
const without = (...paths: string[]): PackageContent =>
  Object.fromEntries(Object.entries(two).filter(([path]) => !paths.includes(path)));
const metadataWith = (change: (objects: ReturnType<typeof JSON.parse>[]) => unknown) => {
  const metadata = JSON.parse(String(two['exportMetadata.v2.json']));
  return {
    ...two,
    'exportMetadata.v2.json': JSON.stringify({ exportedObjects: change(metadata.exportedObjects) }),
  };
};

describe('a task that cannot be read says why, and hides no other', () => {
  it.each<[string, PackageContent, string]>([
    ['its file is missing', without(taskPath), 'its file is not in the package'],
    ['its file is no zip', { ...two, [taskPath]: 'text' }, 'is no zip archive'],
    ['its file has no task', { ...two, [taskPath]: { 'metadata.meta': '[]' } }, 'is not there'],
    ['JSON that is none', within(taskPath, { 'mtTask.json': '{"canary' }), 'not JSON'],
    [
      'an array of nothing',
      within(taskPath, { 'mtTask.json': '[]' }),
      'expected an array of one object, got an array of 0',
    ],
    ['an array of two', within(taskPath, { 'mtTask.json': '[{},{}]' }), 'got an array of 2'],
    [
      'an array of a text',
      within(taskPath, { 'mtTask.json': '["canary"]' }),
      'expected an array of one object',
    ],
    ['no mapping', taskWith({ mappingId: undefined }), 'it names no mapping'],
    ['no mapping but an empty one', taskWith({ mappingId: 'saas:@' }), 'it names no mapping'],
    [
      'a mapping that is not listed',
      taskWith({ mappingId: '@elsewhere' }),
      'its mapping is not in the package',
    ],
    ['a mapping without file', without(mappingPath), 'mt_1_mapping: its file is not in the package'],
    ['itself as its mapping', taskWith({ mappingId: '@bad' }), 'mappingTemplate.json'],
    ['another task’s file', taskWith({ frsGuid: 'good' }), 'its file is that of another task'],
    ['a mapping that is no JSON', within(mappingPath, { 'bin/@3.bin': 'canary' }), 'not JSON'],
    [
      'a mapping of nothing',
      within(mappingPath, { 'bin/@3.bin': '[]' }),
      'the mapping has no list of transformations',
    ],
    [
      'a mapping without its file',
      within(mappingPath, { 'mappingTemplate.json': '[{"templateId":"@9"}]' }),
      'bin/@9.bin is not in the package',
    ],
    [
      'a mapping whose file is not said',
      within(mappingPath, { 'mappingTemplate.json': '[{}]', 'fileRecord.json': '[]' }),
      'do not say which file the mapping is',
    ],
    [
      'no names of classes',
      mappingWith((one) => {
        one.metadata = {};
      }),
      'no `metadata.$$classInfo`',
    ],
    [
      'a class without a name',
      mappingWith((one) => {
        one.content.transformations[1].$$class = 99;
      }),
      'does not say of which class transformation `Orders` is',
    ],
    [
      'a class that is inherited by all objects',
      mappingWith((one) => {
        one.content.transformations[1].$$class = 'constructor';
      }),
      'does not say of which class',
    ],
    [
      'a class that lies: a source is an expression',
      mappingWith((one) => {
        one.content.transformations[1].$$class = one.content.transformations[0].$$class;
      }),
      '`Orders` (TmplExpression) uses a connection, and is no source, target or lookup',
    ],
    [
      'a class that lies: a source is a target',
      mappingWith((one) => {
        one.content.transformations[1].$$class = one.content.transformations[2].$$class;
      }),
      'contradict each other: is `Orders` a source or a target?',
    ],
    [
      'a transformation that is none',
      mappingWith((one) => {
        one.content.transformations = [null];
      }),
      'transformation 1 of the mapping is no object',
    ],
    [
      'no transformations',
      mappingWith((one) => {
        one.content.transformations = [];
      }),
      'its mapping reads and writes nothing',
    ],
    [
      'no target, neither in the mapping nor in the task',
      {
        ...taskWith({ parameters: [] }),
        [mappingPath]: mappingWith((one) => one.content.transformations.pop())[mappingPath] ?? '',
      },
      'the mapping has no target',
    ],
    [
      'more sources than a submission has',
      mappingWith((one) => {
        one.content.transformations.push(...Array(64).fill(one.content.transformations[1]));
      }),
      '/sources must NOT have more than 64 items',
    ],
  ])('%s', async (_, content, reason) => {
    const { tasks, troubles } = await readContent(content);
    const [bad, good] = tasks;
    expect(reasonOf(bad)).toContain(reason);
    expect(reasonOf(bad)).not.toContain('canary');
    expect(documentOf(good).task.id).toBe('good');
    expect([tasks.length, troubles]).toEqual([2, []]);
  });

  it('a transformation that uses a connection of another kind of database is left out', async () => {
    const sql = { name: 'Clean up', kind: 'Sql', connection: 'oracle' } as const;
    const read = (connector: string) =>
      built({
        connections: [plainConnection, { id: 'oracle', connector }],
        tasks: [{ endpoints: [...plainEndpoints, sql] }],
      });
    expect(documentOf((await read('Oracle')).tasks[0]).sources).toHaveLength(1);
    expect(reasonOf((await read('Amazon Redshift V2')).tasks[0])).toContain(
      '`Clean up` (TmplSql) uses a connection',
    );
  });

  it('a file that two tasks claim is that of one', async () => {
    const { tasks } = await readContent(
      metadataWith((objects) => [...objects, { ...objects.at(-1), objectGuid: 'twin' }]),
    );
    expect(tasks.map((task) => [task.id, reasonOf(task)])).toEqual([
      ['bad', 'it can be read'],
      ['good', 'it can be read'],
      ['twin', 'its file is that of another task'],
    ]);
  });
});

describe('a part that cannot be read', () => {
  it('a connection is unknown, and told once', async () => {
    const { tasks, troubles } = await readContent({
      ...two,
      'SYS/redshift.Connection.zip': { 'connection.json': 'canary' },
    });
    expect(documentOf(tasks[0]).connections).toEqual({ redshift: { type: 'unknown' } });
    expect(troubles).toEqual(['connection /SYS/redshift: connection.json: not JSON: unexpected character']);
  });

  it('a connection’s file that is another’s is not taken for it', async () => {
    const more = { federatedId: 'other' };
    const { tasks, troubles } = await built({ connections: [{ ...plainConnection, more }] });
    expect(documentOf(tasks[0]).connections).toEqual({ redshift: { type: 'unknown' } });
    expect(troubles).toEqual(['connection /SYS/redshift: its file is that of another connection']);
  });

  it('a taskflow is told, and runs what the package lists', async () => {
    const content = packageOf({
      tasks: [{ id: 'task' }],
      taskflows: [{ name: 'flow', xml: '', uses: ['task', 'flow'] }],
    });
    const { 'Explore/Sales/flow.TASKFLOW.xml': _, ...rest } = content;
    const { taskflows, troubles } = await readContent(rest);
    expect(taskflows).toMatchObject([{ name: 'flow', taskIds: ['task'] }]);
    expect(troubles).toEqual(['taskflow /Explore/Sales/flow: its file is not in the package']);
  });
});

describe('a package', () => {
  it.each<[string, PackageContent, string]>([
    [
      'of something else',
      { 'word/document.xml': '<w/>' },
      'is no export package of Informatica: it has no exportMetadata.v2.json',
    ],
    ['whose list is no JSON', { ...two, 'exportMetadata.v2.json': 'canary' }, 'not JSON'],
    [
      'whose list is nothing',
      { ...two, 'exportMetadata.v2.json': '[]' },
      'expected a list of `exportedObjects`',
    ],
    [
      'without a list',
      { ...two, 'exportMetadata.v2.json': '{"exportedObjects":{}}' },
      'expected a list of `exportedObjects`',
    ],
  ])('%s is refused', async (_, content, reason) => {
    await expect(readContent(content)).rejects.toThrow(reason);
    await expect(readContent(content)).rejects.not.toThrow('canary');
  });

  it('says how many of the objects that it lists it does not name', async () => {
    const content = metadataWith((objects) => [...objects, 7, { objectGuid: 1, objectName: 'canary' }]);
    const { tasks, troubles } = await readContent(content);
    expect(tasks).toHaveLength(2);
    expect(troubles).toEqual(['exportMetadata.v2.json: 2 objects without id, name or type']);
  });

  it('that is encrypted is refused', async () => {
    const files = ['exportMetadata.v2.json', taskPath].map((path) => ({
      path,
      bytes: Buffer.from('x'),
      flags: 0x801,
    }));
    await expect(readPackage(await openZip(zipOf(files)))).rejects.toThrow('is encrypted');
  });

  it('has tasks that it does not list, after the others', async () => {
    const content = metadataWith((objects) => objects.filter(({ objectGuid }) => objectGuid !== 'bad'));
    const { tasks } = await readContent(content);
    expect(tasks.map(({ id, name, folder }) => [id, name, folder])).toEqual([
      ['good', 'mt_2', '/Explore/Sales'],
      ['bad', 'mt_1', '/Explore/Sales'],
    ]);
    expect(documentOf(tasks[1]).task.id).toBe('bad');
  });

  it('has objects that use each other in circles', async () => {
    const content = metadataWith((objects) =>
      objects.map((one) => ({
        ...one,
        metadata: { objectRefs: objects.map(({ objectGuid }) => objectGuid) },
      })),
    );
    expect((await readContent(content)).tasks.map(reasonOf)).toEqual(['it can be read', 'it can be read']);
  });

  it('has objects of nothing, which are passed over', async () => {
    const { tasks } = await readContent(
      metadataWith((objects) => [null, [], {}, { objectGuid: 'x' }, ...objects]),
    );
    expect(tasks).toHaveLength(2);
  });

  it('has a form of a connection that nests deeper than calls may', async () => {
    const deep = `${'{"groups":['.repeat(3000)}{"name":"x","displayName":"IAM Role ARN"}${']}'.repeat(3000)}`;
    const params = { CCM_CONN_PRESENTATION: deep, x: 'arn:aws:iam::123456789012:role/deep' };
    const { tasks } = await built({ connections: [{ ...plainConnection, params }] });
    expect(documentOf(tasks[0]).connections.redshift).toMatchObject({ iamRoleArn: params.x });
  });

  it('has a mapping of 50 MB', async () => {
    const filler = { $$class: Number(Object.keys(classInfo)[1]), name: 'x', expression: 'y'.repeat(1000) };
    const content = mappingWith((one) => one.content.transformations.push(...Array(50_000).fill(filler)));
    const bytes = Object.values(content[mappingPath] as object).reduce((sum, text) => sum + text.length, 0);
    expect(bytes).toBeGreaterThan(50_000_000);
    // Stored: what repeats itself so often looks like a bomb.
    const inner = zipOf(
      Object.entries(content[mappingPath] as Record<string, string>).map(([path, text]) => ({
        path,
        bytes: Buffer.from(text),
        method: 0,
      })),
    );
    const { tasks } = await readContent({ ...content, [mappingPath]: inner });
    expect(tasks.map(reasonOf)).toEqual(['it can be read', 'it can be read']);
  });

  it('never has its canaries told', async () => {
    const canary = 'CANARY-7f3a';
    const found = await built({
      connections: [
        {
          ...plainConnection,
          params: {
            ...plainConnection.params,
            password: canary,
            secretKey: canary,
            mastersymmetrickey: canary,
            accessKey: canary,
            odd: canary,
          },
        },
      ],
      tasks: [
        {
          endpoints: plainEndpoints.map((one) => ({
            ...one,
            labelled: { ...one.labelled, 'Encryption Type': canary, Odd: canary },
          })),
        },
      ],
    });
    expect(documentOf(found.tasks[0]).sources[0]?.unresolved).toEqual(['encryptionType']);
    expect(JSON.stringify(found)).not.toContain(canary);
  });
});
