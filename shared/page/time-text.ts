import { html, type Markup } from './markup.ts';

/** A time (ISO 8601) as people read it, in UTC; what is no time is shown as it is. */
export function timeText(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same, with the whole time for machines. */
export function timeMarkup(time: string): Markup {
  return html`<time datetime=${time}>${timeText(time)}</time>`;
}
