/** The record of a call to IAM as CloudTrail writes it, by an operator. */
export function iamRecord(eventName: string, requestParameters: object, more: object = {}): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEEXAMPLE09',
      arn: 'arn:aws:iam::123456789012:user/operator',
      accountId: '123456789012',
      accessKeyId: 'AKIAEXAMPLEEXAMPLE09',
      userName: 'operator',
    },
    eventTime: '2026-10-01T00:30:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.44',
    requestParameters,
    responseElements: null,
    eventID: `event-${eventName}`,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
    ...more,
  };
}

/** The same as EventBridge delivers it. */
export function iamEvent(eventName: string, requestParameters: object, more: object = {}): object {
  const detail = iamRecord(eventName, requestParameters, more);
  return { version: '0', 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', detail };
}
