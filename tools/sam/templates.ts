import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CreateTableInput } from '@aws-sdk/client-dynamodb';
import { type Document, parseDocument } from 'yaml';

const sourceTemplate = 'template.yaml';
const builtTemplate = '.aws-sam/build/template.yaml';

/** The template that functions are invoked by on this machine. */
export const localTemplate = '.aws-sam/build/local.yaml';

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
 * Writes a copy of the built template for the processor of the image, that declares AWS_ENDPOINT_URL, since SAM hands over
 * declared variables alone.
 * It has to be in the folder of the built one, where paths of code start. Resolves to its path.
 */
export async function writeLocalTemplate({
  path = localTemplate,
  timeout,
}: LocalChanges = {}): Promise<string> {
  const template = await documentOf(builtTemplate);
  template.setIn(['Globals', 'Function', 'Environment', 'Variables', 'AWS_ENDPOINT_URL'], '');
  template.setIn(['Globals', 'Function', 'Architectures'], [imageArchitecture]);
  if (timeout !== undefined) {
    const { functions } = await readTemplate();
    for (const id of functions.keys()) template.setIn(['Resources', id, 'Properties', 'Timeout'], timeout);
  }
  await writeFile(path, template.toString());
  return path;
}

/** Keeps tags such as !Ref, which mean nothing to a YAML parser. */
async function documentOf(path: string): Promise<Document> {
  return parseDocument(await readFile(path, 'utf8'));
}
