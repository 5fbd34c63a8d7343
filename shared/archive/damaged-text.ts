import type { Way } from './descent-limits.ts';
import { beginsAsCompressed } from './encoded-text.ts';
import type { Found } from './found.ts';
import { foundMalformed } from './report-found.ts';
import type { TextOptions } from './text-options.ts';

/** Of a text of which nothing is known, what it must name to be a damaged record. */
const hints = ['eventSource', 'eventName', 'userIdentity'];

/**
 * What a text comes to that could not be read, for a reason: of one that may be anything, only what names a record’s
 * members, or is compressed, is a damaged record.
 */
export function damagedText(reason: string, { place }: Way, text: string, { slot }: TextOptions): Found[] {
  const isOurs = slot !== 'raw' || beginsAsCompressed(text) || hints.some((hint) => text.includes(hint));
  return isOurs ? [foundMalformed(reason, place)] : [];
}
