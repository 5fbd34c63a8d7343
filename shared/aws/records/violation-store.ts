import type { Finding, Violation } from '../../contracts/result-contract.generated.ts';
import { type Item, keyText } from '../facts/fact-table.ts';
import { type KeepViolations, type RecordOptions, violationKeeper } from './keep-violations.ts';
import { type Filter, type Search, type Stretch, search } from './listing.ts';
import { allFindings, monthOf, violationsOf } from './listing-items.ts';
import { readItems } from './read-items.ts';
import { isKept } from './retention.ts';
import { findingKey, violationKey } from './violation-items.ts';

/** Bytes of documents in a page: a Lambda function answers with 6 MB at most. */
const mostBytes = 4_000_000;
/** Behind every place. */
const last = '~';

/** What is looked for; what is absent says nothing. */
interface Sought {
  readonly ruleId?: string | undefined;
  readonly severity?: string | undefined;
  readonly status?: string | undefined;
  readonly accountId?: string | undefined;
  readonly requester?: string | undefined;
  /** A task's name or id. */
  readonly task?: string | undefined;
  /** ISO 8601, in UTC with milliseconds; inclusive. */
  readonly from?: string | undefined;
  /** The same, exclusive. */
  readonly to?: string | undefined;
}

/** What a page is to have: from `after`, where an earlier page ended, at most `limit`. */
export interface PageOf {
  readonly sought: Sought;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A page, and where the next one begins, where there is one; it may be shorter than was asked for. */
export interface Page<Document> {
  readonly documents: readonly Document[];
  readonly next: string | undefined;
}

/** Violations, and the findings that they belong to, in the project's table. */
export interface ViolationStore {
  readonly put: KeepViolations;
  readonly violation: (id: string) => Promise<Violation | undefined>;
  readonly finding: (id: string) => Promise<Finding | undefined>;
  /** The findings with these ids, by id, as they are now; those that there are none of are left out. */
  readonly findingsKept: (ids: readonly string[]) => Promise<ReadonlyMap<string, Finding>>;
  /** Newest first, by the time at which they were observed; without `from`, those of the time for which records are kept. */
  readonly violations: (page: PageOf) => Promise<Page<Violation>>;
  /** Newest first, by the time at which they were first kept. `from` and `to` ask for those that were seen in between. */
  readonly findings: (page: PageOf) => Promise<Page<Finding>>;
}

/** Makes the store on a DynamoDB table with the index {@link listingIndex}, which is up to date after a moment. */
export function violationStore(options: RecordOptions): ViolationStore {
  return {
    put: violationKeeper(options),
    violation: (id) => document(options, violationKey(id)),
    finding: (id) => document(options, findingKey(id)),
    findingsKept: async (ids) => {
      const found = await documents<Finding>(options, ids.map(findingKey));
      return new Map(found.map((finding) => [finding.id, finding]));
    },
    violations: ({ sought, limit, after }) =>
      page(options, {
        stretches: months(options, sought, after),
        filter: filterOf(options, sought),
        limit,
        after,
      }),
    findings: ({ sought, limit, after }) =>
      page(options, {
        stretches: [{ listing: allFindings, from: '0', to: after ?? last, end: '0' }],
        filter: seenBetween(filterOf(options, sought), sought),
        limit,
        after,
      }),
  };
}

async function document<Document>(options: RecordOptions, key: Item): Promise<Document | undefined> {
  return (await documents<Document>(options, [key]))[0];
}

async function documents<Document>(options: RecordOptions, keys: readonly Item[]): Promise<Document[]> {
  const items = [...(await readItems(options, keys)).values()];
  return items.filter((item) => isKept(item, options)).map(({ document }) => JSON.parse(document?.S ?? ''));
}

async function page<Document>(options: RecordOptions, sought: Search): Promise<Page<Document>> {
  const { entries, next } = await search(options, sought);
  const items = await readItems(
    options,
    entries.map(({ pk, sk }) => ({ pk, sk }) as Item),
  );
  const documents: Document[] = [];
  let bytes = 0;
  let place: string | undefined;
  for (const entry of entries) {
    const text = items.get(keyText(entry))?.document?.S;
    if (text === undefined) continue;
    bytes += Buffer.byteLength(text);
    if (bytes > mostBytes && place !== undefined) return { documents, next: place };
    documents.push(JSON.parse(text));
    place = entry.listed?.S;
  }
  return { documents, next };
}

/** The months from the newest to the oldest that can have something. */
function* months({ now, keptSeconds }: RecordOptions, { from, to }: Sought, after = last): Iterable<Stretch> {
  const today = now().getTime();
  const lower = from ?? new Date(today - keptSeconds * 1000).toISOString();
  const upper = [after, to ?? last].sort()[0] ?? last;
  // Clocks differ: what was observed a little later than now is there too.
  let month = monthOf(upper === last ? new Date(today + 24 * 3600 * 1000).toISOString() : upper);
  while (month >= monthOf(lower)) {
    if (lower <= upper) yield { listing: violationsOf(month), from: lower, to: upper, end: month };
    month = monthBefore(month);
  }
}

function monthBefore(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - 1);
  return monthOf(date.toISOString());
}

/** What is past its time is not there, though DynamoDB deletes it some days late. */
function filterOf({ now }: RecordOptions, { task, from: _from, to: _to, ...traits }: Sought): Filter {
  const given = Object.entries({ ...traits, 'task|taskId': task }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    equal: Object.fromEntries(given),
    conditions: ['expiresAt > :seconds'],
    values: { ':seconds': { N: String(Math.floor(now().getTime() / 1000)) } },
  };
}

function seenBetween({ equal, conditions, values }: Filter, { from, to }: Sought): Filter {
  return {
    equal,
    conditions: [
      ...conditions,
      ...(from === undefined ? [] : ['lastSeen >= :since']),
      ...(to === undefined ? [] : ['firstSeen < :until']),
    ],
    values: {
      ...values,
      ...(from !== undefined && { ':since': { S: from } }),
      ...(to !== undefined && { ':until': { S: to } }),
    },
  };
}
