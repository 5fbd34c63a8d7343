import { type Fields, isObject } from '../json/value.ts';
import { type Attributes, attributesOfAdapter } from './attributes.ts';
import { UnreadablePartError } from './errors.ts';
import type { PackageFiles } from './package-files.ts';
import { jsonIn, objectIn, objectsOf, referredId, textOf } from './part-json.ts';

type Kind = 'source' | 'target' | 'lookup';

/** A transformation of a mapping that reads or writes, or that names a connection. */
export interface Transformation {
  readonly name: string;
  /** `undefined`: it is none of these, and names a connection all the same. */
  readonly kind: Kind | undefined;
  /** The end of its class's name, as `TmplSource`. */
  readonly className: string;
  readonly connectionId: string | undefined;
  readonly attributes: Attributes;
}

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['TmplSource', 'source'],
  ['TmplTarget', 'target'],
  ['TmplLookup', 'lookup'],
]);

/** Reads the files of a mapping (`DTEMPLATE`): what it reads and writes. Throws an error that is safe to print. */
export async function readMapping(files: PackageFiles): Promise<readonly Transformation[]> {
  const { transformations, classes } = await readTemplate(files);
  return transformations.flatMap(({ fields, name }) => readTransformation(fields, name, classes));
}

/** A mapping as it is: its transformations, and the names of the classes that they name by numbers. */
export async function readTemplate(files: PackageFiles): Promise<{
  readonly transformations: readonly { readonly fields: Fields; readonly name: string }[];
  readonly classes: Fields;
}> {
  const value = await jsonIn(files, await pathOfTemplate(files));
  const template = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (!isObject(template) || !isObject(template.content) || !Array.isArray(template.content.transformations))
    throw new UnreadablePartError('the mapping has no list of transformations');
  const transformations = template.content.transformations.map((fields: unknown, index) => {
    if (!isObject(fields))
      throw new UnreadablePartError(`transformation ${index + 1} of the mapping is no object`);
    return { fields, name: textOf(fields.name) ?? `transformation ${index + 1}` };
  });
  return { transformations, classes: classesOf(template) };
}

/** The file of the mapping itself: `templateId` names it, else the record of kind IMFOBJECT. */
async function pathOfTemplate(files: PackageFiles): Promise<string> {
  const { templateId } = await objectIn(files, 'mappingTemplate.json');
  const id = referredId(templateId) ?? (await recordedId(files));
  const path = `bin/@${id}.bin`;
  if (!files.paths.includes(path))
    throw new UnreadablePartError(`the mapping’s ${path} is not in the package`);
  return path;
}

async function recordedId(files: PackageFiles): Promise<string> {
  const records = objectsOf(await jsonIn(files, 'fileRecord.json'));
  const ids = records.filter(({ type }) => type === 'IMFOBJECT').map(({ id }) => referredId(id));
  if (ids.length === 1 && ids[0] !== undefined) return ids[0];
  throw new UnreadablePartError(
    'mappingTemplate.json and fileRecord.json do not say which file the mapping is',
  );
}

/** `$$class` numbers → names of classes. Each file has numbers of its own. */
function classesOf({ metadata }: Fields): Fields {
  const classes = isObject(metadata) ? metadata.$$classInfo : undefined;
  if (!isObject(classes)) throw new UnreadablePartError('the mapping has no `metadata.$$classInfo`');
  return classes;
}

function readTransformation(fields: Fields, name: string, classes: Fields): Transformation[] {
  const className = classNameOf(fields.$$class, classes);
  if (className === undefined)
    throw new UnreadablePartError(
      `\`$$classInfo\` does not say of which class transformation \`${name}\` is`,
    );
  const kind = kinds.get(className);
  const adapter = isObject(fields.dataAdapter) ? fields.dataAdapter : {};
  const connectionId = referredId(adapter.connectionId);
  if (kind === undefined && connectionId === undefined) return [];
  return [{ name, kind, className, connectionId, attributes: attributesOfAdapter(adapter) }];
}

/** The end of a class's name; `undefined` where the file does not say it. */
export function classNameOf(number: unknown, classes: Fields): string | undefined {
  const key = String(number);
  const name = Object.hasOwn(classes, key) ? textOf(classes[key]) : undefined;
  return name?.slice(name.lastIndexOf('.') + 1);
}
