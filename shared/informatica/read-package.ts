import { UnreadableFileError } from '../archive/unreadable-file.ts';
import type { Fields } from '../json/value.ts';
import { parseSubmission } from '../submission/parse-submission.ts';
import { UnreadablePartError } from './errors.ts';
import type { ExportPackage, PackagedTask, PackagedTaskflow, TaskReading } from './export-package.ts';
import { NotUnderstoodList } from './not-understood.ts';
import type { PackageFiles } from './package-files.ts';
import { type ListedObject, type PackageIndex, readIndex } from './package-index.ts';
import { objectIn, referredId, textOf } from './part-json.ts';
import { type PackagedConnection, readConnection, unknownConnection } from './read-connection.ts';
import { readMapping, type Transformation } from './read-mapping.ts';
import { readTask } from './read-task.ts';
import { readTaskflow } from './read-taskflow.ts';
import { reasonOf } from './reason.ts';
import { parametersOf } from './task-parameters.ts';

/**
 * Reads the files of an export package: each mapping task as a submission, or why it cannot be one. A part that cannot be
 * read hides no other. Throws an UnreadableFileError where the whole is no export package.
 */
export async function readPackage(files: PackageFiles): Promise<ExportPackage> {
  return new PackageReader(files, await indexOf(files)).read();
}

async function indexOf(files: PackageFiles): Promise<PackageIndex> {
  try {
    return await readIndex(files);
  } catch (error) {
    throw new UnreadableFileError(reasonOf(error));
  }
}

/** Reads each mapping and each connection once, when a task first needs it, and keeps of them what tasks need. */
class PackageReader {
  readonly #files: PackageFiles;
  readonly #index: PackageIndex;
  readonly #mappings = new Map<string, readonly Transformation[] | { unreadable: string }>();
  readonly #connections = new Map<string, PackagedConnection>();
  readonly #notUnderstood = new NotUnderstoodList();
  readonly #troubles: string[];

  constructor(files: PackageFiles, index: PackageIndex) {
    this.#files = files;
    this.#index = index;
    this.#troubles = [...index.troubles];
  }

  async read(): Promise<ExportPackage> {
    const listed = this.#index.objects.filter(({ type }) => type === 'MTT');
    const taskflows = await this.#taskflows(new Set(listed.map(({ id }) => id)));
    const running = namesByTask(taskflows);
    const tasks: PackagedTask[] = [];
    for (const object of listed) tasks.push(await this.#task(object, running.get(object.id) ?? []));
    return { tasks, taskflows, notUnderstood: this.#notUnderstood.items, troubles: this.#troubles };
  }

  async #taskflows(taskIds: ReadonlySet<string>): Promise<PackagedTaskflow[]> {
    const taskflows: PackagedTaskflow[] = [];
    for (const object of this.#index.objects.filter(({ type }) => type === 'TASKFLOW')) {
      let xml = '';
      try {
        xml = new TextDecoder().decode(await this.#files.read(pathOf(object)));
      } catch (error) {
        this.#troubles.push(`taskflow ${placeOf(object)}: ${reasonOf(error)}`);
      }
      taskflows.push(readTaskflow(object, xml, taskIds));
    }
    return taskflows;
  }

  async #task(object: ListedObject, taskflows: readonly string[]): Promise<PackagedTask> {
    const { handle, name, folder, path: part } = object;
    try {
      const fields = await objectIn(await this.#files.inside(pathOf(object)), 'mtTask.json');
      const id = idOf(object, fields);
      const scheduleId = referredId(fields.scheduleId);
      const task = { id, handle, name, part, folder, taskflows, scheduleId };
      return { ...task, reading: await this.#reading(fields, task) };
    } catch (error) {
      const reading = { unreadable: reasonOf(error) };
      return { id: object.id, handle, name, part, folder, taskflows, scheduleId: undefined, reading };
    }
  }

  async #reading(fields: Fields, task: Omit<PackagedTask, 'reading'>): Promise<TaskReading> {
    try {
      const mapping = this.#index.byId.get(mappingIdOf(fields));
      const transformations = await this.#transformations(mapping);
      const parameters = parametersOf(fields);
      const document = readTask(fields, {
        ...task,
        parameters,
        mapping: mapping === undefined ? '' : placeOf(mapping),
        transformations,
        connections: await this.#connectionsOf([...transformations, ...parameters]),
        runtimeEnvironment: (id) => this.#runtimeEnvironment(id),
        notUnderstood: this.#notUnderstood,
      });
      return { document, submission: parseSubmission(document) };
    } catch (error) {
      return { unreadable: reasonOf(error) };
    }
  }

  async #transformations(mapping: ListedObject | undefined): Promise<readonly Transformation[]> {
    if (mapping === undefined) throw new UnreadablePartError('its mapping is not in the package');
    const known = this.#mappings.get(mapping.id) ?? (await this.#readMapping(mapping));
    this.#mappings.set(mapping.id, known);
    if ('unreadable' in known)
      throw new UnreadablePartError(`its mapping ${placeOf(mapping)}: ${known.unreadable}`);
    return known;
  }

  async #readMapping(mapping: ListedObject): Promise<readonly Transformation[] | { unreadable: string }> {
    try {
      return await readMapping(await this.#files.inside(pathOf(mapping)));
    } catch (error) {
      return { unreadable: reasonOf(error) };
    }
  }

  async #connectionsOf(
    parts: readonly { readonly connectionId: string | undefined }[],
  ): Promise<ReadonlyMap<string, PackagedConnection>> {
    for (const { connectionId } of parts)
      if (connectionId !== undefined && !this.#connections.has(connectionId))
        this.#connections.set(connectionId, await this.#connection(connectionId));
    return this.#connections;
  }

  /** What is not in the package, or cannot be read, is unknown; the latter is told. */
  async #connection(id: string): Promise<PackagedConnection> {
    const object = this.#index.byId.get(id);
    if (object?.path === undefined) return unknownConnection;
    try {
      const fields = await objectIn(await this.#files.inside(object.path), 'connection.json');
      if ((textOf(fields.federatedId) ?? id) !== id)
        throw new UnreadablePartError('its file is that of another connection');
      return readConnection(fields, this.#notUnderstood);
    } catch (error) {
      this.#troubles.push(`connection ${placeOf(object)}: ${reasonOf(error)}`);
      return unknownConnection;
    }
  }

  #runtimeEnvironment(id: unknown): string | undefined {
    const object = this.#index.byId.get(referredId(id) ?? '');
    return object?.type === 'AgentGroup' ? object.name : undefined;
  }
}

function namesByTask(taskflows: readonly PackagedTaskflow[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { name, taskIds } of taskflows)
    for (const id of taskIds) names.set(id, [...(names.get(id) ?? []), name]);
  return names;
}

function mappingIdOf({ mappingId }: Fields): string {
  const id = referredId(mappingId);
  if (id === undefined) throw new UnreadablePartError('it names no mapping');
  return id;
}

/** A task that is not listed has its id in its file alone. */
function idOf({ id, path }: ListedObject, { frsGuid }: Fields): string {
  const own = textOf(frsGuid) ?? id;
  if (own !== id && id !== path) throw new UnreadablePartError('its file is that of another task');
  return own;
}

function pathOf({ path }: ListedObject): string {
  if (path === undefined) throw new UnreadablePartError('its file is not in the package');
  return path;
}

function placeOf({ folder, name }: ListedObject): string {
  return `${folder}/${name}`;
}
