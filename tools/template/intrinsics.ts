import { Intrinsic, type Value } from './value.ts';

export function ref(id: string): Intrinsic {
  return new Intrinsic('Ref', id);
}

/** An attribute of a resource, by `LogicalId.Attribute`. */
export function getAtt(path: string): Intrinsic {
  return new Intrinsic('GetAtt', path);
}

/** A text that CloudFormation fills in: the references in it, and the references in texts of this kind in it. */
export function sub(texts: TemplateStringsArray, ...parts: readonly (string | Intrinsic)[]): Intrinsic {
  return new Intrinsic('Sub', String.raw({ raw: texts }, ...parts.map(placeholder)));
}

/** A reference in the words of `Fn::Sub`. */
export function placeholder(part: string | Intrinsic): string {
  if (typeof part === 'string') return part;
  return part.name === 'Sub' ? String(part.argument) : `\${${part.argument}}`;
}

/** The parts of a text between separators. */
export function split(separator: string, text: Value): Intrinsic {
  return new Intrinsic('Split', [separator, text]);
}

/** One of the parts, counted from 0. */
export function select(index: number, parts: Value): Intrinsic {
  return new Intrinsic('Select', [index, parts]);
}

/** Texts in a row, with a separator between them. */
export function join(separator: string, texts: readonly Value[]): Intrinsic {
  return new Intrinsic('Join', [separator, texts]);
}

/** What a mapping of the template has under two names. */
export function findInMap(mapping: string, first: Value, second: string): Intrinsic {
  return new Intrinsic('FindInMap', [mapping, first, second]);
}

/** The value where a condition of the template holds; otherwise another, or nothing at all. */
export function when(condition: string, value: Value, otherwise: Value = ref('AWS::NoValue')): Intrinsic {
  return new Intrinsic('If', [condition, value, otherwise]);
}

/** What tells this stack from all others, those of its name before and after it too: the last part of its id. */
export const deploymentId = select(2, split('/', ref('AWS::StackId')));
export const account = ref('AWS::AccountId');
export const partition = ref('AWS::Partition');
export const region = ref('AWS::Region');
export const stackName = ref('AWS::StackName');
