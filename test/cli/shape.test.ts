import { describe, expect, it } from 'vitest';
import { command } from '../support/cli/command.ts';
import { temporaryFolder } from '../support/cli/temporary-folder.ts';
import {
  packageOf,
  plainConnection,
  plainEndpoints,
  redshiftLabels,
} from '../support/informatica/package-builder.ts';
import { expanded, type PackageContent, zipped } from '../support/informatica/package-content.ts';

const content = packageOf({
  connections: [
    {
      ...plainConnection,
      name: 'NAME of people',
      params: { accessKey: 'VALUE', odd: 'VALUES', port: 5439 },
      labels: { ...redshiftLabels, odd: 'Odd Label' },
    },
    { id: 'second', name: 'NAME too', params: { accessKey: '' }, labels: redshiftLabels },
    { id: 'oracle', name: 'NAME of Oracle', connector: 'Oracle', params: { iamroleARN: 'VALUE' } },
  ],
  tasks: [
    {
      name: 'NAME of a task',
      folder: 'NAME',
      endpoints: [
        ...plainEndpoints.map((one) => ({ ...one, labelled: { 'S3 Bucket Name': 'VALUE' } })),
        { name: 'NAME', kind: 'Lookup', connection: 'gone', internal: { strange: 'VALUE' } },
      ],
    },
  ],
});

async function shape(words: readonly string[], of: PackageContent = content) {
  const folder = await temporaryFolder();
  return command(['shape', await folder.write('a.zip', zipped(of)), ...words]);
}

describe('shape', () => {
  it('has connectors, names, labels, types and lengths', async () => {
    const { code, stdout } = await shape(['--format', 'json']);
    const { objects, groups, unreadable } = JSON.parse(stdout);
    expect([code, objects, unreadable]).toEqual([0, { Connection: 3, DTEMPLATE: 1, MTT: 1 }, {}]);
    const [redshift, oracle, ...endpoints] = groups;
    expect(redshift).toMatchObject({ connector: 'Amazon Redshift V2', part: 'connection', count: 2 });
    expect(redshift.attributes.slice(2)).toEqual([
      {
        name: 'accessKey',
        list: 'connParams',
        label: 'Access Key ID:',
        readAs: 'accessKeyId',
        types: ['string'],
        set: 1,
        lengths: [5, 5],
      },
      { name: 'odd', list: 'connParams', label: 'Odd Label', types: ['string'], set: 1, lengths: [6, 6] },
      { name: 'port', list: 'connParams', types: ['number'], set: 1, lengths: [4, 4] },
    ]);
    expect(oracle.attributes.at(-1)).toEqual({
      name: 'iamroleARN',
      list: 'connParams',
      types: ['string'],
      set: 1,
      lengths: [5, 5],
    });
    expect(endpoints).toEqual([
      {
        connector: 'Amazon Redshift V2',
        part: 'TmplSource',
        count: 1,
        attributes: [
          {
            name: 'S3 Bucket Name',
            list: 'runtimeAttributes',
            readAs: 's3BucketName',
            types: ['string'],
            set: 1,
            lengths: [5, 5],
          },
        ],
      },
      {
        connector: 'Amazon Redshift V2',
        part: 'TmplTarget',
        count: 1,
        attributes: [
          {
            name: 'S3 Bucket Name',
            list: 'runtimeAttributes',
            readAs: 's3BucketName',
            types: ['string'],
            set: 1,
            lengths: [5, 5],
          },
        ],
      },
      {
        connector: 'not in the package',
        part: 'TmplLookup',
        count: 1,
        attributes: [
          { name: 'strange', list: 'oprRuntimeAttributes', types: ['string'], set: 1, lengths: [5, 5] },
        ],
      },
    ]);
  });

  it.each(['table', 'json'])('has no value, and no name that people gave, as %s', async (format) => {
    const { stdout, stderr } = await shape(['--format', format]);
    expect(stdout).toContain('Odd Label');
    expect(stdout + stderr).not.toMatch(/VALUE|NAME/);
  });

  it('counts what it cannot read, and names it not', async () => {
    const path = Object.keys(content).find((one) => one.endsWith('.DTEMPLATE.zip')) ?? '';
    const { code, stdout, stderr } = await shape(['--format', 'json'], { ...content, [path]: 'text' });
    expect([code, JSON.parse(stdout).unreadable]).toEqual([2, { DTEMPLATE: 1 }]);
    expect(stdout + stderr).not.toMatch(/VALUE|NAME/);
  });

  it('is the same of an expanded package, and goes to a file', async () => {
    const [folder, out] = [await temporaryFolder(), await temporaryFolder()];
    const path = await expanded(content, folder.path);
    const { stdout, code } = await command(['shape', path, '--output', out.at('shape.txt')]);
    expect([stdout, code]).toEqual(['', 0]);
    const again = await command(['shape', path]);
    expect(again.stdout).toBe((await shape([])).stdout);
  });

  it('of no package says so', async () => {
    const { code, stderr } = await shape([], { a: 'b' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/a\.zip: is no export package of Informatica/);
  });
});
