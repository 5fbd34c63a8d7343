import type { Fields } from '../json/value.ts';

/** The detail-types of CloudTrail's events by the type of the record (EventBridge User Guide, events from AWS services). */
const detailTypes: Readonly<Record<string, string>> = {
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
};
const apiCall = 'AWS API Call via CloudTrail';

/** A CloudTrail record as EventBridge would bring it: the source is `aws.` and the name of the service. */
export function trailEvent(record: Fields): Fields {
  const { eventID, eventSource, eventType, recipientAccountId, eventTime, awsRegion } = record;
  const service = typeof eventSource === 'string' ? eventSource.replace(/\.amazonaws\.com(\.cn)?$/, '') : '';
  return {
    version: '0',
    ...(eventID !== undefined && { id: eventID }),
    'detail-type': detailTypes[String(eventType)] ?? apiCall,
    source: `aws.${service}`,
    ...(recipientAccountId !== undefined && { account: recipientAccountId }),
    ...(eventTime !== undefined && { time: eventTime }),
    ...(awsRegion !== undefined && { region: awsRegion }),
    detail: record,
  };
}

/** The bus that an event belongs on: AWS speaks on the default one. */
export function busOf({ source }: Fields): 'default' | 'own' {
  return typeof source === 'string' && source.startsWith('aws.') ? 'default' : 'own';
}
