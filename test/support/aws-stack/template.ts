import { leftOut } from './left-out.ts';

/** A template as the SAM transform leaves it, as far as it is read here. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The template for moto: without what is left out, and with more outputs, which moto is to resolve. */
export function templateForMoto(template: Template, outputs: Readonly<Record<string, unknown>>): Template {
  const values = Object.entries(outputs).map(([name, value]) => [name, { Value: value }]);
  const whole = { ...template, Outputs: { ...template.Outputs, ...Object.fromEntries(values) } };
  const adapted = adapt(whole, template.Resources) as Template;
  const kept = Object.entries(adapted.Resources).filter(([, { Type }]) => !(Type in leftOut));
  return { ...adapted, Resources: Object.fromEntries(kept.map(([id, one]) => [id, withPattern(one)])) };
}

/** In moto, a rule without a pattern, which has a schedule instead, would hear every event. */
function withPattern(resource: Resource): Resource {
  if (resource.Type !== 'AWS::Events::Rule') return resource;
  const Properties = { EventPattern: { source: ['nobody'] }, ...resource.Properties };
  return { ...resource, Properties };
}

/** Names resources that are left out where others refer to them, and spells a bus's `Ref` as moto can resolve it. */
function adapt(value: unknown, resources: Template['Resources']): unknown {
  if (Array.isArray(value)) return value.map((item) => adapt(item, resources));
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument] = []] = Object.entries(value);
  const name = key === 'Ref' ? argument : key === 'Fn::GetAtt' ? argument[0] : undefined;
  const type = resources[name]?.Type ?? '';
  if (type in leftOut) return nameOf(name);
  if (key === 'Ref' && type === 'AWS::Events::EventBus') return { 'Fn::GetAtt': [name, 'Name'] };
  if (key === 'Fn::Sub') return { 'Fn::Sub': substitution(argument, resources) };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, adapt(item, resources)]));
}

/** The text of a `Fn::Sub`, or a list of it and more names. */
function substitution(argument: unknown, resources: Template['Resources']): unknown {
  if (Array.isArray(argument)) return argument.map((part) => substitution(part, resources));
  if (typeof argument !== 'string') return adapt(argument, resources);
  return argument.replace(/\$\{(\w+)(?:\.\w+)*\}/g, (reference, name) =>
    (resources[name]?.Type ?? '') in leftOut ? nameOf(name) : reference,
  );
}

function nameOf(leftOutId: string): string {
  return `left-out-${leftOutId}`;
}

/** The resources of a type: logical id and properties, which the template's own checks make sure of. */
export function ofType<Properties>({ Resources }: Template, type: string): [string, Properties][] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, Properties as Properties]);
}
