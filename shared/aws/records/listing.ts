import type { AttributeValue, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Item, Table } from '../facts/fact-table.ts';
import { listingIndex } from './listing-items.ts';

/** Queries for one page: a filter that hardly anything passes must not keep a caller waiting. */
const mostQueries = 20;
/** Entries that one query looks at, at most: below 1 MB of what the index has of them. */
const mostEntries = 1000;

/** A stretch of a partition of the index. Both places belong to it. */
export interface Stretch {
  readonly listing: string;
  readonly from: string;
  readonly to: string;
  /** What follows the stretch: a place at which nothing is that was not in this stretch or an earlier one. */
  readonly end: string;
}

/** What entries have to be like: attribute → value; of several attributes joined by `|`, one has it. */
export interface Filter {
  readonly equal: Readonly<Record<string, string>>;
  /** Further conditions, and the values in them. */
  readonly conditions: readonly string[];
  readonly values: Readonly<Record<string, AttributeValue>>;
}

export interface Search {
  /** From the newest to the oldest. */
  readonly stretches: Iterable<Stretch>;
  readonly filter: Filter;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: string | undefined;
}

/** A page of entries, which have the keys of items. */
export interface Entries {
  readonly entries: readonly Item[];
  /** Where the page ends; `undefined` where nothing follows. There may be fewer entries than asked for, and more to come. */
  readonly next: string | undefined;
}

/** Looks through the index, newest first. What is written meanwhile moves no entry from one page to another. */
export async function search(table: Table, sought: Search): Promise<Entries> {
  const entries: Item[] = [];
  let queries = 0;
  for await (const { found, reached } of looks(table, sought)) {
    for (const entry of found) {
      if (entries.length === sought.limit) return { entries, next: entries.at(-1)?.listed?.S };
      entries.push(entry);
    }
    if (++queries === mostQueries) return { entries, next: reached };
  }
  return { entries, next: undefined };
}

/** What one query found, and where it ended. */
interface Look {
  readonly found: readonly Item[];
  readonly reached: string;
}

async function* looks(table: Table, { stretches, filter, limit, after }: Search): AsyncIterable<Look> {
  // One more than the page has, to know whether there is more, and the one at which the page before ended.
  const most = Object.keys(filter.equal).length > 0 ? mostEntries : limit + 2;
  for (const stretch of stretches) {
    let start: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await query(table, { stretch, filter, most, start });
      const found = Items.filter(({ listed }) => listed?.S !== after);
      start = LastEvaluatedKey;
      yield { found, reached: start?.listed?.S ?? stretch.end };
    } while (start !== undefined);
  }
}

interface Query {
  readonly stretch: Stretch;
  readonly filter: Filter;
  readonly most: number;
  readonly start: Item | undefined;
}

async function query(
  { client, tableName }: Table,
  { stretch, filter, most, start }: Query,
): Promise<QueryCommandOutput> {
  const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
  const { expression, names, values } = filterExpression(filter);
  return (await client()).send(
    new QueryCommand({
      TableName: tableName,
      IndexName: listingIndex,
      KeyConditionExpression: 'listing = :listing AND listed BETWEEN :from AND :to',
      FilterExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':listing': { S: stretch.listing },
        ':from': { S: stretch.from },
        ':to': { S: stretch.to },
        ...values,
      },
      ScanIndexForward: false,
      Limit: most,
      ExclusiveStartKey: start,
    }),
  );
}

/** Every attribute by a name of its own: `status` is a word of DynamoDB's. */
function filterExpression({ equal, conditions, values }: Filter) {
  const compared = Object.entries(equal).map(([attributes, value], index) => {
    const alternatives = attributes.split('|').map((name) => ({ name, text: `#${name} = :equal${index}` }));
    return { value: { S: value }, key: `:equal${index}`, alternatives };
  });
  const names = compared.flatMap(({ alternatives }) => alternatives.map(({ name }) => [`#${name}`, name]));
  return {
    expression: [
      ...compared.map(({ alternatives }) => `(${alternatives.map(({ text }) => text).join(' OR ')})`),
      ...conditions,
    ].join(' AND '),
    names: names.length === 0 ? undefined : Object.fromEntries(names),
    values: { ...values, ...Object.fromEntries(compared.map(({ key, value }) => [key, value])) },
  };
}
