import { gzipSync, zstdCompressSync } from 'node:zlib';
import { lowerCased } from './lower-cased.ts';
import { structText } from './struct-text.ts';

type Json = Record<string, unknown>;

/** Makes of records what people have them in. */
export type Form = (records: readonly Json[]) => string | Buffer;

const account = '123456789012';
const arrival = '2026-10-01T08:05:00.000Z';
const group = 'aws-cloudtrail-logs';
const stream = `${account}_CloudTrail_eu-central-1`;
const json = JSON.stringify;
const lines = (items: readonly unknown[]) => `${items.map((item) => json(item)).join('\n')}\n`;
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const cell = (text: unknown) => `"${String(text ?? '').replaceAll('"', '""')}"`;
const csv = (header: readonly string[], rows: readonly (readonly unknown[])[]) =>
  `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** A record as EventBridge delivers it (EventBridge User Guide, events of CloudTrail). */
const event = (record: Json, index: number) => ({
  version: '0',
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.sts',
  account,
  time: record.eventTime,
  region: 'eu-central-1',
  resources: [],
  detail: record,
});

/** The message of an SQS queue as Lambda gets it. */
const sqs = (body: string, index: number) => ({
  messageId: `message-${index}`,
  receiptHandle: 'AQEB',
  body,
  attributes: { ApproximateReceiveCount: '1' },
  messageAttributes: {},
  md5OfBody: '0',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:eu-central-1:${account}:trail`,
  awsRegion: 'eu-central-1',
});

/** What SNS sends to queues and endpoints. */
const sns = (message: string) => ({
  Type: 'Notification',
  MessageId: 'message',
  TopicArn: `arn:aws:sns:eu-central-1:${account}:trail`,
  Message: message,
  Timestamp: arrival,
  SignatureVersion: '1',
});

/** What CloudWatch Logs sends to a subscription (CloudWatch Logs User Guide, subscription filters). */
const subscription = (records: readonly Json[]) => ({
  messageType: 'DATA_MESSAGE',
  owner: account,
  logGroup: group,
  logStream: stream,
  subscriptionFilters: ['all'],
  logEvents: records.map((record, index) => ({
    id: `3195310660696698337880902507980421114328961542429${index}`,
    timestamp: 1790841600000,
    message: json(record),
  })),
});
const control = {
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logGroup: '',
  logStream: '',
  subscriptionFilters: [],
  logEvents: [
    {
      id: '',
      timestamp: 1790841600000,
      message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.',
    },
  ],
};

/** An event as LookupEvents answers (CloudTrail API Reference). */
const lookedUp = (record: Json) => ({
  EventId: record.eventID,
  EventName: record.eventName,
  ReadOnly: 'true',
  EventTime: record.eventTime,
  EventSource: record.eventSource,
  Username: 'mapping-requester',
  Resources: [{ ResourceType: 'AWS::IAM::Role', ResourceName: 'redshift-stage' }],
  CloudTrailEvent: json(record),
});

/** A document of Filebeat’s aws module and of Elastic Agent: parsed fields, and the record as it came. */
const ecs = (record: Json) => ({
  '@timestamp': record.eventTime,
  event: {
    action: record.eventName,
    dataset: 'aws.cloudtrail',
    kind: 'event',
    module: 'aws',
    original: json(record),
    provider: record.eventSource,
  },
  aws: {
    cloudtrail: {
      event_version: '1.11',
      request_parameters: `{roleArn=${(record.requestParameters as Json | null)?.roleArn}}`,
      flattened: { request_parameters: record.requestParameters },
    },
  },
  cloud: { provider: 'aws', region: 'eu-central-1' },
});
const hit = (source: object, index: number) => ({
  _index: 'logs-aws.cloudtrail',
  _id: `id-${index}`,
  _score: 1,
  _source: source,
});
const hits = (sources: readonly object[]) => ({
  took: 3,
  timed_out: false,
  hits: { total: { value: sources.length, relation: 'eq' }, max_score: 1, hits: sources.map(hit) },
});

const moved = ({ eventTime, ...record }: Json) => ({ '@timestamp': eventTime, '@version': '1', ...record });

/** Columns of the tables of CloudTrail Lake and Athena. */
const columns = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'readOnly',
  'resources',
  'eventType',
  'managementEvent',
  'recipientAccountId',
  'sharedEventID',
  'eventCategory',
];
/** A row of CloudTrail Lake: all is text, structs and maps as Trino prints them. */
const lakeRow = (record: Json) => columns.map((name) => [name, lakeText(name, record[name])] as const);
function lakeText(name: string, value: unknown): string {
  if (name === 'userIdentity') return structText(lowerCased(value));
  if (name === 'eventTime') return `${String(value).slice(0, 19).replace('T', ' ')}.000`;
  if (name === 'requestParameters' || name === 'responseElements')
    return value ? structText(value, 1) : 'null';
  return value === undefined || value === null ? 'null' : String(value);
}
/** A row of Athena’s CSV: lower-case structs as Trino prints them, and JSON where the column is text. */
const athenaRow = (record: Json) =>
  columns.map((name) => {
    const value = record[name];
    if (name === 'userIdentity') return structText(lowerCased(value));
    if (name === 'resources') return '[]';
    return typeof value === 'object' && value !== null ? json(value) : value;
  });
/** A row that UNLOAD writes as JSON: nulls are left out. */
const unloaded = (record: Json) => ({
  ...(lowerCased(record) as object),
  requestparameters: json(record.requestParameters),
  responseelements: json(record.responseElements),
});

const insights = (records: readonly Json[]) => ({
  results: records.map((record, index) => [
    { field: '@timestamp', value: '2026-10-01 08:00:00.000' },
    { field: 'eventName', value: record.eventName },
    { field: '@message', value: json(record) },
    { field: '@ptr', value: `CmEKJgoi${index}` },
  ]),
  statistics: { recordsMatched: records.length, recordsScanned: 100, bytesScanned: 1000 },
  status: 'Complete',
});

/** Every form in which people have CloudTrail, by name. All but the first are read as well as the first. */
export const forms: Readonly<Record<string, Form>> = {
  'CloudTrail file': (records) => gzipSync(json({ Records: records })),
  'CloudTrail file, pretty-printed': (records) => json({ Records: records }, null, 2),
  lines: (records) => lines(records),
  'lines with CRLF': (records) => lines(records).replaceAll('\n', '\r\n'),
  'lines after a byte order mark': (records) => `\ufeff${lines(records)}`,
  'concatenated files': (records) => records.map((record) => json({ Records: [record] })).join(''),
  'pretty-printed documents': (records) => records.map((record) => `${json(record, null, 2)}\n`).join(''),
  'documents after record separators': (records) => records.map((record) => `\x1e${json(record)}\n`).join(''),
  array: (records) => json(records),
  'array of files': (records) => json(records.map((record) => ({ Records: [record] }))),
  'EventBridge events': (records) => lines(records.map(event)),
  'EventBridge events in SQS for Lambda': (records) =>
    json({ Records: records.map((record, index) => sqs(json(event(record, index)), index)) }),
  'SQS receive-message': (records) =>
    json({
      Messages: records.map((record, index) => ({
        MessageId: `message-${index}`,
        ReceiptHandle: 'AQEB',
        MD5OfBody: '0',
        Body: json(event(record, index)),
      })),
    }),
  'SNS in SQS': (records) =>
    json({ Records: records.map((record, index) => sqs(json(sns(json(record))), index)) }),
  'SNS for Lambda': (records) =>
    json({
      Records: records.map((record) => ({
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `arn:aws:sns:eu-central-1:${account}:trail:1`,
        Sns: sns(json(record)),
      })),
    }),
  'SNS envelopes': (records) => lines(records.map((record) => sns(json({ Records: [record] })))),
  'API Gateway request in Base64': (records) =>
    json({ httpMethod: 'POST', path: '/', isBase64Encoded: true, body: base64(json({ Records: records })) }),
  'CloudWatch Logs subscription': (records) => lines([control, subscription(records)]),
  'CloudWatch Logs subscription for Lambda': (records) =>
    json({ awslogs: { data: base64(gzipSync(json(subscription(records)))) } }),
  'CloudWatch Logs subscription by Kinesis for Lambda': (records) =>
    json({
      Records: [control, subscription(records)].map((payload, index) => ({
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: 'key',
          sequenceNumber: String(index),
          data: base64(gzipSync(json(payload))),
          approximateArrivalTimestamp: 1790841600,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `shardId-000000000000:${index}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: `arn:aws:iam::${account}:role/reader`,
        awsRegion: 'eu-central-1',
        eventSourceARN: `arn:aws:kinesis:eu-central-1:${account}:stream/trail`,
      })),
    }),
  'Kinesis get-records': (records) =>
    json({
      Records: records.map((record, index) => ({
        SequenceNumber: String(index),
        ApproximateArrivalTimestamp: arrival,
        Data: base64(json(record)),
        PartitionKey: 'key',
      })),
      MillisBehindLatest: 0,
    }),
  'Firehose for Lambda': (records) =>
    json({
      invocationId: 'invocation',
      deliveryStreamArn: `arn:aws:firehose:eu-central-1:${account}:deliverystream/trail`,
      records: [{ recordId: '1', data: base64(gzipSync(json(subscription(records)))) }],
    }),
  'Firehose objects': (records) =>
    Buffer.concat(records.map((record) => gzipSync(json(subscription([record]))))),
  'CloudWatch Logs export': (records) =>
    gzipSync(records.map((record) => `${arrival} ${json(record)}\n`).join('')),
  'filter-log-events': (records) =>
    json({
      events: records.map((record, index) => ({
        logStreamName: stream,
        timestamp: 1790841600000,
        message: json(record),
        ingestionTime: 1790841600100,
        eventId: String(index),
      })),
      searchedLogStreams: [],
    }),
  'filter-log-events as text': (records) =>
    records
      .map((record) => `EVENTS\t3195\t1790841600100\t${stream}\t${json(record)}\t1790841600000\n`)
      .join(''),
  'get-log-events': (records) =>
    json({
      events: records.map((record) => ({
        timestamp: 1790841600000,
        message: json(record),
        ingestionTime: 1,
      })),
      nextForwardToken: 'f/3195',
      nextBackwardToken: 'b/3195',
    }),
  'aws logs tail': (records) =>
    records.map((record) => `2026-10-01T08:00:00.123000+00:00 ${stream} ${json(record)}\n`).join(''),
  'aws logs tail --format short': (records) =>
    records.map((record) => `2026-10-01T08:00:00 ${json(record)}\n`).join(''),
  'aws logs tail --format json': (records) =>
    records.map((record) => `2026-10-01T08:00:00.123000+00:00 ${stream} ${json(record, null, 4)}\n`).join(''),
  'Logs Insights': (records) => json(insights(records)),
  'Logs Insights as CSV': (records) =>
    csv(
      ['@timestamp', '@message'],
      records.map((record) => ['2026-10-01 08:00:00.000', json(record)]),
    ),
  'CloudTrail Lake, whole events': (records) =>
    json({
      QueryStatus: 'FINISHED',
      QueryStatistics: { ResultsCount: records.length, TotalResultsCount: records.length, BytesScanned: 1 },
      QueryResultRows: records.map((record) => [{ eventJson: json(record) }]),
    }),
  'CloudTrail Lake': (records) =>
    json({
      QueryStatus: 'FINISHED',
      QueryResultRows: records.map((record) => lakeRow(record).map(([name, text]) => ({ [name]: text }))),
    }),
  'CloudTrail Lake as CSV': (records) =>
    csv(
      columns,
      records.map((record) => lakeRow(record).map(([, text]) => (text === 'null' ? '' : text))),
    ),
  'lookup-events': (records) => json({ Events: records.map(lookedUp) }, null, 4),
  "lookup-events --query 'Events[].CloudTrailEvent'": (records) =>
    json(
      records.map((record) => json(record)),
      null,
      4,
    ),
  "lookup-events --query 'Events[].CloudTrailEvent' --output text": (records) =>
    `${records.map((record) => json(record)).join('\t')}\n`,
  'lookup-events --output text': (records) =>
    records
      .map(
        (record) =>
          `EVENTS\tAKIAEXAMPLEEXAMPLE01\t${json(record)}\t${record.eventID}\t${record.eventName}\t${record.eventSource}\t${record.eventTime}\ttrue\tmapping-requester\nRESOURCES\tredshift-stage\tAWS::IAM::Role\n`,
      )
      .join(''),
  'Elasticsearch hits': (records) => json(hits(records)),
  'OpenSearch hits as lines': (records) => lines(records.map(hit)),
  'Filebeat and Elastic Agent': (records) => lines(records.map(ecs)),
  'Filebeat without processing': (records) =>
    lines(
      records.map((record) => ({
        '@timestamp': arrival,
        '@metadata': { beat: 'filebeat', version: '8.15.0' },
        message: json(record),
        aws: { s3: { bucket: { name: 'trail' }, object: { key: 'a.json.gz' } } },
      })),
    ),
  'Elastic Agent hits': (records) => json(hits(records.map(ecs))),
  Logstash: (records) => lines(records.map(moved)),
  'Splunk JSON': (records) =>
    lines(
      records.map((record, offset) => ({
        preview: false,
        offset,
        result: {
          _raw: json(record),
          _time: arrival,
          eventName: record.eventName,
          eventSource: record.eventSource,
          awsRegion: record.awsRegion,
          'userIdentity.type': (record.userIdentity as Json | undefined)?.type,
          sourcetype: 'aws:cloudtrail',
        },
      })),
    ),
  'Splunk CSV': (records) =>
    csv(
      ['_raw', '_time', 'eventName', 'sourcetype'],
      records.map((record) => [json(record), arrival, record.eventName, 'aws:cloudtrail']),
    ),
  'Splunk HEC': (records) =>
    records.map((record) => json({ time: 1, sourcetype: 'aws:cloudtrail', event: record })).join(''),
  Wazuh: (records) =>
    lines(
      records.map((record) => ({
        timestamp: arrival,
        rule: { level: 3, description: 'AWS Cloudtrail: sts.amazonaws.com - AssumeRole.', id: '80202' },
        agent: { id: '000', name: 'wazuh-manager' },
        data: {
          integration: 'aws',
          aws: { ...record, source: 'cloudtrail', log_info: { s3bucket: 'trail' } },
        },
        location: 'Wazuh-AWS',
      })),
    ),
  'Wazuh with full_log': (records) =>
    lines(
      records.map((record) => {
        const data = { integration: 'aws', aws: { ...record, source: 'cloudtrail' } };
        return { timestamp: arrival, data, full_log: json(data), location: 'Wazuh-AWS' };
      }),
    ),
  'Datadog archive': (records) =>
    lines(
      records.map((record, index) => ({
        _id: `AW5Hc8y8FxIBf2ud${index}`,
        date: arrival,
        source: 'cloudtrail',
        service: 'cloudtrail',
        status: 'info',
        tags: ['source:cloudtrail'],
        attributes: { ...record, usr: { id: 'AIDAEXAMPLEEXAMPLE01' } },
      })),
    ),
  'Fluent Bit': (records) => lines(records.map((record) => ({ date: 1790841600.5, log: json(record) }))),
  'Fluent Bit, parsed': (records) => lines(records.map((record) => ({ date: 1790841600.5, ...record }))),
  Vector: (records) =>
    lines(
      records.map((record) => ({
        host: 'host',
        message: json(record),
        source_type: 'aws_s3',
        timestamp: arrival,
      })),
    ),
  'Vector, merged': (records) => lines(records.map((record) => ({ ...record, message: json(record) }))),
  Steampipe: (records) =>
    json({
      rows: records.map((record) => ({
        event_name: record.eventName,
        event_source: record.eventSource,
        event_id: record.eventID,
        request_parameters: record.requestParameters,
        user_identity: record.userIdentity,
        cloudtrail_event: record,
      })),
    }),
  'Steampipe as CSV': (records) =>
    csv(
      ['event_name', 'event_source', 'cloudtrail_event'],
      records.map((record) => [record.eventName, record.eventSource, json(record)]),
    ),
  'Athena UNLOAD': (records) => gzipSync(lines(records.map(unloaded))),
  'Glue table, all lower case': (records) => lines(records.map((record) => lowerCased(record))),
  'Athena CSV': (records) =>
    csv(
      columns.map((name) => name.toLowerCase()),
      records.map(athenaRow),
    ),
  Panther: (records) =>
    lines(
      records.map((record, index) => ({
        ...record,
        p_log_type: 'AWS.CloudTrail',
        p_row_id: String(index),
        p_event_time: '2026-10-01 08:00:00.000000000',
        p_any_ip_addresses: ['192.0.2.10'],
      })),
    ),
  'syslog lines': (records) =>
    records.map((record) => `<134>1 ${arrival} host trail 1 - [meta seq="1"] ${json(record)}\n`).join(''),
  'lines of Base64': (records) => records.map((record) => `${base64(json(record))}\n`).join(''),
  'lines of gzip in Base64': (records) =>
    records.map((record) => `${base64(gzipSync(json(record)))}\n`).join(''),
  'lines of zstd in Base64': (records) =>
    records.map((record) => `${base64(zstdCompressSync(json(record)))}\n`).join(''),
};
