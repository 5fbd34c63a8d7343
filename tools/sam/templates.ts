import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { CreateTableInput } from '@aws-sdk/client-dynamodb';
import { type Document, parseDocument } from 'yaml';

const sourceTemplate = 'template.yaml';

/** The template that functions are invoked by on this machine, and their variables. samconfig.toml names both. */
export const localTemplate = '.aws-sam/local/template.yaml';
export const variablesFile = '.aws-sam/local/variables.json';

/** Nothing listens there: until somebody says where AWS is, no function calls the real one. */
const nowhere = 'http://127.0.0.1:9';
/** What opens nothing. SAM takes those of the shell where the file of variables does not say these too. */
export const standInCredentials = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE99',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_SESSION_TOKEN: '',
};
const standIns = { AWS_ENDPOINT_URL: nowhere, ...standInCredentials };

/** Of the image that is built where none can be pulled (image-versions.sh). */
const imageArchitecture = 'x86_64';

/** What the scripts read of template.yaml. */
interface Template {
  /** Logical ids of the functions → the folder in `functions/` of each. */
  readonly functions: ReadonlyMap<string, string>;
  readonly eventBusName: string;
  /** Properties of the project's table that say how it is read. */
  readonly table: Pick<
    CreateTableInput,
    'AttributeDefinitions' | 'BillingMode' | 'GlobalSecondaryIndexes' | 'KeySchema'
  >;
}

/** Reads template.yaml. */
export async function readTemplate(): Promise<Template> {
  const { Resources: resources, Parameters: parameters } = (await documentOf(sourceTemplate)).toJS();
  const functions = new Map<string, string>();
  for (const [id, { Type: type, Properties: properties }] of Object.entries<TemplateResource>(resources)) {
    if (type === 'AWS::Serverless::Function') functions.set(id, basename(properties?.CodeUri ?? ''));
  }
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } =
    resources.WardenTable.Properties;
  return {
    functions,
    eventBusName: parameters.EventBusName.Default,
    table: { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema },
  };
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: { readonly CodeUri?: string };
}

/** Changes for a template that functions are invoked by on this machine. */
interface LocalChanges {
  readonly path?: string;
  /** Seconds that every function gets instead of its own timeout. */
  readonly timeout?: number;
}

/**
 * Writes a copy of template.yaml for the processor of the image, by which functions run as they were bundled, and that
 * declares what SAM is to hand over besides. Resolves to its path.
 */
export async function writeLocalTemplate({
  path = localTemplate,
  timeout,
}: LocalChanges = {}): Promise<string> {
  const template = await documentOf(sourceTemplate);
  for (const [name, value] of Object.entries(standIns))
    template.setIn(['Globals', 'Function', 'Environment', 'Variables', name], value);
  template.setIn(['Globals', 'Function', 'Architectures'], [imageArchitecture]);
  const { functions } = await readTemplate();
  for (const [id, folder] of functions) {
    const properties = ['Resources', id, 'Properties'];
    template.setIn([...properties, 'CodeUri'], relative(dirname(path), `dist/functions/${folder}`));
    if (timeout !== undefined) template.setIn([...properties, 'Timeout'], timeout);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, template.toString());
  return path;
}

/** Keeps tags such as !Ref, which mean nothing to a YAML parser. */
async function documentOf(path: string): Promise<Document> {
  return parseDocument(await readFile(path, 'utf8'));
}
