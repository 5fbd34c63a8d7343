import type { PackagedTaskflow } from './export-package.ts';
import type { ListedObject } from './package-index.ts';

/** The text of an element, or the content of a CDATA section in it. */
const elementText = />\s*(?:<!\[CDATA\[)?\s*([A-Za-z0-9]{1,64})\s*(?:\]\]>)?\s*</g;

/**
 * Reads which mapping tasks a taskflow runs: each step of a data task names its task by `GUID`, and the package lists what
 * the taskflow uses. Ids that are no mapping task's are left out. No entity of the XML is resolved.
 */
export function readTaskflow(
  { name, folder, uses }: ListedObject,
  xml: string,
  taskIds: ReadonlySet<string>,
): PackagedTaskflow {
  const named = Array.from(withoutComments(xml).matchAll(elementText), ([, text = '']) => text);
  return { name, folder, taskIds: [...new Set([...named, ...uses])].filter((id) => taskIds.has(id)) };
}

function withoutComments(xml: string): string {
  return xml
    .split('<!--')
    .map((part, index) => (index === 0 ? part : part.slice(Math.max(0, endOfComment(part)))))
    .join('');
}

function endOfComment(part: string): number {
  const end = part.indexOf('-->');
  return end === -1 ? part.length : end + 3;
}
