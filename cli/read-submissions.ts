import { parse as parseYaml, YAMLError } from 'yaml';
import { decodeText } from '../shared/archive/decode-text.ts';
import { openEnvelopes } from '../shared/archive/envelopes.ts';
import { defaultMaxFileSize, readBytes, readStream } from '../shared/archive/read-file.ts';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { NotJsonError, parseUniqueJson } from '../shared/json/parse.ts';
import { type Locate, locatorIn } from './locate-places.ts';
import type { Terminal } from './terminal.ts';

/** A document, out of its envelopes and not yet parsed. */
interface FoundDocument {
  readonly content: unknown;
  /** Finds places in it; absent where it stood in a text within the file’s. */
  readonly locate?: Locate | undefined;
}

/** What a file of submissions holds, out of its envelopes. What cannot be read is added to the troubles. */
export async function documentsIn(path: string, troubles: string[], terminal: Terminal): Promise<unknown[]> {
  return (await locatedDocumentsIn(path, troubles, terminal)).map(({ content }) => content);
}

/** The same, and where in the file each stands. */
export async function locatedDocumentsIn(
  path: string,
  troubles: string[],
  { stdin }: Terminal,
): Promise<FoundDocument[]> {
  try {
    const bytes =
      path === '-' ? await readStream(stdin, defaultMaxFileSize) : await readBytes(path, defaultMaxFileSize);
    const text = decodeText(bytes);
    const root = parseDocument(path, text);
    const locatorOf = locatorIn(text, root);
    const opened = openEnvelopes(root, parseUniqueJson);
    if (opened.length === 0) troubles.push(`${path}: holds no submission`);
    for (const item of opened) if ('malformed' in item) troubles.push(`${path}: ${item.malformed}`);
    return opened.flatMap((item) =>
      'content' in item ? [{ content: item.content, locate: locatorOf(item.content) }] : [],
    );
  } catch (error) {
    if (!(error instanceof UnreadableFileError || error instanceof NotJsonError)) throw error;
    troubles.push(`${path}: ${error.message}`);
    return [];
  }
}

function parseDocument(path: string, text: string): unknown {
  if (!/\.ya?ml$/i.test(path)) return parseUniqueJson(text);
  try {
    const value: unknown = parseYaml(text, { prettyErrors: false });
    // An alias may lead back to what holds it, which JSON cannot say.
    JSON.stringify(value);
    return value;
  } catch (error) {
    const code = error instanceof YAMLError ? error.code : 'it cannot be resolved';
    throw new UnreadableFileError(`not YAML: ${code}`);
  }
}
