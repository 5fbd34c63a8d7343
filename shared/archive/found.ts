import type { Fields } from '../json/value.ts';

/** Something that holds no record. */
export interface Aside {
  /** What it is, in words, and the same words for every one of its kind. */
  readonly kind: string;
  /**
   * `ignored`: known to lie in or around a trail by AWS’s own hand; `misplaced`: a file of another command, which lies in a
   * folder by the way; `refused`: a form that cannot be read; `empty`: it was looked into and held nothing.
   */
  readonly treatment: 'ignored' | 'misplaced' | 'refused' | 'empty';
  /** What to do instead. */
  readonly advice?: string;
}

/** What a descent comes to. `place` says where: `record 3`, `line 17, message 2`. */
export type Found =
  /** A record with the names that CloudTrail gives its members. */
  | { readonly place: string; readonly record: Fields }
  /** Something that was damaged on the way. The reason never quotes it: it may hold secrets. */
  | { readonly place: string; readonly malformed: string }
  | { readonly place: string; readonly aside: Aside };
