import { parseAllDocuments } from 'yaml';
import { UnreadableFileError } from '../shared/archive/unreadable-file.ts';
import { eachJsonDocument } from '../shared/json/each-document.ts';
import { NotJsonError, parseJson } from '../shared/json/parse.ts';

/** What the AWS CLI prints for people and for `cut`: in both, values stand without their names. */
const otherOutputs: readonly (readonly [sign: RegExp, name: string])[] = [
  [/^(?:USERDETAILLIST|GROUPDETAILLIST|ROLEDETAILLIST|POLICIES|ROLES)(?:\t|$)/m, 'text'],
  [/^(?:-+\r?\n)\|/, 'table'],
];

/** Characters that JSON begins with, and a sequence of its documents (RFC 7464). */
const beginnings: ReadonlySet<string> = new Set(['{', '[', '\u001e']);

/**
 * The documents in a text that the AWS CLI printed: JSON, documents of JSON one after the other, or YAML. Throws
 * UnreadableFileError, and NotJsonError where it is broken JSON.
 */
export function accountDocuments(text: string): unknown[] {
  try {
    return [parseJson(text)];
  } catch (error) {
    if (!(error instanceof NotJsonError) || text.trim() === '') throw error;
    const [first = ''] = text.trimStart();
    return beginnings.has(first) ? jsonDocuments(text, error) : yamlDocuments(text);
  }
}

function jsonDocuments(text: string, error: NotJsonError): unknown[] {
  const texts = [...eachJsonDocument(text)];
  if (texts.length < 2) throw error;
  return texts.map((one, index) => {
    try {
      return parseJson(one);
    } catch (fault) {
      if (!(fault instanceof NotJsonError)) throw fault;
      throw new NotJsonError(`document ${index + 1}: ${fault.message}`);
    }
  });
}

function yamlDocuments(text: string): unknown[] {
  for (const [sign, name] of otherOutputs) {
    if (sign.test(text.slice(0, mostLooked)))
      throw new UnreadableFileError(
        `is of \`--output ${name}\`: expected \`--output json\` or \`--output yaml\``,
      );
  }
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
  return documents.map((document) => {
    const [fault] = document.errors;
    if (fault !== undefined) throw new UnreadableFileError(`neither JSON nor YAML: ${fault.code}`);
    try {
      return document.toJS();
    } catch {
      // An alias that leads back to what holds it, or to too much.
      throw new UnreadableFileError('neither JSON nor YAML: it cannot be resolved');
    }
  });
}

/** Characters in which an output shows of what kind it is. */
const mostLooked = 4096;
