import { type Fields, isObject } from '../json/value.ts';
import { type Attributes, attributesOfParameter } from './attributes.ts';
import { objectsOf, referredId, textOf } from './part-json.ts';
import { settingOf, truth } from './value.ts';

/** What a task says of one transformation of its mapping. */
export interface TaskParameter {
  /** The names by which the transformation may be called. */
  readonly names: readonly string[];
  /** `undefined` where neither its type nor its connection tells. */
  readonly side: 'source' | 'target' | undefined;
  /** The task's own connection, which overrides the mapping's. */
  readonly connectionId: string | undefined;
  readonly attributes: Attributes;
  /** Whether its connection or object may be replaced at run time; `undefined` where nothing is said of one of the two. */
  readonly overridable: boolean | undefined;
}

type Side = NonNullable<TaskParameter['side']>;

/** Where a parameter names its connection, by the side that it is on. */
const connectionMembers: readonly (readonly [member: string, side: Side])[] = [
  ['sourceConnectionId', 'source'],
  ['lookupConnectionId', 'source'],
  ['targetConnectionId', 'target'],
];
const sides: ReadonlyMap<unknown, { readonly side: Side; readonly connection: string }> = new Map([
  ['SOURCE', { side: 'source', connection: 'sourceConnectionId' }],
  ['EXTENDED_SOURCE', { side: 'source', connection: 'sourceConnectionId' }],
  ['LOOKUP', { side: 'source', connection: 'lookupConnectionId' }],
  ['TARGET', { side: 'target', connection: 'targetConnectionId' }],
]);

/**
 * Reads `parameters` of a task: those of sources, targets and lookups, and those of a type that nobody here knows which name a
 * connection or set a property. Of the rest, texts and numbers, none is on any side.
 */
export function parametersOf({ parameters }: Fields): TaskParameter[] {
  return objectsOf(parameters).flatMap((fields) => {
    const { side, connectionId } = connectionOf(fields);
    const attributes = attributesOfParameter(fields);
    const isNothing = attributes.labelled.length + attributes.internal.length === 0;
    if (side === undefined && isNothing) return [];
    const overridable = overridability(fields.runtimeParameterData);
    return [{ names: namesOf(fields), side, connectionId, attributes, overridable }];
  });
}

/** By the type where it is known, else by the member that is set. */
function connectionOf(fields: Fields): Pick<TaskParameter, 'side' | 'connectionId'> {
  const known = sides.get(fields.type);
  if (known !== undefined) return { side: known.side, connectionId: referredId(fields[known.connection]) };
  const [member, side] = connectionMembers.find(([name]) => referredId(fields[name]) !== undefined) ?? [];
  return { side, connectionId: member === undefined ? undefined : referredId(fields[member]) };
}

/** The path in the mapping first; the label is what people call it, and `$Source$` its name between dollars. */
function namesOf({ uiProperties, label, name }: Fields): string[] {
  const path = isObject(uiProperties) ? textOf(uiProperties.originalPath) : undefined;
  const names = [path, textOf(label), textOf(name)?.replace(/^\$(.*)\$$/, '$1')];
  return names.filter((one) => one !== undefined);
}

function overridability(data: unknown): boolean | undefined {
  const { isConnectionRuntimeParameter, isObjectRuntimeParameter } = isObject(data) ? data : ({} as Fields);
  const answers = [isConnectionRuntimeParameter, isObjectRuntimeParameter].map(settingOf).map((setting) => {
    const read = setting === undefined ? 'unresolved' : truth(setting);
    return read === 'unresolved' ? undefined : read.value;
  });
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
