import { type Fields, isObject } from '../json/value.ts';
import { endpointPropertyNames } from './endpoint-properties.ts';
import { normalName } from './normal-name.ts';
import { objectsOf, textOf } from './part-json.ts';
import { settingOf } from './value.ts';

/** An attribute that is set. */
export interface Attribute {
  readonly name: string;
  /** Empty where nothing reads it: queries and scripts of a whole package are more than memory should hold. */
  readonly value: string;
}

/** Advanced properties of one endpoint in one place: by the labels of the user interface, and by internal names. */
export interface Attributes {
  readonly labelled: readonly Attribute[];
  readonly internal: readonly Attribute[];
  /** Labels there are, of what is set or not: the internal names are those of the same attributes. */
  readonly hasLabels: boolean;
}

export const noAttributes: Attributes = { labelled: [], internal: [], hasLabels: false };

/** Names and values as they are, set or not. */
type Named = readonly (readonly [name: string, value: unknown])[];
interface NamedLists {
  readonly labelled: Named;
  readonly internal: Named;
}

/** Those of a transformation's data adapter, which are lists of names and values. */
export function attributesOfAdapter(adapter: Fields): Attributes {
  return attributes(listsOfAdapter(adapter));
}

/** Those of a task's parameter, which are objects. */
export function attributesOfParameter({ runtimeAttrs, oprRuntimeAttrs }: Fields): Attributes {
  return attributes({ labelled: membersOf(runtimeAttrs), internal: membersOf(oprRuntimeAttrs) });
}

export function listsOfAdapter({ runtimeAttributes, oprRuntimeAttributes }: Fields): NamedLists {
  return { labelled: itemsOf(runtimeAttributes), internal: itemsOf(oprRuntimeAttributes) };
}

function attributes({ labelled, internal }: NamedLists): Attributes {
  return {
    labelled: thoseSet(labelled),
    internal: thoseSet(internal),
    hasLabels: labelled.length > 0 && labelled.length >= internal.length,
  };
}

function itemsOf(list: unknown): Named {
  const items = isObject(list) ? objectsOf(list.attributes) : [];
  return items.map(({ name, value }) => [textOf(name) ?? '', value]);
}

function membersOf(value: unknown): Named {
  return isObject(value) ? Object.entries(value) : [];
}

function thoseSet(named: Named): Attribute[] {
  return named.flatMap(([name, value]) => {
    const setting = settingOf(value);
    if (setting === undefined) return [];
    return [{ name, value: endpointPropertyNames.has(normalName(name)) ? setting : '' }];
  });
}

/** The values that attributes of one of the names have, in the first list that has any; names are normal ones. */
export function valuesNamed(lists: readonly (readonly Attribute[])[], names: readonly string[]): string[] {
  for (const list of lists) {
    const found = list.filter(({ name }) => names.includes(normalName(name)));
    if (found.length > 0) return found.map(({ value }) => value);
  }
  return [];
}
