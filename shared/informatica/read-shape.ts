import { UnreadableFileError } from '../archive/unreadable-file.ts';
import { type Fields, isObject } from '../json/value.ts';
import { listsOfAdapter } from './attributes.ts';
import { connectionPropertyNamed } from './connection-properties.ts';
import { type Connector, connectorOf } from './connectors.ts';
import { endpointProperties } from './endpoint-properties.ts';
import { normalName } from './normal-name.ts';
import type { PackageFiles } from './package-files.ts';
import { type ListedObject, readIndex } from './package-index.ts';
import { type AttributeGroup, GrowingGroup, type PackageShape } from './package-shape.ts';
import { objectIn, referredId } from './part-json.ts';
import { labelsIn } from './presentation.ts';
import { classNameOf, readTemplate } from './read-mapping.ts';
import { reasonOf } from './reason.ts';

/** What a package is made of, without values. Throws an UnreadableFileError where it is no export package. */
export async function readShape(files: PackageFiles): Promise<PackageShape> {
  const shape = new GrowingShape();
  const { objects } = await readIndex(files).catch((error: unknown) => {
    throw new UnreadableFileError(reasonOf(error));
  });
  const inside = (object: ListedObject) => files.inside(object.path ?? '');
  // Connections first: endpoints are grouped by them.
  for (const object of objects.filter(({ type }) => type === 'Connection'))
    await shape.guarded(object, async () =>
      shape.addConnection(object.id, await objectIn(await inside(object), 'connection.json')),
    );
  for (const object of objects.filter(({ type }) => type === 'DTEMPLATE'))
    await shape.guarded(object, async () => {
      const { transformations, classes } = await readTemplate(await inside(object));
      for (const { fields } of transformations) shape.addTransformation(fields, classes);
    });
  const types = Object.groupBy(objects, ({ type }) => type);
  return {
    schemaVersion: '1',
    objects: Object.fromEntries(Object.entries(types).map(([type, some = []]) => [type, some.length])),
    groups: shape.groups,
    unreadable: Object.fromEntries(shape.unreadable),
  };
}

const absent: Connector = { type: 'unknown', name: 'not in the package', isUnknownOfAws: false };

class GrowingShape {
  readonly #connectors = new Map<string, Connector>();
  readonly #groups = new Map<string, { connector: string; part: string; group: GrowingGroup }>();
  readonly unreadable = new Map<string, number>();

  get groups(): AttributeGroup[] {
    return [...this.#groups.values()].map(({ connector, part, group }) => group.shape(connector, part));
  }

  /** Adds a part; one that cannot be read is counted by its type: reasons may name what people named. */
  async guarded({ type }: ListedObject, add: () => Promise<void>): Promise<void> {
    try {
      await add();
    } catch (error) {
      reasonOf(error);
      this.unreadable.set(type, (this.unreadable.get(type) ?? 0) + 1);
    }
  }

  addConnection(id: string, fields: Fields): void {
    const connector = connectorOf(fields);
    this.#connectors.set(id, connector);
    const group = this.#part(connector.name, 'connection');
    const params = isObject(fields.connParams) ? fields.connParams : {};
    const labels = labelsIn(params.CCM_CONN_PRESENTATION);
    for (const [name, value] of Object.entries(params)) {
      const label = labels.get(name);
      const names = connector.type === 'other' ? [] : [label ?? '', name];
      const readAs = connectionPropertyNamed(names, connector.type);
      const place = { name, list: 'connParams', ...(label && { label }), ...(readAs && { readAs }) } as const;
      group.addAttribute(place, value);
    }
  }

  addTransformation({ $$class, dataAdapter }: Fields, classes: Fields): void {
    if (!isObject(dataAdapter)) return;
    const connector = this.#connectors.get(referredId(dataAdapter.connectionId) ?? '') ?? absent;
    const className = classNameOf($$class, classes) ?? 'of a class that is not named';
    const group = this.#part(connector.name, className);
    const properties = endpointProperties(connector.type, className === 'TmplTarget' ? 'target' : 'source');
    const { labelled, internal } = listsOfAdapter(dataAdapter);
    const add = (list: 'runtimeAttributes' | 'oprRuntimeAttributes') => (one: readonly [string, unknown]) => {
      const [name, value] = one;
      const found = Object.entries(properties).find(([, { names }]) => names.includes(normalName(name)));
      group.addAttribute({ name, list, ...(found && { readAs: found[0] }) }, value);
    };
    labelled.forEach(add('runtimeAttributes'));
    internal.forEach(add('oprRuntimeAttributes'));
  }

  #part(connector: string, part: string): GrowingGroup {
    const key = JSON.stringify([connector, part]);
    const known = this.#groups.get(key) ?? { connector, part, group: new GrowingGroup() };
    this.#groups.set(key, known);
    known.group.addPart();
    return known.group;
  }
}
