import { type DocumentFault, pointerSegment } from './schema-faults.ts';
import { isObject } from './value.ts';

/**
 * Where a JSON value holds text that is no Unicode: an unpaired surrogate, which JSON can escape. It has no canonical
 * form (RFC 8785), so no digest.
 */
export function illFormedTexts(value: unknown, pointer = ''): DocumentFault[] {
  if (typeof value === 'string')
    return value.isWellFormed() ? [] : [{ pointer, detail: 'holds an unpaired surrogate' }];
  if (Array.isArray(value))
    return value.flatMap((item, index) => illFormedTexts(item, `${pointer}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${pointer}/${pointerSegment(name)}`;
    return [...illFormedTexts(name, at), ...illFormedTexts(member, at)];
  });
}
