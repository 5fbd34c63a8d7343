import type { Connection, Source, SubmissionDocument } from '../contracts/submission-contract.generated.ts';
import type { Fields } from '../json/value.ts';
import { noAttributes } from './attributes.ts';
import { UnreadablePartError } from './errors.ts';
import { normalName } from './normal-name.ts';
import type { NotUnderstoodList } from './not-understood.ts';
import { objectsOf, textOf } from './part-json.ts';
import { type PackagedConnection, unknownConnection } from './read-connection.ts';
import { readEndpoint } from './read-endpoint.ts';
import type { Transformation } from './read-mapping.ts';
import type { TaskParameter } from './task-parameters.ts';

/** What a task is made of, beside its own file. */
export interface TaskParts {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly taskflows: readonly string[];
  /** Name and place of the mapping, for people. */
  readonly mapping: string;
  readonly transformations: readonly Transformation[];
  readonly parameters: readonly TaskParameter[];
  /** Those that transformations and parameters name, by their ids. */
  readonly connections: ReadonlyMap<string, PackagedConnection>;
  /** The name of a runtime environment in the package. */
  readonly runtimeEnvironment: (id: unknown) => string | undefined;
  readonly notUnderstood: NotUnderstoodList;
}

/** An endpoint before its connection is looked up. */
interface Joined {
  readonly name: string;
  readonly side: 'source' | 'target';
  readonly connectionId: string | undefined;
  readonly transformation: Transformation | undefined;
  readonly parameter: TaskParameter | undefined;
}

/** A task (`mtTask.json`) as a submission of the contract, not yet validated. Throws {@link UnreadablePartError}. */
export function readTask(fields: Fields, parts: TaskParts): SubmissionDocument {
  const joined = joinedEndpoints(parts);
  const connections = new Map<string, Connection>();
  const endpoints = joined.map((one) => {
    const key = one.connectionId ?? `the connection of ${one.name}`;
    const connection = connectionOf(one.connectionId, parts);
    const environment =
      parts.runtimeEnvironment(fields.runtimeEnvironmentId) ??
      parts.runtimeEnvironment(connection.runtimeEnvironmentId);
    const isKnown = connection.document.type !== 'unknown' && environment !== undefined;
    connections.set(key, { ...connection.document, ...(isKnown && { runtimeEnvironment: environment }) });
    return {
      side: one.side,
      overridable: one.parameter?.overridable,
      endpoint: endpointOf(one, key, connection, parts),
    };
  });
  const { id, name, folder, taskflows } = parts;
  const isOpen = endpoints.some(({ overridable }) => overridable === undefined);
  const of = (side: Joined['side']) => {
    const found = endpoints.filter((one) => one.side === side).map(({ endpoint }) => endpoint);
    const [first, ...others] = found;
    if (first === undefined) throw new UnreadablePartError(`the mapping has no ${side}`);
    return [first, ...others] as [Source, ...Source[]];
  };
  return {
    schemaVersion: '1',
    task: {
      id,
      name,
      folder,
      ...(taskflows.length > 0 && { taskflows: taskflows.slice(0, 64) }),
      ...(isOpen && namesParameterFile(fields) && { parameterFile: true }),
    },
    connections: Object.fromEntries(connections),
    sources: of('source'),
    targets: of('target'),
  } as SubmissionDocument;
}

function endpointOf(
  { name, side, transformation, parameter }: Joined,
  connectionKey: string,
  connection: PackagedConnection,
  { mapping, notUnderstood }: TaskParts,
): Source {
  const connector = connection.connector.name;
  const attributes =
    transformation === undefined
      ? undefined
      : [parameter?.attributes ?? noAttributes, transformation.attributes];
  return {
    name,
    connection: connectionKey,
    ...readEndpoint({ side, connection, attributes }, (attribute) =>
      notUnderstood.add({ connector, name: attribute, where: `mapping ${mapping}, ${name}` }),
    ),
    ...(parameter?.overridable === true && { overridable: true }),
  };
}

/**
 * The endpoints of the mapping in its order, each with what the task says of it; then those that the task alone names,
 * as of a mapplet. Throws where the two contradict each other.
 */
function joinedEndpoints(parts: TaskParts): Joined[] {
  const { parameters, transformations } = parts;
  if (transformations.length === 0) throw new UnreadablePartError('its mapping reads and writes nothing');
  const left = new Set(parameters);
  const joined = transformations.flatMap((transformation): Joined[] => {
    const { name, kind, className } = transformation;
    const parameter = parameterOf(name, parameters);
    if (parameter !== undefined) left.delete(parameter);
    const connectionId = parameter?.connectionId ?? transformation.connectionId;
    const side = kind === 'target' ? 'target' : 'source';
    if (parameter?.side !== undefined && parameter.side !== side)
      throw new UnreadablePartError(
        `task and mapping contradict each other: is \`${name}\` a source or a target?`,
      );
    if (kind !== undefined) return [{ name, side, connectionId, transformation, parameter }];
    if (connectionOf(connectionId, parts).document.type === 'other') return [];
    throw new UnreadablePartError(
      `\`${name}\` (${className}) uses a connection, and is no source, target or lookup`,
    );
  });
  const alone = [...left].flatMap((parameter): Joined[] => {
    const { names, side, connectionId } = parameter;
    if (side === undefined || connectionId === undefined) return [];
    return [{ name: names[0] ?? 'a parameter', side, connectionId, transformation: undefined, parameter }];
  });
  return [...joined, ...alone];
}

/** What nothing says anything of is unknown. */
function connectionOf(id: string | undefined, { connections }: TaskParts): PackagedConnection {
  return connections.get(id ?? '') ?? unknownConnection;
}

function parameterOf(name: string, parameters: readonly TaskParameter[]): TaskParameter | undefined {
  return (
    parameters.find(({ names }) => names[0] === name) ?? parameters.find(({ names }) => names.includes(name))
  );
}

/** Whether the task names a parameter file: of its own, among its properties or those of its session. */
function namesParameterFile({ parameterFileName, taskProperties, sessionPropertiesList }: Fields): boolean {
  const properties = [...objectsOf(taskProperties), ...objectsOf(sessionPropertiesList)];
  const values = properties
    .filter(({ name }) => normalName(textOf(name) ?? '') === 'parameterfilename')
    .flatMap(({ currentValue, value }) => [currentValue, value]);
  return [parameterFileName, ...values].some((value) => textOf(value) !== undefined);
}
