import type { RegionCoverage } from '../coverage/region-coverage.ts';
import { severities } from '../findings/gravest-first.ts';
import { counted } from '../json/counted.ts';
import type { Result } from '../report/result.ts';
import { html, type Markup, textOf } from './markup.ts';
import { assets } from './page-assets.generated.js';
import { type Picture, pictureOf } from './picture.ts';
import { sections } from './sections.ts';
import { timeText } from './time-text.ts';

/** How a page is made. */
export interface PageView {
  /** This program’s version. */
  readonly version: string;
  /** Where a page that keeps itself up to date hears of changes, a path of its own server; absent in a file. */
  readonly stream?: string;
  /** From where records come, and from where no longer, where that is known. */
  readonly covered?: readonly RegionCoverage[];
}

/** The `Content-Security-Policy` of a page: it runs and looks as it was built, and asks nobody for anything but its own server. */
function contentSecurityPolicy({ stream }: Pick<PageView, 'stream'>): string {
  return [
    "default-src 'none'",
    `style-src '${assets.styleHash}'`,
    `script-src '${assets.programHash}'`,
    'img-src data:',
    ...(stream === undefined ? [] : ["connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * Results as one HTML document, in pieces: it is complete in itself, opens without a network, and holds no text that
 * anybody but us could make a browser obey.
 */
export function* pageOf(results: readonly Result[], view: PageView): Generator<string> {
  const picture = pictureOf(results, view.covered);
  const contents = sections.flatMap(({ content, ...section }) => {
    const markup = content(picture);
    return markup === undefined ? [] : [{ ...section, markup }];
  });
  yield headText(titleOf(picture), view);
  yield textOf(html`<header>
    <a class="skip" href="#content">Skip to the content</a>
    <h1>${titleOf(picture)}</h1>
    <p class="source">${originText(picture)}</p>
    <nav aria-label="Sections">
      ${contents.map(({ id, title }) => html`<a href=${`#${id}`}>${title}</a>${' '}`)}
    </nav>
    ${filters()}
  </header>`);
  yield '<main id="content" tabindex="-1">';
  if (picture.findings.length === 0) yield textOf(nothingFound(picture));
  for (const { id, title, markup } of contents) {
    yield textOf(html`<section id=${id} aria-labelledby=${`${id}-title`} data-section>
      <h2 id=${`${id}-title`}>${title}</h2>
      ${markup}
    </section>`);
  }
  yield `</main>${textOf(html`<footer><p>STS Warden ${view.version}</p></footer>`)}`;
  yield `<script>${assets.program}</script></body></html>\n`;
}

function headText(title: string, view: PageView): string {
  const live = view.stream === undefined ? {} : { 'data-stream': view.stream };
  const head = html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content=${contentSecurityPolicy(view)} />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <title>${title}</title>
  </head>`;
  const body = textOf(html`<body ...${live} />`).replace('</body>', '');
  return `<!doctype html>\n<html lang="en">${textOf(head).replace('</head>', '')}<style>${assets.style}</style></head>${body}`;
}

/** What the page comes to: it is what a tab shows. */
function titleOf({ findings }: Picture): string {
  const inForce = findings.filter(({ finding }) => finding.status !== 'exempted');
  const counts = severities
    .map(
      (severity) =>
        [severity, inForce.filter(({ finding }) => finding.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}`);
  return `STS Warden: ${counts.length === 0 ? 'no finding' : counts.join(', ')}`;
}

function originText({ results, asOf }: Picture): string {
  const kinds = [...new Set(results.map(({ kind }) => kind))].join(', ');
  return `${kinds}${asOf === undefined ? '' : `, as of ${timeText(asOf)} UTC`}`;
}

/** Where nothing was read or judged, that is no good news, and the coverage says why. */
function nothingFound({ results }: Picture): Markup {
  return html`<p class="nothing">No finding in ${counted(results.length, 'result')}; see what is not known, and the coverage.</p>`;
}

/** The program shows it: without one there is nothing to filter with. */
function filters(): Markup {
  return html`<form id="filters" role="search" hidden>
    <label>Search <input id="search" type="search" placeholder="name, ARN, rule, task" autocomplete="off" /></label>
    <fieldset>
      <legend>Severity</legend>
      ${severities.map(
        (severity) =>
          html`<label><input type="checkbox" name="severity" value=${severity} checked />${severity}</label>`,
      )}
    </fieldset>
    <output id="matches" aria-live="polite"></output>
  </form>`;
}
