import type { Markup } from './markup.ts';
import type { Picture } from './picture.ts';

/** A part of the page is a value: what it is called, and what it makes of the picture. */
export interface Section {
  /** What a link to it names. */
  readonly id: string;
  readonly title: string;
  /** What it shows; nothing where the picture does not hold what it is about. */
  readonly content: (picture: Picture) => Markup | undefined;
}
