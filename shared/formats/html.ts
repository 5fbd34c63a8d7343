import { pageOf } from '../page/page.ts';
import type { Format } from './format.ts';

/** One HTML document that opens offline; several results become one page. */
export const html: Format = {
  name: 'html',
  summary: 'one page for a browser, complete in itself: what is broken, what dies next, sessions by night',
  isForPeople: true,
  results: ['audit', 'check', 'sweep', 'access'],
  render: (results, { version }) => pageOf(results, { version }),
};
