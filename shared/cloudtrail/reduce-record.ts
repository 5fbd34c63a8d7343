import { type Fields, isObject } from '../json/value.ts';

/** Members to keep: each as a leaf, or of an object that is one again. */
interface Shape {
  readonly [member: string]: true | Shape;
}

/** Whatever parse-record.ts, observed-call.ts and `eventOf` look at. No member that holds a secret is among them. */
const read: Shape = {
  ...{ eventSource: true, eventName: true, eventType: true, eventCategory: true, eventTime: true },
  ...{ eventID: true, sharedEventID: true, awsRegion: true, sourceIPAddress: true, recipientAccountId: true },
  ...{ errorCode: true, errorMessage: true },
  addendum: { originalEventID: true },
  userIdentity: {
    ...{ type: true, arn: true, principalId: true, accountId: true, accessKeyId: true, userName: true },
    ...{ invokedBy: true, invokedByDelegate: true, identityProvider: true },
    onBehalfOf: { userId: true },
    sessionContext: {
      ...{ assumedRoot: true, sourceIdentity: true },
      sessionIssuer: { type: true, arn: true },
    },
  },
  requestParameters: { roleArn: true, roleSessionName: true, name: true, sourceIdentity: true },
  responseElements: { credentials: { accessKeyId: true, expiration: true } },
};

/** What is no text where one is expected says only that it is there; `null` says nothing. */
const something = Object.freeze({});

/**
 * A record with the members alone that are read of it, a fifth of its size: it is read and judged as the whole one is.
 * Session tokens are left out. Takes records that can be read (parse-record.ts throws nothing).
 */
export function reduceRecord(record: Fields): Fields {
  return reduced(record, read);
}

function reduced(value: Fields, shape: Shape): Fields {
  const kept: [string, unknown][] = [];
  for (const name in shape) {
    const [member, inner] = [value[name], shape[name]];
    if (member !== undefined && member !== null)
      kept.push([name, isObject(member) && isObject(inner) ? reduced(member, inner as Shape) : leaf(member)]);
  }
  return Object.fromEntries(kept);
}

function leaf(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'boolean' ? value : something;
}
