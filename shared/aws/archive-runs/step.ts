import { type Fields, isObject } from '../../json/value.ts';
import type { ListedBatches } from './run-files.ts';

/** An event that is no step of the state machine that audits an archive. */
export class NotAStepError extends Error {
  override readonly name = 'NotAStepError';
}

/** What a step is told as a text. Throws {@link NotAStepError}. */
export function toldText(event: Fields, name: string): string {
  const value = event[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new NotAStepError(`expected \`${name}\` to be a text that is not empty`);
}

/** What a step is told as a whole number, from 0 on. Throws {@link NotAStepError}. */
export function toldNumber(event: Fields, name: string): number {
  const value = event[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new NotAStepError(`expected \`${name}\` to be a whole number`);
}

/** The listings that a step is told of. Throws {@link NotAStepError}. */
export function toldListings({ listings }: Fields): ListedBatches[] {
  if (!Array.isArray(listings) || !listings.every(isObject))
    throw new NotAStepError('expected `listings` to be a list of listings');
  return listings.map((listing) => ({
    name: toldText(listing, 'name'),
    batches: toldNumber(listing, 'batches'),
  }));
}
