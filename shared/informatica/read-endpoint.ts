import type { Source, Target } from '../contracts/submission-contract.generated.ts';
import { type Attribute, type Attributes, valuesNamed } from './attributes.ts';
import { type EndpointProperties, endpointProperties, endpointsOtherNames } from './endpoint-properties.ts';
import { normalName } from './normal-name.ts';
import type { PackagedConnection } from './read-connection.ts';
import type { Read } from './value.ts';

/** Where an endpoint's advanced properties stand, by precedence: those of the task override those of the mapping. */
export interface EndpointParts {
  readonly side: 'source' | 'target';
  readonly connection: PackagedConnection;
  /** `undefined`: nobody can say which properties it has. */
  readonly attributes: readonly Attributes[] | undefined;
}

type Properties = Omit<Source & Target, 'name' | 'connection' | 'overridable'>;

/** The properties of an endpoint in the words of the contract. `tell` learns of each attribute that is not understood. */
export function readEndpoint(
  { side, connection, attributes }: EndpointParts,
  tell: (name: string) => void,
): Properties {
  const properties = endpointProperties(connection.document.type, side);
  const reads = new Map<string, Read<string | number>>();
  for (const [name, property] of Object.entries(properties)) {
    const read = attributes === undefined ? 'unresolved' : readFrom(attributes, property);
    if (read !== undefined) reads.set(name, read);
  }
  if (connection.folderPath !== undefined && !reads.has('s3BucketName'))
    reads.set('s3BucketName', connection.folderPath);
  if (isOfAmazon(connection.document.type)) tellUnknown(attributes ?? [], namesOf(properties), tell);
  return inContract(reads);
}

/** Whether endpoints of such connections have attributes that should be understood. */
function isOfAmazon(type: PackagedConnection['document']['type']): boolean {
  return type !== 'other' && type !== 'unknown';
}

function readFrom(
  attributes: readonly Attributes[],
  { names, read }: NonNullable<EndpointProperties[keyof EndpointProperties]>,
): Read<string | number> | undefined {
  const lists = attributes.flatMap(({ labelled, internal }) => [labelled, internal]);
  const [value, ...others] = new Set(valuesNamed(lists, names));
  if (value === undefined) return undefined;
  return others.length > 0 ? 'unresolved' : read(value);
}

function tellUnknown(
  attributes: readonly Attributes[],
  known: ReadonlySet<string>,
  tell: (name: string) => void,
): void {
  const isUnknown = ({ name }: Attribute) =>
    !known.has(normalName(name)) && !endpointsOtherNames.has(normalName(name));
  for (const { labelled, internal, hasLabels } of attributes)
    for (const attribute of [...labelled, ...(hasLabels ? [] : internal)])
      if (isUnknown(attribute)) tell(attribute.name);
}

const namesOfProperties = new WeakMap<EndpointProperties, ReadonlySet<string>>();

/** The names of all properties; of each table once. */
function namesOf(properties: EndpointProperties): ReadonlySet<string> {
  const names =
    namesOfProperties.get(properties) ?? new Set(Object.values(properties).flatMap((one) => one.names));
  namesOfProperties.set(properties, names);
  return names;
}

function inContract(reads: ReadonlyMap<string, Read<string | number>>): Properties {
  const unresolved = [...reads].filter(([, read]) => read === 'unresolved').map(([name]) => name);
  const stated = [...reads].flatMap(([name, read]) => (read === 'unresolved' ? [] : [[name, read.value]]));
  return { ...Object.fromEntries(stated), ...(unresolved.length > 0 && { unresolved }) };
}
