import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { type Fields, isObject } from '../../shared/json/value.ts';
import { functionEnvironment } from '../../tools/function-environment.ts';
import { functionNames } from '../../tools/function-names.ts';
import { succeed } from '../../tools/sam/command.ts';
import { type PackagedStack, packageStack } from '../support/release/package-stack.ts';
import { packagesOfCdkExample, readersOfReleases } from '../support/release/programs.ts';
import { mainTemplate, ofType, parseTemplate, readTemplate } from '../support/template/template.ts';

interface Code {
  readonly CodeUri: string;
}

const names = await functionNames();
const original = await readTemplate(mainTemplate);
let folder: string;
let python: string;
let packaged: PackagedStack;
const at = (...path: string[]) => join(folder, `sts-warden-stack-${packageJson.version}`, ...path);
const templateAt = async (path: string) => parseTemplate(await readFile(path, 'utf8'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sts-warden-stack-'));
  python = await readersOfReleases();
  const archive = join(inject('releases')[0], `sts-warden-stack-${packageJson.version}.zip`);
  await succeed(python, ['-m', 'zipfile', '--extract', archive, folder]);
  packaged = await packageStack(at());
});
afterAll(async () => {
  await packaged?.stop();
  await rm(folder, { recursive: true });
});

describe('the stack of a release', () => {
  it('has the template of the repository, and only the code elsewhere', async () => {
    const released = await templateAt(at('template.yaml'));
    const code = ofType<Code>(released, 'AWS::Serverless::Function').map(
      ({ properties }) => properties.CodeUri,
    );
    expect(code.sort()).toEqual(names.map((name) => `functions/${name}.zip`));
    expect(withoutPlaces(released)).toEqual(withoutPlaces(original));
  });

  it('has the files that the commands of the guide name', async () => {
    const guide = await readFile('docs/deploy.md', 'utf8');
    const commands = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([block]) => block).join('\n');
    const paths = commands.match(/docs\/[\w./-]+/g) ?? [];
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(at(path)))).toEqual([]);
  });

  it('has code that loads, of every function', async () => {
    for (const name of names) {
      const code = at('functions', name);
      await succeed(python, ['-m', 'zipfile', '--extract', `${code}.zip`, code]);
      const script = `console.log(typeof (await import(${JSON.stringify(join(code, 'handler.mjs'))})).handler)`;
      const env = { PATH: process.env.PATH, ...functionEnvironment, POLICY_PROFILE: 'a/b/c' };
      const words = ['--input-type=module', '--eval', script];
      expect(execFileSync(process.execPath, words, { env, encoding: 'utf8' })).toBe('function\n');
    }
  });

  it('is packaged by the SAM CLI: its code is uploaded as it is, and its licence and README', async () => {
    const template = await templateAt(packaged.template);
    expect(withoutPlaces(template)).toEqual(withoutPlaces(original));
    const released = ofType<Code>(await templateAt(at('template.yaml')), 'AWS::Serverless::Function');
    const uploaded = ofType<Code>(template, 'AWS::Serverless::Function');
    for (const [index, { properties }] of uploaded.entries()) {
      const bytes = await readFile(at(String(released[index]?.properties.CodeUri)));
      expect(bytes.equals(await packaged.objectAt(properties.CodeUri))).toBe(true);
    }
    const application = template.Metadata?.['AWS::ServerlessRepo::Application'] as Fields | undefined;
    expect(await packaged.objectAt(String(application?.LicenseUrl))).toEqual(await readFile('LICENSE'));
    expect(await packaged.objectAt(String(application?.ReadmeUrl))).toEqual(await readFile('README.md'));
  });
});

describe('the CDK example', () => {
  it('synthesizes the packaged template, and sets parameters that there are', async () => {
    await symlink(await packagesOfCdkExample(), at('docs/deploy/cdk/node_modules'));
    const env = { PATH: process.env.PATH, CDK_OUTDIR: join(folder, 'cdk.out') };
    execFileSync(process.execPath, ['app.ts'], { cwd: at('docs/deploy/cdk'), env, stdio: 'pipe' });
    const made = JSON.parse(await readFile(join(folder, 'cdk.out/sts-warden.template.json'), 'utf8'));
    const template = await templateAt(packaged.template);
    expect(withLists(made.Resources)).toEqual(withLists(template.Resources));
    const { BootstrapVersion, ...parameters } = made.Parameters;
    const { Default: topic } = parameters.AlarmTopicArn;
    expect(topic).toMatch(/^arn:aws:sns:/);
    expect(parameters).toEqual({
      ...template.Parameters,
      AlarmTopicArn: { ...template.Parameters.AlarmTopicArn, Default: topic },
    });
  });
});

describe('the Terraform example', () => {
  let terraform: Fields;
  beforeAll(async () => {
    const script = 'import hcl2, json, sys; json.dump(hcl2.load(open(sys.argv[1])), sys.stdout)';
    terraform = JSON.parse(
      (await succeed(python, ['-c', script, at('docs/deploy/terraform/main.tf')])).stdout,
    );
  });

  it('sets parameters that there are, to values that they take', () => {
    const variables = Object.assign({}, ...(terraform.variable as Fields[]));
    const given = Object.entries<string>(variables['"parameters"'].default);
    expect(given.length).toBeGreaterThan(0);
    for (const [name, value] of given) {
      const { AllowedPattern = '', AllowedValues } = { ...original.Parameters[name] };
      const text = JSON.parse(value);
      expect(text).toMatch(new RegExp(String(AllowedPattern)));
      if (Array.isArray(AllowedValues)) expect(AllowedValues).toContain(text);
    }
  });

  it('refers to what it declares', () => {
    const { variable, data, resource } = terraform as Readonly<Record<string, Fields[]>>;
    const addresses = (blocks: Fields[] = [], prefix = '') =>
      blocks.flatMap((block) =>
        Object.entries(block).flatMap(([type, named]) =>
          Object.keys(named as Fields).map((name) => `${prefix}${bare(type)}.${bare(name)}`),
        ),
      );
    const declared = [
      ...(variable ?? []).flatMap((block) => Object.keys(block).map((name) => `var.${bare(name)}`)),
      ...addresses(data, 'data.'),
      ...addresses(resource),
    ];
    const text = JSON.stringify(terraform);
    const used = text.match(/\b(?:var\.\w+|data\.\w+\.\w+|(?<!data\.)\baws_\w+\.\w+)/g);
    expect(new Set(used)).toEqual(new Set(declared));
  });

  it('grants what a template with roles and a transform wants', () => {
    const stacks = (terraform.resource as Fields[]).flatMap(
      (block) => block['"aws_cloudformation_stack"'] ?? [],
    );
    expect(stacks).toEqual([
      {
        '"sts_warden"': expect.objectContaining({
          capabilities: ['"CAPABILITY_IAM"', '"CAPABILITY_AUTO_EXPAND"'],
        }),
      },
    ]);
  });
});

/** A name as the parser of HCL gives it, without its quotes. */
function bare(name: string): string {
  return name.replaceAll('"', '');
}

/** The template without what packaging changes: where code and texts are, and a note of the SAM CLI on each resource. */
function withoutPlaces(template: unknown): unknown {
  return mapped(template, (key, value) => {
    if (/^(CodeUri|LicenseUrl|ReadmeUrl|SamResourceId)$/.test(key)) return undefined;
    return key === 'Metadata' && Object.keys(value as Fields).join() === 'SamResourceId' ? undefined : value;
  });
}

/** What CloudFormation takes in two forms, in the one of lists: `{"Fn::GetAtt": "A.B"}`, `{"DependsOn": "A"}`. */
function withLists(template: unknown): unknown {
  return mapped(template, (key, value) => {
    if (typeof value !== 'string') return value;
    return key === 'Fn::GetAtt' ? value.split('.') : key === 'DependsOn' ? [value] : value;
  });
}

function mapped(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, mapped(change(key, item), change)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
