import { ExpressionError, type Item } from './expressions.ts';
import type { MemoryTable, Write } from './table.ts';

/** A call of the SDK's, as it comes over HTTP. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** `x-amz-target`, such as `AWSEvents.PutEvents`; empty for the services that have none. */
  readonly target: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Account {
  readonly accountId: string;
  readonly table: MemoryTable;
  /** What AWS AppConfig has. */
  readonly policy: string;
}

/** The input of an operation, as far as the hook uses it. */
interface Input extends Write {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
  /** Each an action under its kind: `Put`, `Update`. */
  readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
  readonly Entries?: readonly unknown[];
  readonly ReturnValues?: string;
}

/** Answers as AWS does: DynamoDB, EventBridge, STS and AppConfig, the operations that the hook calls and no others. */
export function answersOf(account: Account): (call: Call) => Answer {
  const operations = operationsOf(account);
  return ({ method, path, target, body }) => {
    const [, name = ''] = target.split('.');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation !== undefined) return attempted(() => operation(JSON.parse(body)));
    if (new URLSearchParams(body).get('Action') === 'GetAccessKeyInfo') return accountOfKey(account);
    if (method === 'POST' && path === '/configurationsessions')
      return json(201, { InitialConfigurationToken: 'token' });
    if (method === 'GET' && path === '/configuration') return configuration(account);
    return json(400, { __type: 'UnknownOperationException' });
  };
}

function operationsOf({ table }: Account): Readonly<Record<string, (input: Input) => Answer>> {
  return {
    BatchGetItem: ({ RequestItems = {} }) => json(200, { Responses: itemsOf(RequestItems, table) }),
    GetItem: ({ Key = {} }) => json(200, { Item: table.get(Key) }),
    PutItem: (input) => written(table, input),
    UpdateItem: (input) => written(table, input),
    TransactWriteItems: ({ TransactItems = [] }) =>
      writtenTogether(table, TransactItems.flatMap(Object.values)),
    PutEvents: ({ Entries = [] }) =>
      json(200, { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: crypto.randomUUID() })) }),
  };
}

function itemsOf(asked: NonNullable<Input['RequestItems']>, table: MemoryTable) {
  return Object.fromEntries(
    Object.entries(asked).map(([name, { Keys }]) => [name, Keys.flatMap((key) => table.get(key) ?? [])]),
  );
}

function written(table: MemoryTable, input: Input): Answer {
  const result = table.write([input]);
  if (!('items' in result))
    return json(400, { __type: 'ConditionalCheckFailedException', Item: result.reasons[0]?.Item });
  const isAsked = input.ReturnValues === 'UPDATED_NEW' || input.ReturnValues === 'ALL_NEW';
  return json(200, isAsked ? { Attributes: result.items[0] } : {});
}

function writtenTogether(table: MemoryTable, writes: readonly Write[]): Answer {
  const result = table.write(writes);
  if ('items' in result) return json(200, {});
  return json(400, { __type: 'TransactionCanceledException', CancellationReasons: result.reasons });
}

/** What DynamoDB calls a validation error: the hook has said what the stand-in does not understand. */
function attempted(operation: () => Answer): Answer {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return json(400, { __type: 'ValidationException', message: error.message });
  }
}

function accountOfKey({ accountId }: Account): Answer {
  const result = `<GetAccessKeyInfoResult><Account>${accountId}</Account></GetAccessKeyInfoResult>`;
  const body = `<GetAccessKeyInfoResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</GetAccessKeyInfoResponse>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function configuration({ policy }: Account): Answer {
  const headers = {
    'content-type': 'application/x-yaml',
    'next-poll-configuration-token': 'token',
    'next-poll-interval-in-seconds': '60',
  };
  return { status: 200, headers, body: policy };
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}
