import { type DocumentFault, pointerSegment } from './schema-faults.ts';
import { type Fields, isObject } from './value.ts';

/**
 * Where a JSON value holds text that is no Unicode: an unpaired surrogate, which JSON can escape. It has no canonical
 * form (RFC 8785), so no digest. `source` is the text that the value was parsed from, where it is at hand: searching
 * it is a fraction of the walk through the value.
 */
export function illFormedTexts(value: unknown, source?: string): DocumentFault[] {
  if (source !== undefined && !mayHoldUnpairedSurrogate(source)) return [];
  return isWellFormed(value) ? [] : faultsIn(value, '');
}

/** False only where no value parsed from the text can hold one. */
function mayHoldUnpairedSurrogate(text: string): boolean {
  return !text.isWellFormed() || text.includes('\\ud') || text.includes('\\uD');
}

/** Nearly every value is: places are named only where one is not. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isWellFormed);
  for (const name in value) {
    if (!name.isWellFormed() || !isWellFormed((value as Fields)[name])) return false;
  }
  return true;
}

function faultsIn(value: unknown, pointer: string): DocumentFault[] {
  if (typeof value === 'string')
    return value.isWellFormed() ? [] : [{ pointer, detail: 'holds an unpaired surrogate' }];
  if (Array.isArray(value)) return value.flatMap((item, index) => faultsIn(item, `${pointer}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = `${pointer}/${pointerSegment(name)}`;
    return [...faultsIn(name, at), ...faultsIn(member, at)];
  });
}
