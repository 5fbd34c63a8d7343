import { readFile } from 'node:fs/promises';
import { type CollectionTag, parse, type ScalarTag, YAMLMap, type YAMLSeq } from 'yaml';
import { type Fields, isObject } from '../../shared/json/value.ts';

/** A resource of a template; `P` is what a test reads of its properties. */
export interface Resource<P = Fields> {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: string;
  readonly Properties: P;
}

/** What all functions of a SAM template have in common. */
export interface FunctionDefaults {
  readonly Environment: { readonly Variables: Fields };
}

/** A template of CloudFormation or SAM, intrinsic functions in their long form. */
export interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: string | number }>>;
  readonly Conditions: Fields;
  readonly Globals?: { readonly Function: FunctionDefaults };
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

export const mainTemplate = 'template.yaml';
export const forwardingTemplate = 'docs/deploy/forward-sts-events.yaml';

const functionNames = [
  'Base64',
  'And',
  'Equals',
  'GetAtt',
  'If',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
];
const tags = ['Ref', 'Condition', ...functionNames].flatMap(intrinsic);
const absent = Symbol('AWS::NoValue');

/** Reads a template as it stands. */
export async function readTemplate(path: string): Promise<Template> {
  const text = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  return parse(text, { customTags: tags, merge: true });
}

/**
 * The template that CloudFormation carries out with these parameters, the others at their defaults: conditions are
 * decided and references to parameters replaced; other functions stand.
 */
export function carriedOut(template: Template, given: Readonly<Record<string, string>> = {}): Template {
  const parameters = new Map(
    Object.entries(template.Parameters).map(([name, { Default: value = '' }]) => [
      name,
      given[name] ?? value,
    ]),
  );
  const holds = (name: string) => decide(resolve(template.Conditions[name]));

  function decide(condition: unknown): boolean {
    if (!isObject(condition)) return condition === true;
    const [[name, operands] = []] = Object.entries(condition) as [string, readonly unknown[]][];
    switch (name) {
      case 'Fn::Equals':
        return String(operands?.[0]) === String(operands?.[1]);
      case 'Fn::Not':
        return !decide(operands?.[0]);
      case 'Fn::And':
        return operands?.every(decide) === true;
      default:
        throw new Error(`no such function in a condition here: \`${name}\``);
    }
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== absent);
    if (!isObject(value)) return value;
    if (value.Ref === 'AWS::NoValue') return absent;
    if (typeof value.Ref === 'string') return parameters.get(value.Ref) ?? value;
    const choice = value['Fn::If'] as [string, unknown, unknown] | undefined;
    if (choice !== undefined) return resolve(holds(choice[0]) ? choice[1] : choice[2]);
    const entries = Object.entries(value).map(([key, item]) => [key, resolve(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== absent));
  }

  const present = ([, { Condition: condition }]: [string, { readonly Condition?: string }]) =>
    condition === undefined || holds(condition);
  const kept = (section: object) => resolve(Object.fromEntries(Object.entries(section).filter(present)));
  return {
    ...template,
    Globals: resolve(template.Globals),
    Resources: kept(template.Resources),
    Outputs: kept(template.Outputs),
  } as Template;
}

/** The resources of a type, by logical id. */
export function ofType<P>(template: Template, type: string): Map<string, Resource<P>> {
  const found = Object.entries(template.Resources).filter(([, { Type: own }]) => own === type);
  return new Map(found as [string, Resource<P>][]);
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
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const tag = `!${name}`;
  const ofText = (text: string) => (name === 'GetAtt' ? text.split('.') : text);
  const ofList = (list: YAMLMap.Parsed | YAMLSeq.Parsed) => {
    const map = new YAMLMap();
    map.set(key, list);
    return map;
  };
  return [
    { tag, resolve: (text) => ({ [key]: ofText(text) }) },
    { tag, collection: 'seq', resolve: (list) => ofList(list as YAMLSeq.Parsed) },
  ];
}
