import { counted } from '../json/counted.ts';
import { html, type Markup } from './markup.ts';

/** What is shown of a list, and how many are left. */
export interface Shown<Item> {
  readonly shown: readonly Item[];
  readonly left: number;
}

/** The first so many of a list. */
export function mostOf<Item>(list: readonly Item[], most: number): Shown<Item> {
  const shown = list.slice(0, most);
  return { shown, left: list.length - shown.length };
}

/** Says that there is more than the page shows, and where. */
export function moreMarkup(left: number, noun: string): Markup | undefined {
  if (left === 0) return undefined;
  return html`<p class="more">and ${counted(left, `more ${noun}`)}: the result in JSON has all</p>`;
}
