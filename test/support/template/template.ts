import { readFile } from 'node:fs/promises';
import { type CollectionTag, parse, type ScalarTag, YAMLMap } from 'yaml';
import { type Fields, isObject } from '../../../shared/json/value.ts';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string;
  readonly Properties: Fields;
}

/** A resource by its logical id; `P` is what a test reads of its properties. */
interface Named<P> {
  readonly name: string;
  readonly properties: P;
}

interface Parameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly MaxLength?: number;
}

/** What all functions of a SAM template have in common. */
interface FunctionDefaults {
  readonly Environment: { readonly Variables: Fields };
}

/** A template of CloudFormation or SAM, intrinsic functions in their long form. */
export interface Template {
  readonly Metadata?: Fields;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Fields>>>>;
  readonly Conditions: Fields;
  readonly Globals?: { readonly Function: FunctionDefaults };
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

export const mainTemplate = 'template.yaml';
export const forwardingTemplate = 'docs/deploy/forward-sts-events.yaml';

/** The forwarder in another Region of the stack's own account, where nothing of it is left out. */
export const elsewhereInTheAccount = {
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'us-east-1',
  CentralAccount: '123456789012',
  CentralRegion: 'eu-central-1',
};

const tags = [
  'Ref',
  'And',
  'Or',
  'Equals',
  'FindInMap',
  'GetAtt',
  'If',
  'Join',
  'Not',
  'Select',
  'Split',
  'Sub',
].flatMap(intrinsic);
const absent = Symbol('AWS::NoValue');

/** Reads a template as it stands. */
export async function readTemplate(path: string): Promise<Template> {
  return parseTemplate(await templateText(path));
}

export async function templateText(path: string): Promise<string> {
  return readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** A template from its text, by the rules of one of the versions of YAML. */
export function parseTemplate(text: string, version: '1.1' | '1.2' = '1.2'): Template {
  return parse(text, { customTags: (core) => [...core, ...tags], version });
}

/**
 * The template that CloudFormation carries out with these parameters, the others at their defaults: conditions are
 * decided and references to parameters replaced; other functions stand.
 */
export function carriedOut(template: Template, given: Readonly<Record<string, string>> = {}): Template {
  const { resolve, holds } = resolver(template, given);
  const kept = (section: object) => {
    const parts: [string, { readonly Condition?: string }][] = Object.entries(section);
    const present = parts.filter(([, { Condition: name }]) => name === undefined || holds(name));
    return resolve(Object.fromEntries(present));
  };
  const { Globals, Resources, Outputs } = template;
  return {
    ...template,
    Globals: resolve(Globals),
    Resources: kept(Resources),
    Outputs: kept(Outputs),
  } as Template;
}

function resolver({ Parameters, Mappings, Conditions }: Template, given: Readonly<Record<string, string>>) {
  const parameterOf = (name: string) => given[name] ?? Parameters[name]?.Default;
  const holds = (name: string): boolean => decide(resolve(Conditions[name]), holds);

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== absent);
    if (!isObject(value)) return value;
    if (value.Ref === 'AWS::NoValue') return absent;
    if (typeof value.Ref === 'string') return parameterOf(value.Ref) ?? value;
    const choice = value['Fn::If'] as [string, unknown, unknown] | undefined;
    if (choice !== undefined) return resolve(holds(choice[0]) ? choice[1] : choice[2]);
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item)] as const);
    return looked(Object.fromEntries(entries.filter(([, item]) => item !== absent)));
  }

  function looked(fields: Fields): unknown {
    const [map, first, second] = (fields['Fn::FindInMap'] ?? []) as readonly string[];
    return map === undefined ? fields : Mappings?.[map]?.[`${first}`]?.[`${second}`];
  }

  return { resolve, holds };
}

function decide(condition: unknown, holds: (name: string) => boolean): boolean {
  const [[name, operands] = []] = Object.entries(condition as Readonly<Record<string, readonly unknown[]>>);
  switch (name) {
    case 'Fn::Equals':
      return String(operands?.[0]) === String(operands?.[1]);
    case 'Fn::Not':
      return !decide(operands?.[0], holds);
    case 'Fn::And':
      return operands?.every((one) => decide(one, holds)) === true;
    case 'Condition':
      return holds(String(operands));
    case 'Fn::Or':
      return operands?.some((one) => decide(one, holds)) === true;
    default:
      throw new Error(`no such function in a condition here: \`${name}\``);
  }
}

/** The resources of a type, in the order of the template. */
export function ofType<P = Fields>(template: Template, type: string): Named<P>[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([name, resource]) => ({ name, properties: resource.Properties as P }));
}

/** The properties of a resource. Throws where there is none of that logical id. */
export function propertiesOf<P = Fields>(template: Template, name: string | undefined): P {
  const resource = template.Resources[name ?? ''];
  if (resource === undefined) throw new Error(`no resource \`${name}\``);
  return resource.Properties as P;
}

/** The logical id that a Ref or Fn::GetAtt names; `undefined` for anything else. */
export function target(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const [id] = (value['Fn::GetAtt'] as readonly string[] | undefined) ?? [value.Ref];
  return typeof id === 'string' ? id : undefined;
}

export function listed<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/** `!Name`, before a scalar or a list, as CloudFormation's long form. */
function intrinsic(name: string): (ScalarTag | CollectionTag)[] {
  const key = name === 'Ref' ? name : `Fn::${name}`;
  const tag = `!${name}`;
  const ofText = (text: string) => (name === 'GetAtt' ? text.split('.') : text);
  const ofList = (list: unknown) => {
    const map = new YAMLMap();
    map.set(key, list);
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [key]: ofText(text) }) },
    { tag, collection: 'seq', resolve: ofList },
  ];
}
