import { counted } from '../json/counted.ts';
import { type Fields, isObject } from '../json/value.ts';
import { UnreadablePartError } from './errors.ts';
import type { PackageFiles } from './package-files.ts';
import { jsonIn, objectsOf, textOf } from './part-json.ts';

/** The list of what a package holds, by which it is known for one. */
export const metadataPath = 'exportMetadata.v2.json';

/** An object that the package lists. */
export interface ListedObject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly folder: string;
  /** Its id in version 2 of the REST API. */
  readonly handle: string | undefined;
  /** Ids of the objects that it uses. */
  readonly uses: readonly string[];
  /** Its file; `undefined` where the package has none. */
  readonly path: string | undefined;
}

/** Objects of a package in its order: those of its list, then mapping tasks that have a file and are not listed. */
export interface PackageIndex {
  readonly objects: readonly ListedObject[];
  readonly byId: ReadonlyMap<string, ListedObject>;
  /** What of the list could not be read, a line each. */
  readonly troubles: readonly string[];
}

/** Reads `exportMetadata.v2.json`. Throws an error that is safe to print where the package has none, or not such a one. */
export async function readIndex(files: PackageFiles): Promise<PackageIndex> {
  if (!files.paths.includes(metadataPath))
    throw new UnreadablePartError(`is no export package of Informatica: it has no ${metadataPath}`);
  const metadata = await jsonIn(files, metadataPath);
  if (!isObject(metadata) || !Array.isArray(metadata.exportedObjects))
    throw new UnreadablePartError(`${metadataPath}: expected a list of \`exportedObjects\``);
  // What macOS unpacks has names whose accents are characters of their own.
  const paths = new Map([
    ...files.paths.map((path) => [path.normalize('NFC'), path] as const),
    ...files.paths.map((path) => [path, path] as const),
  ]);
  const listed = objectsOf(metadata.exportedObjects).flatMap((fields) => listedObject(fields, paths));
  const claimed = new Set(listed.map(({ path }) => path));
  const unlisted = files.paths
    .filter((path) => /\.MTT\.zip$/i.test(path) && !claimed.has(path))
    .map(unlistedTask);
  const objects = [...listed, ...unlisted];
  const nameless = metadata.exportedObjects.length - listed.length;
  return {
    objects,
    byId: new Map(objects.toReversed().map((object) => [object.id, object])),
    troubles:
      nameless === 0 ? [] : [`${metadataPath}: ${counted(nameless, 'object')} without id, name or type`],
  };
}

function listedObject(fields: Fields, paths: ReadonlyMap<string, string>): ListedObject[] {
  const [id, name, type] = [fields.objectGuid, fields.objectName, fields.objectType].map(textOf);
  if (id === undefined || name === undefined || type === undefined) return [];
  const folder = `/${textOf(fields.path) ?? ''}`.replace(/^\/+(?=\/|$)/, '');
  const { repoInfo, objectRefs } = isObject(fields.metadata) ? fields.metadata : ({} as Fields);
  const file = `${folder.replace(/^\//, '')}/${name}.${type}`.replace(/^\//, '');
  return [
    {
      id,
      name,
      type,
      folder,
      handle: isObject(repoInfo) ? textOf(repoInfo.repoHandle) : undefined,
      uses: Array.isArray(objectRefs) ? objectRefs.filter((one) => typeof one === 'string') : [],
      path: pathsOf(file)
        .map((path) => paths.get(path))
        .find((path) => path !== undefined),
    },
  ];
}

/** The paths at which an object's file may be. */
function pathsOf(file: string): string[] {
  return [file, file.normalize('NFC')].flatMap((path) => [`${path}.zip`, `${path}.xml`]);
}

/** Its id stands in its file alone. */
function unlistedTask(path: string): ListedObject {
  const end = path.lastIndexOf('/');
  const name = path.slice(end + 1).replace(/\.MTT\.zip$/i, '');
  const folder = end === -1 ? '' : `/${path.slice(0, end)}`;
  return { id: path, name, type: 'MTT', folder, handle: undefined, uses: [], path };
}
