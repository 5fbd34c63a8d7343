import { type Fields, isObject } from '../json/value.ts';
import { type Attributes, attributesOfParameter } from './attributes.ts';
import { objectsOf, referredId, textOf } from './part-json.ts';
import { settingOf, truth } from './value.ts';

/** What a task says of one transformation of its mapping. */
export interface TaskParameter {
  /** The names by which the transformation may be called. */
  readonly names: readonly string[];
  readonly side: 'source' | 'target';
  /** The task's own connection, which overrides the mapping's. */
  readonly connectionId: string | undefined;
  readonly attributes: Attributes;
  /** Whether its connection or object may be replaced at run time; `undefined` where nothing is said of one of the two. */
  readonly overridable: boolean | undefined;
}

const sides: ReadonlyMap<unknown, { side: TaskParameter['side']; connection: string }> = new Map([
  ['SOURCE', { side: 'source', connection: 'sourceConnectionId' }],
  ['EXTENDED_SOURCE', { side: 'source', connection: 'sourceConnectionId' }],
  ['LOOKUP', { side: 'source', connection: 'lookupConnectionId' }],
  ['TARGET', { side: 'target', connection: 'targetConnectionId' }],
]);

/** Reads `parameters` of a task: those of sources, targets and lookups. */
export function parametersOf({ parameters }: Fields): TaskParameter[] {
  return objectsOf(parameters).flatMap((fields) => {
    const found = sides.get(fields.type);
    if (found === undefined) return [];
    return [
      {
        names: namesOf(fields),
        side: found.side,
        connectionId: referredId(fields[found.connection]),
        attributes: attributesOfParameter(fields),
        overridable: overridability(fields.runtimeParameterData),
      },
    ];
  });
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
