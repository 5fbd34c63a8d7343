import { jsonAnswer, mostJsonBytes } from './json-answer.ts';
import type { Organization } from './organization.ts';

/** A list that Informatica gives in pages. */
interface PagedList<Page> {
  /** What it is called in messages. */
  readonly what: string;
  /** The path of the page behind so many entries. */
  readonly pathOf: (entries: number) => string;
  readonly read: (answer: unknown) => Page;
}

/**
 * The pages of a list, one after the other. A server may answer fewer entries than it was asked for: only an empty page is
 * the end, or one that is the same again. Throws OrganizationError.
 */
export async function* pagesOf<Page extends { readonly size: number }>(
  organization: Organization,
  { what, pathOf, read }: PagedList<Page>,
): AsyncGenerator<Page, void> {
  let before: Buffer | undefined;
  for (let entries = 0; ; ) {
    const bytes = await organization.ask({ path: pathOf(entries), mostBytes: mostJsonBytes, what });
    const page = jsonAnswer(bytes, what, read);
    yield page;
    entries += page.size;
    if (page.size === 0 || before?.equals(bytes) === true) return;
    before = bytes;
  }
}
