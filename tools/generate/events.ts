/**
 * Writes the files in `events/` from the table of cases that the tests judge them by: SQS events, EventBridge events
 * and API Gateway requests as AWS delivers them. `--check` writes nothing and fails where a file on disk differs.
 */
import { createHash } from 'node:crypto';
import { logFileCases, stepCases } from '../../shared/examples/archive-cases.ts';
import { compliantRecord, compliantSubmission, patched } from '../../shared/examples/compliant.ts';
import { type EventCase, eventCases } from '../../shared/examples/event-cases.ts';
import { type QueryCase, queryCases } from '../../shared/examples/query-cases.ts';
import {
  coverageCases,
  notifyCases,
  type QueueCase,
  refreshCases,
  trackCases,
} from '../../shared/examples/queue-cases.ts';
import { putGenerated } from './generated-files.ts';

const account = '123456789012';
const region = 'eu-central-1';
const time = '2026-10-01T08:00:05Z';

function uuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function busEvent(source: string, detailType: string, detail: object, seed: string, from = account): object {
  return {
    version: '0',
    id: uuid(seed),
    'detail-type': detailType,
    source,
    account: from,
    time,
    region,
    resources: [],
    detail,
  };
}

function queueEvent(queue: string, bodies: readonly string[], name: string): object {
  const messages = bodies.map((body, index) => ({
    messageId: uuid(`${name} message ${index}`),
    receiptHandle: `receipt-handle-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1790841605000',
      SenderId: 'AIDAEXAMPLEEXAMPLE99',
      ApproximateFirstReceiveTimestamp: '1790841605020',
    },
    messageAttributes: {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region}:${account}:${queue}`,
    awsRegion: region,
  }));
  return { Records: messages };
}

function auditEvent({ name, records = [], rawBody }: EventCase): object {
  const bodies = records.map((delta, index) => {
    const record = patched(compliantRecord, delta);
    const source = `aws.${String(record.eventSource).split('.', 1)[0]}`;
    const from = String(record.recipientAccountId);
    return JSON.stringify(busEvent(source, 'AWS API Call via CloudTrail', record, `${name} ${index}`, from));
  });
  return queueEvent('credential-requests', rawBody === undefined ? bodies : [rawBody], name);
}

function reviewEvent({ name, submission, rawBody }: EventCase): object {
  const detail = patched(compliantSubmission, submission);
  const body =
    rawBody ?? JSON.stringify(busEvent('informatica.mapping', 'Mapping Submission Requested', detail, name));
  return queueEvent('submissions', [body], name);
}

function eventOf({ name, messages }: QueueCase, queue: string): object {
  const bodies = messages.map((message, index) => {
    if (typeof message === 'string') return message;
    const { source, detailType, detail, ...more } = message;
    return JSON.stringify({ ...busEvent(source, detailType, detail, `${name} ${index}`), ...more });
  });
  return queueEvent(queue, bodies, name);
}

function hookRequest({ name, submission, rawBody, query }: EventCase): object {
  const body = rawBody ?? JSON.stringify(patched(compliantSubmission, submission));
  return apiRequest(name, { httpMethod: 'POST', resource: '/v1/submissions', query, body });
}

function queryRequest({ name, resource, id, query }: QueryCase): object {
  return apiRequest(name, { httpMethod: 'GET', resource, id, query });
}

/** What is particular to a request. */
interface Asked {
  readonly httpMethod: string;
  readonly resource: string;
  readonly id?: string | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly body?: string;
}

/** A request as API Gateway hands it over, signed by the requester. */
function apiRequest(name: string, { httpMethod, resource, id, query, body }: Asked): object {
  const path = resource.replace('{id}', encodeURIComponent(id ?? ''));
  const headers = {
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    'User-Agent': 'informatica-gate/1.0',
    'X-Amzn-Trace-Id': 'Root=1-68dce005-0123456789abcdef01234567',
  };
  const lists = (values: object | null) =>
    values && Object.fromEntries(Object.entries(values).map(([key, value]) => [key, [value]]));
  return {
    resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: lists(query ?? null),
    pathParameters: id === undefined ? null : { id: encodeURIComponent(id) },
    stageVariables: null,
    requestContext: {
      accountId: account,
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      httpMethod,
      identity: {
        accessKey: 'ASIAEXAMPLEEXAMPLE09',
        accountId: account,
        caller: 'AROAEXAMPLEEXAMPLE09:nightly',
        sourceIp: '192.0.2.10',
        user: 'AROAEXAMPLEEXAMPLE09:nightly',
        userAgent: 'informatica-gate/1.0',
        userArn: 'arn:aws:sts::123456789012:assumed-role/orchestrator/nightly',
      },
      path: `/live${path}`,
      protocol: 'HTTP/1.1',
      requestId: uuid(name),
      requestTime: '01/Oct/2026:08:00:05 +0000',
      requestTimeEpoch: 1790841605000,
      resourceId: 'abc123',
      resourcePath: resource,
      stage: 'live',
    },
    body: body ?? null,
    isBase64Encoded: false,
  };
}

const makers: Readonly<Record<string, (eventCase: EventCase) => object>> = {
  'audit-credential-requests': auditEvent,
  'check-submission': hookRequest,
  'review-submission': reviewEvent,
};

function made(eventCase: EventCase): object {
  const make = makers[eventCase.name.split('.', 1)[0] ?? ''];
  if (make === undefined) throw new Error(`no function of that name: \`${eventCase.name}\``);
  return make(eventCase);
}

const events = [
  ...eventCases.map((eventCase) => [eventCase.name, made(eventCase)] as const),
  ...queryCases.map((queryCase) => [queryCase.name, queryRequest(queryCase)] as const),
  ...refreshCases.map((refreshCase) => [refreshCase.name, eventOf(refreshCase, 'principals')] as const),
  ...logFileCases.map((logFileCase) => [logFileCase.name, eventOf(logFileCase, 'log-files')] as const),
  ...stepCases.map(({ name, step }) => [name, step] as const),
  ...notifyCases.map((notifyCase) => [notifyCase.name, eventOf(notifyCase, 'notifications')] as const),
  ...coverageCases.map((one) => [one.name, eventOf(one, 'coverage')] as const),
  ...trackCases.map((trackCase) => [trackCase.name, eventOf(trackCase, 'sessions')] as const),
];
const files = events.map(
  ([name, event]) => [`events/${name}`, `${JSON.stringify(event, null, 2)}\n`] as const,
);
await putGenerated(new Map(files));
