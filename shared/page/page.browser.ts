/**
 * What the page does in a browser: it filters what is there, and where it has a server, shows anew what changed. The page
 * can be read without it.
 */

const form = byId<HTMLFormElement>('filters');
const search = byId<HTMLInputElement>('search');
const matches = byId<HTMLOutputElement>('matches');

/** A row → its text in small letters, as it is searched. */
const texts = new WeakMap<Element, string>();
/** Where a group says how many rows it has → what it says of all. */
const counts = new WeakMap<Element, string>();

form.hidden = false;
form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', onKey);
if (document.body.dataset.stream !== undefined) follow(document.body.dataset.stream);

function byId<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

/** Hides the rows that hold not all of the words, and the groups of severities that are not wanted. */
function filter(): void {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(new FormData(form).getAll('severity'));
  const isFiltered = words.length > 0 || wanted.size < form.querySelectorAll('[name=severity]').length;
  let count = 0;
  const shown = new Map<Element, number>();
  for (const row of document.querySelectorAll<HTMLElement>('[data-find]')) {
    const group = row.closest<HTMLElement>('[data-group]');
    const isWanted = group === null || wanted.has(group.dataset.severity ?? '');
    const isShown = isWanted && words.every((word) => textOf(row, group).includes(word));
    row.hidden = !isShown;
    if (!isShown) continue;
    count++;
    if (group !== null) shown.set(group, (shown.get(group) ?? 0) + 1);
  }
  for (const group of document.querySelectorAll<HTMLElement>('[data-group]')) {
    const own = shown.get(group) ?? 0;
    group.hidden = own === 0;
    tellShown(group, own);
  }
  matches.value = isFiltered ? `${count} shown` : '';
}

/** A row of a group is found by what the group says of all its rows too. */
function textOf(row: HTMLElement, group: HTMLElement | null): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const head = group === null ? '' : `${group.querySelector('h3')?.textContent} ${group.dataset.rule}`;
  const text = `${row.textContent} ${head}`.toLowerCase();
  texts.set(row, text);
  return text;
}

function tellShown(group: HTMLElement, own: number): void {
  const place = group.querySelector<HTMLElement>('[data-shown]');
  if (place === null) return;
  const whole = counts.get(place) ?? place.textContent;
  counts.set(place, whole);
  const all = group.querySelectorAll('[data-find]').length;
  place.textContent = own === all ? whole : `${own} of ${whole}`;
}

function onKey(event: KeyboardEvent): void {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search';
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape' && isTyping) {
    search.value = '';
    filter();
  }
}

/** Each message of the stream means that something changed; the stream connects itself anew. */
function follow(stream: string): void {
  let isAsked = false;
  let isAskedAgain = false;
  const refresh = async (): Promise<void> => {
    isAskedAgain = isAsked;
    if (isAsked) return;
    isAsked = true;
    try {
      const answer = await fetch(location.pathname, { cache: 'no-store' });
      if (answer.ok) show(await answer.text());
    } catch {
      // The server is away: the stream will tell when it is back.
    }
    isAsked = false;
    if (isAskedAgain) await refresh();
  };
  const source = new EventSource(stream);
  source.addEventListener('message', refresh);
  // What happened while nobody listened.
  let wasAway = false;
  source.addEventListener('error', () => {
    wasAway = true;
    document.body.dataset.away = '';
  });
  source.addEventListener('open', () => {
    delete document.body.dataset.away;
    if (wasAway) void refresh();
    wasAway = false;
  });
}

/** Puts the new content in place of the old: what was open stays open, and what was filtered filtered. */
function show(text: string): void {
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const states = new Map<string | undefined, boolean>();
  for (const part of document.querySelectorAll<HTMLDetailsElement>('details[data-id]'))
    states.set(part.dataset.id, part.open);
  for (const part of fresh.querySelectorAll<HTMLDetailsElement>('details[data-id]'))
    part.open = states.get(part.dataset.id) ?? part.open;
  for (const place of ['main', 'h1', 'header > .source', 'nav']) {
    const content = fresh.querySelector(place);
    if (content !== null) document.querySelector(place)?.replaceChildren(...content.childNodes);
  }
  document.title = fresh.title;
  filter();
}
